#!/usr/bin/env bash
# mini-httpd 1.30 of Debian 12 (2026-11): the type of its error pages is
# "text/html; charset=%s": a placeholder that nobody has filled. For a page it fills it.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$here/unpack" "$folder" mini-httpd=1.30-3
mkdir "$folder/www"
echo '<title>A fern</title>' >"$folder/www/index.html"

seen='HTTP/1.1 200 Ok; Content-Type: text/html; charset=UTF-8; 22 bytes of content
HTTP/1.1 404 Not Found; Content-Type: text/html; charset=%s; 487 bytes of content'
now=$(for path in / /none; do
  timeout 40 python3 "$here/ask.py" \
    "GET $path HTTP/1.1\\r\\nHost: a.example\\r\\nConnection: close\\r\\n\\r\\n" content-type \
    "$folder/usr/sbin/mini_httpd" -D -p '{port}' -h 127.0.0.1 -d "$folder/www"
done) || true
printf "%s\n" "$now"
if [ "$now" != "$seen" ]; then
  printf "This has changed. It was:\n%s\n" "$seen" >&2
  exit 1
fi
