#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): RedirectAgent and BrowserLikeRedirectAgent resolve the
# second of two relative Locations against the URL that was asked first.
# RFC 9110, 10.2.2: a relative Location is resolved against the target URI of the request
# that it answers: "third" in the answer of /b/second is /b/third. Twisted asks for /a/third.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='RedirectAgent: this is /a/third
BrowserLikeRedirectAgent: this is /a/third'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from twisted.internet.defer import Deferred
from twisted.internet.task import react
from twisted.web.client import Agent, BrowserLikeRedirectAgent, RedirectAgent, readBody
from twisted.web.resource import Resource
from twisted.web.server import Site
from twisted.web.util import redirectTo


class Tree(Resource):
    isLeaf = True
    locations = {b"/a/first": b"/b/second", b"/b/second": b"third"}

    def render_GET(self, request):
        if request.path in self.locations:
            return redirectTo(self.locations[request.path], request)
        return b"this is " + request.path


async def main(reactor):
    port = reactor.listenTCP(0, Site(Tree()), interface="127.0.0.1").getHost().port
    for kind in RedirectAgent, BrowserLikeRedirectAgent:
        first = b"http://127.0.0.1:%d/a/first" % port
        response = await kind(Agent(reactor)).request(b"GET", first)
        print(kind.__name__ + ":", (await readBody(response)).decode())


react(lambda reactor: Deferred.fromCoroutine(main(reactor)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
