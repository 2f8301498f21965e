#!/usr/bin/env bash
# tornado 6.6.1 (2026-11): a request with a trailer field is answered with 400.
# RFC 9112, 7.1.2: a recipient may keep trailer fields or discard them; they are part of
# the chunked coding, which every recipient MUST be able to parse (7.1). RFC 9530, 2 lets
# Content-Digest stand there.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet tornado==6.6.1

seen='tornado: HTTP/1.1 400 Bad Request; no content; closed'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  'POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\nTrailer: Content-Digest\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\nContent-Digest: sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:\r\n\r\n' \
  tornado) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
