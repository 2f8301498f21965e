#!/usr/bin/env bash
# The same Cache-Control in capitals means something else (2026-11): got 14.6.6, by
# http-cache-semantics 4.3.0, and CacheControl 0.14.4, the cache of requests, do not see "Max-Age"
# in an answer; got gives a page out again in spite of "No-Cache" (CacheControl does so whichever
# way it is written); and Express 5.3.0, by fresh 2.0.0, says 304 to a client whose "No-Cache" asks
# for the page. requests-cache 1.3.3 and undici 7.30.2 read both alike.
# RFC 9111, 5.2: directives are compared case-insensitively. CacheControl has mended it since its
# last release (psf/cachecontrol 467); jshttp/fresh 79 is open.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet CacheControl==0.14.4 requests==2.34.2 requests-cache==1.3.3
npm install --silent --prefix "$folder" express@5.3.0 fresh@2.0.0 got@14.6.6 \
  http-cache-semantics@4.3.0 undici@7.30.2 >/dev/null

seen='max-age=60: CacheControl gives it out again
max-age=60: requests-cache gives it out again
Max-Age=60: CacheControl asks again
Max-Age=60: requests-cache gives it out again
no-cache, max-age=60: CacheControl gives it out again
no-cache, max-age=60: requests-cache asks again
No-Cache, max-age=60: CacheControl gives it out again
No-Cache, max-age=60: requests-cache asks again
max-age=60: got gives it out again
max-age=60: undici gives it out again
Max-Age=60: got asks again
Max-Age=60: undici gives it out again
no-cache, max-age=60: got asks again
no-cache, max-age=60: undici asks again
No-Cache, max-age=60: got gives it out again
No-Cache, max-age=60: undici asks again
no-cache in a request: Express 200
No-Cache in a request: Express 304'
cat >"$folder/pages.py" <<'END'
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from subprocess import run
from threading import Thread
from urllib.parse import unquote

import cachecontrol
import requests
import requests_cache


class Page(BaseHTTPRequestHandler):
    """Counts its answers; the Cache-Control of each is the last part of the path."""

    def do_GET(self):
        content = b"%d" % next(self.server.answers)
        self.send_response(200)
        self.send_header("Cache-Control", unquote(self.path).rpartition("/")[2])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
server.answers = count()
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
sessions = {
    "CacheControl": cachecontrol.CacheControl(requests.Session()),
    "requests-cache": requests_cache.CachedSession(backend="memory", cache_control=True),
}
for value in sys.argv[2:]:
    for name, session in sessions.items():
        first, second = (session.get(f"{url}/{name}/{value}").text for _ in range(2))
        print(f"{value}: {name} {'gives it out again' if first == second else 'asks again'}")
run(["node", sys.argv[1], url, *sys.argv[2:]], check=True)
END
cat >"$folder/clients.mjs" <<'END'
import {once} from "node:events";
import express from "express";
import got from "got";
import {Agent, cacheStores, interceptors, request} from "undici";

const [url, ...values] = process.argv.slice(2);
const cache = new Map();
const store = new cacheStores.MemoryCacheStore();
const dispatcher = new Agent().compose(interceptors.cache({store}));
const clients = {
  got: (page) => got(page, {cache}).text(),
  undici: async (page) => (await request(page, {dispatcher})).body.text(),
};
for (const value of values) {
  for (const [name, get] of Object.entries(clients)) {
    const page = `${url}/${name}/${encodeURIComponent(value)}`;
    const same = (await get(page)) === (await get(page));
    console.log(`${value}: ${name} ${same ? "gives it out again" : "asks again"}`);
  }
}

const application = express();
application.get("/", (_, response) => response.set("ETag", '"a"').send("page"));
const server = application.listen(0, "127.0.0.1");
await once(server, "listening");
for (const value of ["no-cache", "No-Cache"]) {
  const headers = {"Cache-Control": value, "If-None-Match": '"a"'};
  const answer = await request(`http://127.0.0.1:${server.address().port}/`, {headers});
  console.log(`${value} in a request: Express ${answer.statusCode}`);
}
process.exit();
END
now=$(timeout 60 "$folder/python/bin/python" "$folder/pages.py" "$folder/clients.mjs" \
  "max-age=60" "Max-Age=60" "no-cache, max-age=60" "No-Cache, max-age=60") || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
