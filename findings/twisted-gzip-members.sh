#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): GzipDecoder reads the first member of a gzip file; what
# follows is lost, without an error.
# RFC 1952, 2.2: a gzip file is a series of members (RFC 9110, 8.4.1.3 refers to it). Logs
# that are appended to, and servers that compress block by block, send several.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='of "one two" arrives: one '
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from gzip import compress

from twisted.internet.defer import Deferred
from twisted.internet.task import react
from twisted.web.client import Agent, ContentDecoderAgent, GzipDecoder, readBody
from twisted.web.resource import Resource
from twisted.web.server import Site


class Page(Resource):
    isLeaf = True

    def render_GET(self, request):
        request.setHeader("Content-Encoding", "gzip")
        return compress(b"one ") + compress(b"two")


async def main(reactor):
    port = reactor.listenTCP(0, Site(Page()), interface="127.0.0.1").getHost().port
    agent = ContentDecoderAgent(Agent(reactor), [(b"gzip", GzipDecoder)])
    response = await agent.request(b"GET", b"http://127.0.0.1:%d/" % port)
    print("of \"one two\" arrives:", (await readBody(response)).decode())


react(lambda reactor: Deferred.fromCoroutine(main(reactor)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
