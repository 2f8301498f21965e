#!/usr/bin/env bash
# webfs 1.21 of Debian 12 (2026-11) refuses a range that begins within the file and ends beyond it.
# RFC 9110, 14.1.2: where the last position is at or beyond the end, "the byte range is
# interpreted as the remainder of the representation".
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$here/unpack" "$folder" webfs=1.21+ds1-12+b1
mkdir "$folder/www"
printf '0123456789' >"$folder/www/ten.txt"

seen='HTTP/1.1 206 Partial Content; 2 bytes of content
HTTP/1.1 400 Bad Request; 8 bytes of content'
now=$(for range in 8-9 8-20; do
  timeout 40 python3 "$here/ask.py" \
    "GET /ten.txt HTTP/1.1\\r\\nHost: a.example\\r\\nRange: bytes=$range\\r\\nConnection: close\\r\\n\\r\\n" \
    none "$folder/usr/bin/webfsd" -F -p '{port}' -i 127.0.0.1 -r "$folder/www"
done) || true
printf "%s\n" "$now"
if [ "$now" != "$seen" ]; then
  printf "This has changed. It was:\n%s\n" "$seen" >&2
  exit 1
fi
