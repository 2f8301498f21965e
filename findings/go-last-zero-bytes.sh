#!/usr/bin/env bash
# Go's net/http, in rclone 1.60.1 of Debian 12 (2026-11): the last 0 bytes of a file of 10 are
# answered with 206, and a Content-Range whose last position lies before its first.
# RFC 9110, 14.1.2: a suffix range of length 0 is unsatisfiable (416 is what it asks for);
# 14.4: such a Content-Range is invalid, and a recipient MUST NOT put the parts together.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$here/unpack" "$folder" rclone=1.60.1+dfsg-2+b5
mkdir "$folder/www"
printf '0123456789' >"$folder/www/ten.txt"

seen='HTTP/1.1 206 Partial Content; Content-Length: 0; Content-Range: bytes 10-9/10; 0 bytes of content'
now=$(timeout 40 python3 "$here/ask.py" \
  'GET /ten.txt HTTP/1.1\r\nHost: a.example\r\nRange: bytes=-0\r\nConnection: close\r\n\r\n' \
  content-length,content-range \
  "$folder/usr/bin/rclone" serve http --addr '127.0.0.1:{port}' "$folder/www") || true
printf "%s\n" "$now"
if [ "$now" != "$seen" ]; then
  printf "This has changed. It was:\n%s\n" "$seen" >&2
  exit 1
fi
