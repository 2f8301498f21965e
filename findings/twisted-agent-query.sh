#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): for a URL with a query and no path, Agent sends a request
# target that begins with "?".
# RFC 9112, 3.2.1: where the path is empty, a client MUST send "/"; the query follows.
# The URL is a valid one (RFC 3986, 3). Servers may answer such a request with 400.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='GET ?a=b HTTP/1.1'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from twisted.internet.defer import Deferred
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import react
from twisted.web.client import Agent, readBody


class Showing(Protocol):
    def dataReceived(self, data):
        print(data.split(b"\r\n")[0].decode())
        self.transport.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        self.transport.loseConnection()


async def main(reactor):
    factory = Factory.forProtocol(Showing)
    port = reactor.listenTCP(0, factory, interface="127.0.0.1").getHost().port
    url = b"http://127.0.0.1:%d?a=b" % port
    await readBody(await Agent(reactor).request(b"GET", url))


react(lambda reactor: Deferred.fromCoroutine(main(reactor)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
