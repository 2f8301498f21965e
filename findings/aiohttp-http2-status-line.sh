#!/usr/bin/env bash
# aiohttp 3.14.5 (2026-11) answers a request that says HTTP/2.0 with the status line
# "HTTP/2.0 200 OK", in the syntax of HTTP/1.1.
# RFC 9110, 6.2: a server MUST NOT send a version to which it is not conformant; 505 is for
# major versions that it does not know.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5

seen='aiohttp: HTTP/2.0 200 OK; content; closed'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  'GET / HTTP/2.0\r\nHost: a.example\r\nConnection: close\r\n\r\n' \
  aiohttp) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
