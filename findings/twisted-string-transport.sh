#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): StringTransport, the stand-in for a transport in tests,
# raises at unregisterProducer() where none is registered; a TCP connection does not.
# Its documentation (twisted.internet.testing) promises a transport that keeps what is
# written; IConsumer.unregisterProducer names no condition. So a protocol may work on
# a socket and fail in its test.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='TCP: nothing happens
StringTransport: RuntimeError: Cannot unregister a producer unless one is registered'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from twisted.internet.defer import Deferred
from twisted.internet.protocol import ClientFactory, Factory, Protocol
from twisted.internet.task import react
from twisted.internet.testing import StringTransport


def attempt(name, transport):
    try:
        transport.unregisterProducer()
    except RuntimeError as error:
        print(name, "RuntimeError:", error)
    else:
        print(name, "nothing happens")


def main(reactor):
    done = Deferred()

    class Asking(Protocol):
        def connectionMade(self):
            attempt("TCP:", self.transport)
            attempt("StringTransport:", StringTransport())
            done.callback(None)

    silent = Factory.forProtocol(Protocol)
    port = reactor.listenTCP(0, silent, interface="127.0.0.1").getHost().port
    reactor.connectTCP("127.0.0.1", port, ClientFactory.forProtocol(Asking))
    return done


react(main)
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
