#!/usr/bin/env bash
# hyperlink 21.0.0 (2026-11): URL.click() with a reference that names another host keeps
# the port of the page that it stands on.
# RFC 3986, 5.2.2: where a reference has an authority, the whole authority, port and all,
# is that of the reference: http://other.example/y.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet hyperlink==21.0.0

seen='http://other.example:8000/y'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from hyperlink import URL

page = URL.from_text("http://here.example:8000/x/page")
print(page.click("//other.example/y").to_text())
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
