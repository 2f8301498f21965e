#!/usr/bin/env bash
# An empty line before the request line is answered with 400 (2026-11) by gevent 26.9.0, and by
# Hypercorn 0.18.0 and uvicorn 0.54.0 on h11 0.16.0.
# RFC 9112, 2.2: a server SHOULD ignore at least one empty line there; old clients
# send one after the content of a POST.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet uvicorn==0.54.0 h11==0.16.0 hypercorn==0.18.0 \
  gevent==26.9.0

seen='gevent: HTTP/1.1 400 Bad Request; no content; closed
hypercorn: HTTP/1.1 400; no content; closed
uvicorn+h11: HTTP/1.1 400 Bad Request; content; closed'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  '\r\nGET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n' \
  gevent hypercorn uvicorn+h11) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
