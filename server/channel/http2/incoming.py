"""
What arrives on a stream of HTTP/2, for the channel that reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from typing import Protocol as Interface

from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure

from server.channel.http2.translation import CHUNKED_FIELD, writeRequestHead
from server.http1.events import Field
from server.http1.serialization import writeChunk, writeLastChunk


class Carrier(Interface):
    """
    The connection, as its streams know it.
    """

    def allow(self, number: int, size: int) -> None:
        """
        Let the client send C{size} more bytes of content on a stream.
        """

    def sendLater(self, stream: Any) -> None:
        """
        Send what a stream has to send, in this turn or the next.
        """

    def breakOff(self, stream: Any) -> None:
        """
        Break a stream off before its end.
        """

    def getPeer(self) -> IAddress:
        """
        @return: the client's address, the same for all streams.
        """

    def getHost(self) -> IAddress:
        """
        @return: our own address, the same for all streams.
        """

    def isSecure(self) -> bool:
        """
        Tell whether the connection is encrypted.
        """


class Incoming:
    """
    A request that arrives in frames, and is handed over as one of HTTP/1.1.

    @ivar number: which stream of the connection it is.
    @ivar channel: reads the request and answers it; L{None} while nothing has been
        handed over.
    @ivar connected: whether the stream is open.
    @ivar isClientDone: whether the client has sent all.
    """

    connected = True
    isClientDone = False
    channel: Protocol | None = None

    def __init__(
        self, connection: Carrier, number: int, makeChannel: Callable[[], Protocol]
    ) -> None:
        self.connection = connection
        self.number = number
        self._makeChannel = makeChannel
        self._isMeasured = False  # the request has a Content-Length, or no content
        self._arrived: list[bytes] = []
        self._owed = 0  # bytes of content that the client may send once more
        self._isPaused = False

    def begin(self, fields: list[Field], isWhole: bool) -> None:
        """
        The head of the request has arrived.

        @raise Malformed: when it is not one.
        """
        head = writeRequestHead(fields, isWhole)
        self._isMeasured = isWhole or b"\r\n%b: " % CHUNKED_FIELD[0] not in head
        self._arrived.append(head)

    def contentArrived(self, data: bytes, weight: int) -> None:
        """
        A piece of the request's content has arrived.

        @param weight: its length in bytes, with those that pad it.
        """
        self._arrived.append(data if self._isMeasured else writeChunk(data))
        self._owed += weight

    def endArrived(self) -> None:
        """
        The client ends the stream: where its content goes to the channel in chunks, the last
        chunk follows.
        """
        self.isClientDone = True
        if not self._isMeasured:
            self._arrived.append(writeLastChunk())

    def deliver(self) -> None:
        """
        Hand over what has arrived, and let the client send more.
        """
        if not self.connected:
            return
        if self.channel is None:
            self.channel = self._makeChannel()
            self.channel.makeConnection(self)
        arrived, self._arrived = b"".join(self._arrived), []
        self.channel.dataReceived(arrived)
        if not self._isPaused:
            self.resumeProducing()

    def pauseProducing(self) -> None:
        """
        Let the client send no more.
        """
        self._isPaused = True

    def resumeProducing(self) -> None:
        """
        Let the client send as much more as was taken from it while it had to wait.
        """
        self._isPaused = False
        owed, self._owed = self._owed, 0
        if owed:
            self.connection.allow(self.number, owed)

    def lose(self, reason: Failure) -> None:
        """
        The stream is gone: tell the channel, and let others have its part of what the
        client may send on the connection.
        """
        self.connected = False
        self.resumeProducing()
        if self.channel is not None:
            self.channel.connectionLost(reason)
