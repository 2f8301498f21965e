#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): BrowserLikeRedirectAgent, asked to POST, follows a 308 with a GET.
# RFC 9110, 15.4.9: 308 is the permanent redirect that keeps the method (15.4.2 allows the
# change for 301 alone), and so browsers have it. The docstring of the class speaks of
# 301 and 302.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='GET /new'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from twisted.internet.defer import Deferred
from twisted.internet.task import react
from twisted.web.client import Agent, BrowserLikeRedirectAgent, readBody
from twisted.web.resource import Resource
from twisted.web.server import Site


class Moved(Resource):
    isLeaf = True

    def render(self, request):
        if request.path == b"/old":
            request.setResponseCode(308)
            request.setHeader("Location", "/new")
        return request.method + b" " + request.path


async def main(reactor):
    port = reactor.listenTCP(0, Site(Moved()), interface="127.0.0.1").getHost().port
    agent = BrowserLikeRedirectAgent(Agent(reactor))
    response = await agent.request(b"POST", b"http://127.0.0.1:%d/old" % port)
    print((await readBody(response)).decode())


react(lambda reactor: Deferred.fromCoroutine(main(reactor)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
