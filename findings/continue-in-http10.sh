#!/usr/bin/env bash
# A client of HTTP/1.0 is sent "100 Continue" (2026-11) by cheroot 11.1.2, gevent 26.9.0,
# tornado 6.6.1, uvicorn 0.54.0 with httptools 0.9.0 and Werkzeug 3.1.9.
# RFC 9110, 10.1.1: a server that receives 100-continue in a request of HTTP/1.0 MUST ignore
# it; 15.2: it MUST NOT send a 1xx answer to such a client, which takes it for the answer.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet cheroot==11.1.2 gevent==26.9.0 tornado==6.6.1 \
  uvicorn==0.54.0 httptools==0.9.0 Werkzeug==3.1.9

seen='cheroot: HTTP/1.1 100 Continue; HTTP/1.1 200 OK; content; closed
gevent: HTTP/1.1 100 Continue; HTTP/1.1 200 OK; content; closed
tornado: HTTP/1.1 100 (Continue); HTTP/1.1 200 OK; content; closed
uvicorn+httptools: HTTP/1.1 100 Continue; HTTP/1.1 200 OK; content; closed
werkzeug: HTTP/1.1 100 Continue; HTTP/1.1 200 OK; content; closed'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  'POST / HTTP/1.0\r\nHost: a.example\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi' \
  cheroot gevent tornado uvicorn+httptools werkzeug) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
