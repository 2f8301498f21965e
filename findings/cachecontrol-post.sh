#!/usr/bin/env bash
# CacheControl 0.14.4 (2026-11), the cache of requests: after a POST it goes on giving out the page
# that it stored before it, for as long as that counts as fresh; likewise after a method that it
# does not know, such as LOCK. After PUT, PATCH and DELETE it asks again.
# RFC 9111, 4.4: a cache MUST invalidate the target URI when an unsafe method, or one of which it
# does not know whether it is safe, gets an answer that is no error.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet CacheControl==0.14.4 requests==2.34.2

seen='PUT: first, then second
PATCH: first, then second
DELETE: first, then second
POST: first, then first
LOCK: first, then first'
now=$(timeout 40 "$folder/bin/python" - <<'END'
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import requests
from cachecontrol import CacheControl


class Page(BaseHTTPRequestHandler):
    """A page that every method but GET changes."""

    def do_GET(self):
        self.answer(self.server.page)

    def change(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.page = b"second"
        self.answer(b"changed")

    do_PUT = do_PATCH = do_DELETE = do_POST = do_LOCK = change

    def answer(self, content):
        self.send_response(200)
        if self.command == "GET":
            self.send_header("Cache-Control", "max-age=3600")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 0), Page)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
for method in ("PUT", "PATCH", "DELETE", "POST", "LOCK"):
    server.page = b"first"
    session = CacheControl(requests.Session())
    before = session.get(url).text
    session.request(method, url, data=b"second").raise_for_status()
    print(f"{method}: {before}, then {session.get(url).text}")
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
