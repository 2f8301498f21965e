#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): ContentDecoderAgent does not know "GZIP", and hands over the
# compressed bytes.
# RFC 9110, 8.4.1: all content codings are case-insensitive.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='the first bytes are 1f8b'
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
        request.setHeader("Content-Encoding", "GZIP")
        return compress(b"hello")


async def main(reactor):
    port = reactor.listenTCP(0, Site(Page()), interface="127.0.0.1").getHost().port
    agent = ContentDecoderAgent(Agent(reactor), [(b"gzip", GzipDecoder)])
    response = await agent.request(b"GET", b"http://127.0.0.1:%d/" % port)
    print("the first bytes are", (await readBody(response))[:2].hex())


react(lambda reactor: Deferred.fromCoroutine(main(reactor)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
