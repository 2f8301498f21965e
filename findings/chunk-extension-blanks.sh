#!/usr/bin/env bash
# Blanks in a chunk extension are answered with 400 (2026-11) by aiohttp 3.14.5, gevent 26.9.0,
# Hypercorn 0.18.0, Twisted 26.10.0, uvicorn 0.54.0 with h11 0.16.0 and with httptools 0.9.0,
# and waitress 3.0.2, which take the extension without them. tornado 6.6.1 and Werkzeug 3.1.9
# (with 500) take no extension at all. gunicorn 27.0.1 and cheroot 11.1.2 take both.
# RFC 9112, 7.1.1: chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] ),
# and a recipient MUST ignore extensions that it does not know; RFC 9110, 5.6.3: it MUST
# parse such "bad" white space.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 uvicorn==0.54.0 h11==0.16.0 \
  httptools==0.9.0 hypercorn==0.18.0 gevent==26.9.0 \
  waitress==3.0.2 Twisted==26.10.0 tornado==6.6.1 \
  Werkzeug==3.1.9

seen='aiohttp: HTTP/1.0 400 Bad Request; content; closed
gevent: HTTP/1.1 400 Bad Request; no content; closed
hypercorn: HTTP/1.1 400; no content; closed
tornado: HTTP/1.1 400 Bad Request; no content; closed
twisted: HTTP/1.1 400 Bad Request; no content; closed
uvicorn+h11: HTTP/1.1 400 Bad Request; content; closed
uvicorn+httptools: HTTP/1.1 400 Bad Request; content; closed
waitress: HTTP/1.1 400 Bad Request; content; closed
werkzeug: HTTP/1.1 500 INTERNAL SERVER ERROR; content; closed'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  'POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5 ; a = b\r\nhello\r\n0\r\n\r\n' \
  aiohttp gevent hypercorn tornado twisted uvicorn+h11 uvicorn+httptools waitress \
  werkzeug) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
