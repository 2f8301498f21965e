#!/usr/bin/env bash
# http-server 14.1.1 and serve 14.2.7 (npm, 2026-11): of two ranges that are asked for they send
# the first alone, as if nothing else had been wanted.
# RFC 9110, 15.3.7.2: of several ranges a single part may be sent only where the others are
# not satisfiable or were put together with it; 14.2 lets a server ignore Range, with a 200.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --prefix "$folder" http-server@14.1.1 serve@14.2.7 >/dev/null
mkdir "$folder/www"
printf '0123456789' >"$folder/www/ten.txt"

seen='HTTP/1.1 206 Partial Content; Content-Range: bytes 0-1/10; 2 bytes of content
HTTP/1.1 206 Partial Content; Content-Range: bytes 0-1/10; 2 bytes of content'
ask() {
  timeout 40 python3 "$here/ask.py" \
    'GET /ten.txt HTTP/1.1\r\nHost: a.example\r\nRange: bytes=0-1,8-9\r\nConnection: close\r\n\r\n' \
    content-range node "$@"
}
modules=$folder/node_modules
now=$(ask "$modules/http-server/bin/http-server" "$folder/www" -a 127.0.0.1 -p '{port}'
ask "$modules/serve/build/main.js" -n -l 'tcp://127.0.0.1:{port}' "$folder/www") || true
printf "%s\n" "$now"
if [ "$now" != "$seen" ]; then
  printf "This has changed. It was:\n%s\n" "$seen" >&2
  exit 1
fi
