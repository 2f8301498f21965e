#!/usr/bin/env bash
# Werkzeug 3.1.9 (2026-11): its development server sends "100 Continue" twice. The base
# class, http.server of Python, has sent it already. The server is made with
# threaded=True, as "flask run" makes it, and so speaks HTTP/1.1.
# RFC 9110, 10.1.1: a 100 answer says that the content is expected; one is enough.
set -eu

servers=$(cd "$(dirname "$0")" && pwd)/servers.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Werkzeug==3.1.9

seen='werkzeug: HTTP/1.1 100 Continue; HTTP/1.1 100 Continue; HTTP/1.1 200 OK; content; closed'
now=$(timeout 55 "$folder/bin/python" "$servers" \
  'POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\nhi' \
  werkzeug) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
