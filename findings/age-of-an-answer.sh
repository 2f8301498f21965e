#!/usr/bin/env bash
# An answer from another cache, where it has lain for longer than it was to be used (2026-11):
# requests-cache 1.3.3 takes it for a new one, and gives it out again; so do CacheControl 0.14.4 and
# hishel 2.0.0 (rfc=True), where its Date does not show it, for the clock of the server that made it
# is fast. They compute the age from Date alone, and requests-cache from neither. CacheControl gives
# out again what says "no-cache", too (psf/cachecontrol 132, open since 2016).
# RFC 9111, 4.2.3: the age is the greater one of what Age says and of what Date says; 4.2: an answer
# is fresh as long as its age is less than its lifetime; 5.2.2.4: with no-cache it MUST NOT be used
# again unless the server has confirmed it.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet CacheControl==0.14.4 requests==2.34.2 requests-cache==1.3.3 \
  hishel==2.0.0 httpx==0.28.1

seen='Date: 0 seconds ago, Cache-Control: max-age=60
  CacheControl gives it out again
  requests-cache gives it out again
  hishel gives it out again
Date: 70 seconds ago, Cache-Control: max-age=60, Age: 70
  CacheControl asks again
  requests-cache gives it out again
  hishel asks again
Date: 0 seconds ago, Cache-Control: max-age=60, Age: 70
  CacheControl gives it out again
  requests-cache gives it out again
  hishel gives it out again
Date: 0 seconds ago, Cache-Control: max-age=60, no-cache
  CacheControl gives it out again
  requests-cache asks again
  hishel asks again'
now=$(cd "$folder" && timeout 60 bin/python - <<'END'
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread

import cachecontrol
import requests
import requests_cache
from hishel import SqliteStorage
from hishel.httpx import CacheClient


class Page(BaseHTTPRequestHandler):
    """Counts its answers."""

    def do_GET(self):
        content = b"%d" % next(self.server.answers)
        self.send_response_only(200)
        made = datetime.now(UTC) - timedelta(seconds=self.server.ago)
        self.send_header("Date", format_datetime(made, usegmt=True))
        for name, value in self.server.fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
server.answers = count()
Thread(target=server.serve_forever, daemon=True).start()
caches = {
    "CacheControl": cachecontrol.CacheControl(requests.Session()),
    "requests-cache": requests_cache.CachedSession(backend="memory", cache_control=True),
    "hishel": CacheClient(storage=SqliteStorage(database_path="hishel.db"), rfc=True),
}
for number, (server.ago, server.fields) in enumerate(
    [
        (0, {"Cache-Control": "max-age=60"}),
        (70, {"Cache-Control": "max-age=60", "Age": "70"}),
        (0, {"Cache-Control": "max-age=60", "Age": "70"}),
        (0, {"Cache-Control": "max-age=60, no-cache"}),
    ]
):
    fields = ", ".join(f"{name}: {value}" for name, value in server.fields.items())
    print(f"Date: {server.ago} seconds ago, {fields}")
    for name, cache in caches.items():
        url = f"http://127.0.0.1:{server.server_port}/{name}/{number}"
        first, second = (cache.get(url).text for _ in range(2))
        print(f"  {name} {'gives it out again' if first == second else 'asks again'}")
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
