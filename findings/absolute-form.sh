#!/usr/bin/env bash
# A request target in absolute-form is refused (2026-11) by cheroot 11.1.2 with 400 and not
# found by tornado 6.6.1, whose application has a page for every path.
# RFC 9112, 3.2.2: every server MUST accept the absolute-form, not a proxy alone.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet cheroot==11.1.2 tornado==6.6.1

seen='cheroot: HTTP/1.1 400 Bad Request; content; closed
tornado: HTTP/1.1 404 Not Found; content; closed'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  'GET http://a.example/x HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n' \
  cheroot tornado) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
