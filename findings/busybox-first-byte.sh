#!/usr/bin/env bash
# BusyBox 1.35.0 of Debian 12 (2026-11): its httpd answers a request for the first byte of a file
# with 206 and all of the file; for the second byte it sends one.
# RFC 9110, 14.2: where it answers with 206, it sends the ranges that were asked for (15.3.7).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$here/unpack" "$folder" busybox-static=1:1.35.0-4+deb12u1+b1
mkdir "$folder/www"
printf '0123456789' >"$folder/www/ten.txt"

seen='HTTP/1.1 206 Partial Content; Content-Range: bytes 0-9/10; Content-Length: 10; 10 bytes of content
HTTP/1.1 206 Partial Content; Content-Range: bytes 1-1/10; Content-Length: 1; 1 bytes of content'
now=$(for range in 0-0 1-1; do
  timeout 40 python3 "$here/ask.py" \
    "GET /ten.txt HTTP/1.1\\r\\nHost: a.example\\r\\nRange: bytes=$range\\r\\n\\r\\n" \
    content-length,content-range \
    "$folder/bin/busybox" httpd -f -p '127.0.0.1:{port}' -h "$folder/www"
done) || true
printf "%s\n" "$now"
if [ "$now" != "$seen" ]; then
  printf "This has changed. It was:\n%s\n" "$seen" >&2
  exit 1
fi
