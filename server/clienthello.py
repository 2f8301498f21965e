"""
What a port without TLS does when a client begins with TLS, as it does for a URL with
C{https}.

Left alone, a protocol takes the greeting for the beginning of a line, and both sides wait.
So the line ends here. RFC 9112 section 2.2: a server that receives what is not an HTTP message
"SHOULD respond with a 400 (Bad Request) response and close the connection"; a protocol
that is not HTTP gives its own answer.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IAddress, IProtocol, IProtocolFactory
from twisted.logger import Logger
from zope.interface import implementer

from server.wire.tap import channelOf, describe

#: RFC 8446 section 5.1: a record of the handshake begins with its type, C{handshake(22)},
#: and a version whose first byte is 3 in every version of TLS.
TLS_GREETING = b"\x16\x03"

log = Logger()


@implementer(IProtocolFactory)
class PlainFactory:
    """
    A factory whose connections end where the client begins with TLS.
    """

    def __init__(self, factory: IProtocolFactory) -> None:
        """
        @param factory: makes the protocols, which expect anything but TLS.
        """
        self.factory = factory
        self.doStart = factory.doStart
        self.doStop = factory.doStop

    def buildProtocol(self, address: IAddress) -> IProtocol | None:
        """
        Make a protocol, and look at what it gets first.
        """
        protocol: IProtocol | None = self.factory.buildProtocol(address)
        if protocol is not None:
            Doorkeeper(protocol, address)
        return protocol


class Doorkeeper:
    """
    Looks at the first two bytes of a connection, and then steps aside: from there on, the
    transport calls the protocol itself, as it would have done anyway.
    """

    def __init__(self, protocol: Any, address: IAddress) -> None:
        self.protocol = protocol
        self.address = address
        self.begin = b""
        self.receive = protocol.dataReceived
        protocol.dataReceived = self.dataReceived

    def dataReceived(self, data: bytes) -> None:
        """
        Let through what is not a greeting. (C{0x16} alone passes: whatever may become of
        it, the byte is part of a line that has not ended.)
        """
        seen = len(self.begin)
        self.begin = (self.begin + data)[: len(TLS_GREETING)]
        if self.begin == TLS_GREETING:
            self.refuse(TLS_GREETING[seen:])
            return
        if len(self.begin) == len(TLS_GREETING):
            del self.protocol.dataReceived
        self.receive(data)

    def refuse(self, rest: bytes) -> None:
        """
        End the line and the connection, and tell whoever has started the server why.

        @param rest: the part of the greeting that the protocol has not been given yet.
        """
        self.protocol.dataReceived = lambda data: None
        log.warn(
            "{peer} began with TLS, which this port does not speak: write http:// instead of "
            "https://",
            peer=describe(self.address),
        )
        self.receive(rest + b"\r\n\r\n")
        channelOf(self.protocol).transport.loseConnection()
