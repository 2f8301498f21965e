#!/usr/bin/env bash
# The answer to a HEAD has content, where it is an error (2026-11): aiohttp 3.14.5,
# gunicorn 27.0.1, uvicorn 0.54.0 with httptools 0.9.0.
# RFC 9110, 9.3.2: a server MUST NOT send content in the answer to a HEAD, whichever status
# it has. The request has nothing wrong in it; gunicorn may refuse its expectation (10.1.1).
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 gunicorn==27.0.1 uvicorn==0.54.0 \
  httptools==0.9.0

seen='aiohttp: HTTP/1.0 400 Bad Request; content; closed
gunicorn: HTTP/1.1 417 Expectation Failed; content; closed
uvicorn+httptools: HTTP/1.1 400 Bad Request; content; closed'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  'HEAD / HTTP/1.2\r\nHost: a.example\r\nExpect: a=b\r\nConnection: close\r\n\r\n' \
  aiohttp gunicorn uvicorn+httptools) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
