#!/usr/bin/env bash
# The links of a Link field (2026-11): requests 2.34.2 and httpx 0.28.1 stop at a parameter that has
# no value, or one that has "=" or ";" in its quotes, and so lose the "rel" that follows; aiohttp
# 3.14.5 keeps it. All three take ", <" within quotes for the end of the link, and "Rel" for
# another parameter than "rel".
# RFC 8288, 3: link-param = token BWS [ "=" BWS ( token / quoted-string ) ]: the value may be left
# out, as "crossorigin" does, and a quoted string may hold all of these; appendix B.3: the name of
# a parameter is put into lower case.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet requests==2.34.2 httpx==0.28.1 aiohttp==3.14.5

seen='</2>; rel=next; title="b": requests /2, httpx /2, aiohttp /2
</2>; crossorigin; rel=next: requests None, httpx None, aiohttp /2
</2>; title="a=b"; rel=next: requests None, httpx None, aiohttp /2
</2>; title="a; b"; rel=next: requests None, httpx None, aiohttp /2
</2>; title="a, <b>"; rel=next: requests b, httpx b, aiohttp /b
</2>; Rel=next: requests None, httpx None, aiohttp None'
now=$(PYTHONPATH=$here timeout 60 "$folder/bin/python" -B - <<'END'
from links import Book, pages

LINKS = (
    '</2>; rel=next; title="b"',
    "</2>; crossorigin; rel=next",
    '</2>; title="a=b"; rel=next',
    '</2>; title="a; b"; rel=next',
    '</2>; title="a, <b>"; rel=next',
    "</2>; Rel=next",
)

book = Book()
for book.link in LINKS:
    print(f"{book.link}: {pages(book.url)}")
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
