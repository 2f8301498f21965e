"""
The PROXY protocol under any other: what comes first on a connection is read here, and from
there on it is as if the proxy's client had opened the connection.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IAddress, IProtocol, IProtocolFactory, ITransport
from twisted.internet.protocol import Protocol, connectionDone
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

from server.channel.answering import currentDate
from server.forwarding.peers import addressOf, nodeOf
from server.forwarding.proxyheader import BadProxyHeader, ProxyHeader, readProxyHeader
from server.forwarding.trust import Trust
from server.http1.errors import RemoteProtocolError
from server.http1.refusal import writeRefusal

log = Logger()

SENTENCE = "From you this port expects the PROXY protocol first: see --proxy-protocol."


@implementer(IProtocolFactory)
class ProxyFactory:
    """
    A factory whose connections begin with the PROXY protocol, where they come from a
    trusted proxy. Where they do not, they are connections like any other, and such a header
    is a bad request: "The receiver MUST be configured to only receive the protocol
    described in this specification and MUST not try to guess whether the protocol header is
    present or not."
    """

    def __init__(self, factory: IProtocolFactory, trust: Trust) -> None:
        self.factory = factory
        self.trust = trust
        self.doStart = factory.doStart
        self.doStop = factory.doStop

    def buildProtocol(self, address: IAddress) -> IProtocol | None:
        """
        Make a protocol, and read the header for it.
        """
        protocol: IProtocol | None = self.factory.buildProtocol(address)
        if protocol is None or not self.trust.trustsNode(nodeOf(address)):
            return protocol
        return Opening(protocol, address)


class Opening(Protocol):
    """
    Reads the header, and then steps aside. The protocol is there from the beginning: it
    counts the connection, and ends it if nothing comes.
    """

    transport: Any

    def __init__(self, protocol: IProtocol, address: IAddress) -> None:
        self.protocol = protocol
        self.address = address
        self.begin = b""
        self.isRefused = False

    def makeConnection(self, transport: ITransport) -> None:
        """
        Connect the protocol at once, with the proxy's address until the header names the
        client's.
        """
        self.transport = transport
        self.protocol.makeConnection(transport)

    def dataReceived(self, data: bytes) -> None:
        """
        A part of the header has come, or all of it, and perhaps the first request.
        """
        if self.isRefused:
            return
        self.begin += data
        try:
            found = readProxyHeader(self.begin)
        except BadProxyHeader as error:
            self.refuse(error)
            return
        if found is not None:
            header, end = found
            rest = self.begin[end:]
            believe(self.transport, header)
            self.transport.protocol = self.protocol
            if rest:
                self.protocol.dataReceived(rest)

    def refuse(self, error: BadProxyHeader) -> None:
        """
        End the connection, and tell whoever runs the server why. A person who tries the
        port by hand is told as well.
        """
        self.isRefused = True
        peer = nodeOf(self.address).host
        log.warn("{peer} is refused: {why}", peer=peer, why=str(error))
        if not error.isOther:
            self.transport.abortConnection()
            return
        refusal = RemoteProtocolError(400, SENTENCE, "the PROXY protocol, section 2")
        refusal.answersHead = self.begin.startswith(b"HEAD ")
        self.transport.write(writeRefusal(refusal, currentDate()))
        self.transport.loseWriteConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        The connection has ended before its header did.
        """
        self.protocol.connectionLost(reason)


def believe(transport: Any, header: ProxyHeader) -> None:
    """
    Have a transport report what the proxy has said. (Where a proxy speaks for itself,
    nothing changes.)
    """
    if header.source is not None:
        peer = addressOf(header.source)
        transport.getPeer = lambda: peer
    if header.destination is not None:
        host = addressOf(header.destination)
        transport.getHost = lambda: host
    if header.isSecure:
        transport.forwardedScheme = b"https"
