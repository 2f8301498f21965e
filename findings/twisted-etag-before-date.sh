#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): a resource that calls setETag() and setLastModified() is
# answered with 304 if the date alone agrees, though the entity tag has changed.
# RFC 9110, 13.1.3: a recipient MUST ignore If-Modified-Since where the request has
# If-None-Match too. A page that changed twice within one second keeps its old copy.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='If-None-Match: 200
If-None-Match and If-Modified-Since: 304'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from twisted.internet.defer import Deferred
from twisted.internet.task import react
from twisted.web.client import Agent, readBody
from twisted.web.http import CACHED
from twisted.web.http_headers import Headers
from twisted.web.resource import Resource
from twisted.web.server import Site


class Page(Resource):
    isLeaf = True

    def render_GET(self, request):
        changed = request.setETag(b'"new"') is not CACHED
        changed = request.setLastModified(1_000_000_000) is not CACHED and changed
        return b"hello" if changed else b""


async def main(reactor):
    port = reactor.listenTCP(0, Site(Page()), interface="127.0.0.1").getHost().port
    url = b"http://127.0.0.1:%d/" % port
    since = {b"If-Modified-Since": [b"Sun, 09 Sep 2001 01:46:40 GMT"]}
    for name, fields in [
        ("If-None-Match:", {b"If-None-Match": [b'"old"']}),
        ("If-None-Match and If-Modified-Since:", {b"If-None-Match": [b'"old"'], **since}),
    ]:
        response = await Agent(reactor).request(b"GET", url, Headers(fields))
        await readBody(response)
        print(name, response.code)


react(lambda reactor: Deferred.fromCoroutine(main(reactor)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
