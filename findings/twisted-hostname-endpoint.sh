#!/usr/bin/env bash
# Twisted 26.10.0 with idna 3.20 (2026-11): HostnameEndpoint refuses names that are
# plain ASCII and no internationalized names at all, and does not ask the resolver.
# RFC 2181, 11: any label is a legal one in the DNS, "a_b" as well; RFC 5891 binds names
# that are registered as internationalized ones. getaddrinfo() looks them up.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0 idna==3.20

seen='ab.example connected
a_b.example ValueError: invalid hostname: a_b.example
r3---sn.example ValueError: invalid hostname: r3---sn.example'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import react
from zope.interface import implementer


@implementer(IHostnameResolver)
class Knowing:
    """Every name is that of this machine."""

    def resolveHostName(self, receiver, hostName, portNumber=0, *others):
        receiver.resolutionBegan(self)
        receiver.addressResolved(IPv4Address("TCP", "127.0.0.1", portNumber))
        receiver.resolutionComplete()
        return self


async def main(reactor):
    reactor.installNameResolver(Knowing())
    factory = Factory.forProtocol(Protocol)
    port = reactor.listenTCP(0, factory, interface="127.0.0.1").getHost().port
    for name in "ab.example", "a_b.example", "r3---sn.example":
        try:
            protocol = await HostnameEndpoint(reactor, name, port).connect(factory)
        except ValueError as error:
            print(name, "ValueError:", error)
        else:
            print(name, "connected")
            protocol.transport.loseConnection()


react(lambda reactor: Deferred.fromCoroutine(main(reactor)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
