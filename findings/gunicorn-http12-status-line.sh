#!/usr/bin/env bash
# gunicorn 27.0.1 (2026-11) answers a request that says HTTP/1.2 as HTTP/1.2, a version that
# nobody has written down.
# RFC 9110, 6.2: a server MUST NOT send a version to which it is not conformant; it SHOULD
# send the highest one to which it is.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet gunicorn==27.0.1

seen='gunicorn: HTTP/1.2 200 OK; content; closed'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  'GET / HTTP/1.2\r\nHost: a.example\r\nConnection: close\r\n\r\n' \
  gunicorn) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
