#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): Request.setETag() splits If-None-Match at blanks and leaves
# the commas where they are, so that of several entity tags only the last is compared;
# and it does not compare weakly.
# RFC 9110, 13.1.2: the field is a list of entity tags, separated by commas, and a
# recipient MUST use the weak comparison (8.8.3.2). All of these are 304 by that.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='"x" 304
"a", "x" 304
"x", "a" 200
W/"x" 200'
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
        return b"" if request.setETag(b'"x"') is CACHED else b"hello"


async def main(reactor):
    port = reactor.listenTCP(0, Site(Page()), interface="127.0.0.1").getHost().port
    url = b"http://127.0.0.1:%d/" % port
    for tags in b'"x"', b'"a", "x"', b'"x", "a"', b'W/"x"':
        headers = Headers({b"If-None-Match": [tags]})
        response = await Agent(reactor).request(b"GET", url, headers)
        await readBody(response)
        print(tags.decode(), response.code)


react(lambda reactor: Deferred.fromCoroutine(main(reactor)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
