"""
The proxy as a client: one connection to a server, for one request.

L{twisted.web.client.Agent} would do most of this, but a proxy has to see what it
hides: which fields C{Connection} names, and the responses that come before the
final one. RFC 9110 section 7.6.1 wants the first obeyed, section 15.2 the second
forwarded. And the agent collects the head of a response without a limit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol as Interface

from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IDelayedCall, IPushProducer, IReactorTime
from twisted.internet.protocol import Protocol, connectionDone
from twisted.protocols.policies import TimeoutMixin
from twisted.python.failure import Failure
from zope.interface import implementer

from server.http1 import Data, EndOfMessage, NeedMore, RemoteProtocolError, Response
from server.http1.serialization import writeChunk, writeLastChunk
from server.pages import BadGateway, GatewayTimeout, Problem
from server.proxy.lenientreader import LenientReader
from server.proxy.transport import IConnection

#: After how many seconds without a byte we give up on a server that owes us an answer.
SILENCE_LIMIT = 30.0
#: For how many seconds a server may take no byte of a request's content.
STALL_LIMIT = 50.0
#: For how many seconds a client may take no byte of its response. Whatever is on its way
#: in the buffers of two systems has to get through in that time.
CLIENT_LIMIT = 300.0


class Receiver(Interface):
    """
    What is told of a server's answer.
    """

    def interimReceived(self, response: Response) -> None:
        """
        A response came that is not the final one.
        """

    def responseReceived(self, response: Response) -> None:
        """
        The head of the final response came.
        """

    def contentReceived(self, data: bytes) -> None:
        """
        A piece of its content came.
        """

    def responseEnded(self) -> None:
        """
        All of the response came, as its framing says.
        """

    def responseFailed(self, problem: Problem) -> None:
        """
        The response will never be complete, or not even begin.
        """


@implementer(IPushProducer)
class Upstream(Protocol, TimeoutMixin):
    """
    Sends one request, and reads the response to it: for the client's connection,
    a producer of what the server sends.

    @ivar isDone: whether the receiver has been told of the end, good or bad.
    """

    transport: IConnection
    isDone = False
    isSent = False
    isChunked = False

    def __init__(self, reactor: IReactorTime, method: bytes, receiver: Receiver) -> None:
        """
        @param method: of the request, which decides where the response ends.
        """
        self.reactor = reactor
        self.receiver = receiver
        self.reader = LenientReader(method)

    def callLater(self, period: float, func: Callable[[], object]) -> IDelayedCall:
        """
        Measure the time limits with the proxy's reactor: the mixin calls this.
        """
        return self.reactor.callLater(period, func)

    def sendHead(self, head: bytes, isChunked: bool, source: IPushProducer) -> None:
        """
        Send the head of the request.

        @param isChunked: whether the content is sent in chunks.
        @param source: sends the content, and can be told to wait.
        """
        self.isChunked = isChunked
        self.transport.setTcpNoDelay(True)
        self.transport.registerProducer(source, True)
        self.transport.write(head)

    def sendContent(self, data: bytes) -> None:
        """
        Send a piece of content, as a chunk where its length was not known; after the end,
        nothing.
        """
        if not self.isDone and data:
            self.transport.write(writeChunk(data) if self.isChunked else data)

    def endContent(self) -> None:
        """
        End the request. From now on, the server owes us an answer.
        """
        self.isSent = True
        if self.isDone:
            return
        self.transport.unregisterProducer()
        if self.isChunked:
            self.transport.write(writeLastChunk())
        self.setTimeout(SILENCE_LIMIT)

    def dataReceived(self, data: bytes) -> None:
        """
        Read what the server has sent, which counts as a sign of life.
        """
        self.resetTimeout()
        self.reader.feed(data)
        self.read()

    def read(self) -> None:
        """
        Tell the receiver of everything that is complete.
        """
        try:
            while not self.isDone:
                event = self.reader.nextEvent()
                if isinstance(event, NeedMore):
                    return
                self.tell(event)
        except RemoteProtocolError as error:
            self.fail(BadGateway(f"The server's answer makes no sense. {error.sentence}"))

    def tell(self, event: object) -> None:
        """
        Tell the receiver of a head, a piece of content, or the end; with that, the connection
        is over.
        """
        if isinstance(event, Data):
            self.receiver.contentReceived(event.data)
        elif isinstance(event, Response):
            self.tellResponse(event)
        elif isinstance(event, EndOfMessage):
            self.close(inOrder=self.isSent)
            self.receiver.responseEnded()

    def tellResponse(self, response: Response) -> None:
        """
        A head has come, of an interim response or of the final one. A 101 is an error: the
        proxy forwards no Upgrade.
        """
        if response.status >= 200:
            self.receiver.responseReceived(response)
        elif response.status == 101:
            # Upgrade is not forwarded (see L{server.proxy.fields}), so nobody asked the
            # server.
            self.fail(BadGateway("The server changes to a protocol that nobody asked for."))
        else:
            self.receiver.interimReceived(response)

    def fail(self, problem: Problem) -> None:
        """
        Give up: tell the receiver of the problem, and leave the server.
        """
        if not self.isDone:
            self.close()
            self.receiver.responseFailed(problem)

    def close(self, inOrder: bool = False) -> None:
        """
        Leave the server. Nobody is told of anything that it still sends.

        @param inOrder: whether everything was said. Otherwise the connection is cut: what
            waits to be sent, or still comes, is of no use.
        """
        self.isDone = True
        self.setTimeout(None)
        if self.transport is None:
            return  # there is no connection yet: the code that makes it is told
        self.transport.unregisterProducer()
        if inOrder:
            self.transport.loseConnection()
        else:
            self.transport.abortConnection()

    def pauseProducing(self) -> None:
        """
        The client does not read as fast as the server sends.
        """
        if not self.isDone:
            self.setTimeout(CLIENT_LIMIT)
            self.transport.pauseProducing()

    def resumeProducing(self) -> None:
        """
        The client has read what waited: read on. Once the request is sent, something must
        come within C{SILENCE_LIMIT}.
        """
        if not self.isDone:
            self.setTimeout(SILENCE_LIMIT if self.isSent else None)
            self.transport.resumeProducing()

    def stopProducing(self) -> None:
        """
        The client has left: nobody wants the rest of the response.
        """
        self.close()

    def timeoutConnection(self) -> None:
        """
        Nothing has moved for too long.
        """
        self.fail(GatewayTimeout("The server did not go on in time."))

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        The connection is gone. Where it ended in good order, that may be the end
        of the response.
        """
        if reason.check(ConnectionDone):
            self.reader.end()
            self.read()
        self.fail(BadGateway("The server hung up before its answer was complete."))
