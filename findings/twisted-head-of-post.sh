#!/usr/bin/env bash
# A twisted.web Resource that has render_POST and no render_GET answers HEAD with 500 and a
# traceback in the log (Twisted 26.10.0, 2026-11): Resource.render_HEAD calls render_GET,
# which is not there. GET of the same resource gets 405 with Allow.
# RFC 9110, 9.3.2: "The HEAD method is identical to GET except that the server MUST NOT send
# content in the response."
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0 2>/dev/null

cat >"$folder/ask.py" <<'EOF'
from twisted.internet.testing import StringTransport
from twisted.web.resource import Resource
from twisted.web.server import Site


class Form(Resource):
    isLeaf = True

    def render_POST(self, request):
        return b"done"


site = Site(Form())
for method in (b"POST", b"GET", b"HEAD"):
    channel = site.buildProtocol(None)
    transport = StringTransport()
    channel.makeConnection(transport)
    channel.dataReceived(method + b" / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
    fields = dict(line.split(b": ", 1) for line in transport.value().split(b"\r\n")[1:] if b": " in line)
    line = transport.value().split(b"\r\n")[0].decode()
    print(f"{method.decode()}: {line}; Allow: {fields.get(b'Allow', b'none').decode()}")
EOF

seen='POST: HTTP/1.1 200 OK; Allow: none
GET: HTTP/1.1 405 Method Not Allowed; Allow: HEAD, POST
HEAD: HTTP/1.1 500 Internal Server Error; Allow: none'
now=$("$folder/bin/python" "$folder/ask.py" 2>/dev/null)
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
