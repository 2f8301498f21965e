#!/usr/bin/env bash
# "Upgrade: websocket" in a request of HTTP/1.0 is answered with 400 (2026-11) by
# uvicorn 0.54.0, with h11 0.16.0 and with httptools 0.9.0, and by Hypercorn 0.18.0.
# RFC 9110, 7.8: a server MUST ignore Upgrade in a request of HTTP/1.0, and so answer
# with the page.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet uvicorn==0.54.0 h11==0.16.0 httptools==0.9.0 \
  websockets==17.4 hypercorn==0.18.0 wsproto==1.3.2

seen='hypercorn: HTTP/1.1 400; no content; open
uvicorn+h11: HTTP/1.1 400 Bad Request; content; closed
uvicorn+httptools: HTTP/1.1 400 Bad Request; content; closed'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  'GET / HTTP/1.0\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n' \
  hypercorn uvicorn+h11 uvicorn+httptools) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
