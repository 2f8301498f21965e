#!/usr/bin/env bash
# The links of a Link field, once more (2026-11): with requests 2.34.2, httpx 0.28.1 and aiohttp
# 3.14.5 a link that is "next" and "last" is neither of them, and one that is "NEXT" is not "next";
# a link that leads on from another page is taken for one of this page. For requests and httpx a
# target ends at the first ";" in it.
# RFC 8288, 3.3: rel holds one or more relation types, with blanks between them; 2.1.1: the
# registered ones MUST be compared without regard to case; 3.2: whoever does not heed an anchor
# ignores the whole link, and MUST NOT process it without the anchor. RFC 3986, 3.3: a path may have
# a ";". psf/requests 5252 would have brought the first, and was closed for want of demand.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet requests==2.34.2 httpx==0.28.1 aiohttp==3.14.5

seen='</2>; rel=next: requests /2, httpx /2, aiohttp /2
</2>; rel="next last": requests None, httpx None, aiohttp None
</2>; rel=NEXT: requests None, httpx None, aiohttp None
</2;draft>; rel=next: requests None, httpx None, aiohttp /2;draft
</2>; rel=next; anchor="/other": requests /2, httpx /2, aiohttp /2'
now=$(PYTHONPATH=$here timeout 60 "$folder/bin/python" -B - <<'END'
from links import Book, pages

LINKS = (
    "</2>; rel=next",
    '</2>; rel="next last"',
    "</2>; rel=NEXT",
    "</2;draft>; rel=next",
    '</2>; rel=next; anchor="/other"',
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
