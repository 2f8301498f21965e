#!/usr/bin/env bash
# aiohttp 3.14.5 and gunicorn 27.0.1 (2026-11) answer in the version of the request, even
# where it is not theirs: aiohttp says "HTTP/2.0 200 OK" in the syntax of HTTP/1.1, gunicorn
# says HTTP/1.2, a version that nobody has written down.
# RFC 9110, 6.2: a server MUST NOT send a version to which it is not conformant; it SHOULD
# send the highest one to which it is. 505 is for major versions that it does not know.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 gunicorn==27.0.1

ask() {
  timeout 30 "$folder/bin/python" "$servers" \
    "GET / HTTP/$1"'\r\nHost: a.example\r\nConnection: close\r\n\r\n' "$2" || true
}

seen='aiohttp: HTTP/2.0 200 OK; content; closed
gunicorn: HTTP/1.2 200 OK; content; closed'
now=$(ask 2.0 aiohttp; ask 1.2 gunicorn)
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
