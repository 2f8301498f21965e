#!/usr/bin/env bash
# A request that says HTTP/1.2 is refused (2026-11) by aiohttp 3.14.5, cheroot 11.1.2,
# Twisted 26.10.0 and uvicorn 0.54.0 with httptools 0.9.0.
# RFC 9110, 6.2: a recipient that implements the major version SHOULD process such a message
# as if it were in the highest minor version of it that it knows.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 cheroot==11.1.2 Twisted==26.10.0 \
  uvicorn==0.54.0 httptools==0.9.0

seen='aiohttp: HTTP/1.0 400 Bad Request; content; closed
cheroot: HTTP/1.1 505 HTTP Version Not Supported; content; closed
twisted: HTTP/1.1 400 Bad Request; no content; closed
uvicorn+httptools: HTTP/1.1 400 Bad Request; content; closed'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  'GET / HTTP/1.2\r\nHost: a.example\r\nConnection: close\r\n\r\n' \
  aiohttp cheroot twisted uvicorn+httptools) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
