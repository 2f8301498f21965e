#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): ContentDecoderAgent with GzipDecoder reads the first member of a
# gzip file and loses what follows, without an error; and it does not know "GZIP", so that it
# hands over the compressed bytes.
# RFC 1952, 2.2: a gzip file is a series of members (RFC 9110, 8.4.1.3 refers to it). Logs
# that are appended to, and servers that compress block by block, send several.
# RFC 9110, 8.4.1: all content codings are case-insensitive.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='gzip one 
GZIP the bytes 1f8b ...'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from gzip import compress

from twisted.internet.defer import Deferred
from twisted.internet.task import react
from twisted.web.client import Agent, ContentDecoderAgent, GzipDecoder, readBody
from twisted.web.resource import Resource
from twisted.web.server import Site


class Compressed(Resource):
    isLeaf = True

    def render_GET(self, request):
        request.setHeader("Content-Encoding", request.path[1:])
        return compress(b"one ") + compress(b"two")


async def main(reactor):
    site = Site(Compressed())
    port = reactor.listenTCP(0, site, interface="127.0.0.1").getHost().port
    agent = ContentDecoderAgent(Agent(reactor), [(b"gzip", GzipDecoder)])
    for coding in b"gzip", b"GZIP":
        response = await agent.request(b"GET", b"http://127.0.0.1:%d/%b" % (port, coding))
        body = await readBody(response)
        print(coding.decode(), body.decode() if body.startswith(b"one") else f"the bytes {body[:2].hex()} ...")


react(lambda reactor: Deferred.fromCoroutine(main(reactor)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
