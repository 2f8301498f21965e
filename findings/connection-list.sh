#!/usr/bin/env bash
# "Connection: close, TE" leaves the connection open (2026-11) with gevent 26.9.0,
# tornado 6.6.1, Twisted 26.10.0 and waitress 3.0.2, where "close" alone does not.
# RFC 9110, 7.6.1: Connection is a list; 10.1.4: a client that sends TE MUST name it there.
# RFC 9112, 9.6: after "close" the server MUST close.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet gevent==26.9.0 tornado==6.6.1 Twisted==26.10.0 \
  waitress==3.0.2

seen='gevent: HTTP/1.1 200 OK; content; open
tornado: HTTP/1.1 200 OK; content; open
twisted: HTTP/1.1 200 OK; content; open
waitress: HTTP/1.1 200 OK; content; open'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  'GET / HTTP/1.1\r\nHost: a.example\r\nTE: trailers\r\nConnection: close, TE\r\n\r\n' \
  gevent tornado twisted waitress) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
