#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): readBody() warns of the transport that Agent itself has given to
# the response, and cancelling it does not close the connection.
# readBody, its docstring: cancelling closes the connection to the server immediately.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='Using readBody with a transport that does not have an abortConnection method
after two seconds: still open'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
import warnings

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import deferLater, react
from twisted.logger import globalLogBeginner
from twisted.web.client import Agent, readBody

# What Twisted logs as the connection ends at last is another matter.
globalLogBeginner.beginLoggingTo([lambda event: None], redirectStandardIO=False)


class Unfinished(Protocol):
    """Announces ten bytes, and sends half of them."""

    lost = False

    def dataReceived(self, data):
        self.factory.only = self
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")

    def connectionLost(self, reason):
        self.lost = True


async def main(reactor):
    factory = Factory.forProtocol(Unfinished)
    port = reactor.listenTCP(0, factory, interface="127.0.0.1").getHost().port
    response = await Agent(reactor).request(b"GET", b"http://127.0.0.1:%d/" % port)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        reading = readBody(response)
    print(*(warning.message for warning in caught))
    reading.cancel()
    try:
        await reading
    except CancelledError:
        pass
    await deferLater(reactor, 2)
    print("after two seconds:", "closed" if factory.only.lost else "still open")


react(lambda reactor: Deferred.fromCoroutine(main(reactor)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
