#!/usr/bin/env bash
# cheroot 11.1.2 (2026-11): "Connection: CLOSE" is not honoured; the connection stays open.
# RFC 9110, 7.6.1: connection options are case-insensitive; RFC 9112, 9.6: after "close" the
# server MUST close.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet cheroot==11.1.2

seen='cheroot: HTTP/1.1 200 OK; content; open'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  'GET / HTTP/1.1\r\nHost: a.example\r\nConnection: CLOSE\r\n\r\n' \
  cheroot) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
