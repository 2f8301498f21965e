"""
A stream: one request and its answer. To the channel that reads and answers them, it is
the transport of a connection of its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from twisted.internet.interfaces import IAddress, ITransport
from twisted.internet.protocol import Protocol
from zope.interface import implementer

from server.channel.http2.incoming import Carrier, Incoming
from server.channel.http2.translation import answerFields
from server.http1.errors import RemoteProtocolError
from server.http1.events import Data, EndOfMessage, Field, NeedMore, Response
from server.http1.limits import Limits
from server.http1.responses import ResponseReader

#: Bytes of an answer that may wait to be sent before whoever makes them has to wait.
MOST_WAITING = 65536

#: Our own answers are read without limits.
NO_LIMITS = Limits(2**20, 2**20, 1000, 2**24, content=10**18)


@implementer(ITransport)
class Stream(Incoming):
    """
    Takes from its channel what HTTP/1.1 would send, and keeps it until the client
    allows it to be sent.

    @ivar offset: how many bytes of content have been sent.
    @ivar isEnded: whether the channel has written all.
    """

    bufferSize = MOST_WAITING
    isEnded = False

    def __init__(
        self, connection: Carrier, number: int, makeChannel: Callable[[], Protocol]
    ) -> None:
        super().__init__(connection, number, makeChannel)
        self.offset = 0
        self._reader = ResponseReader(NO_LIMITS)
        self._isWhole = False  # what the channel has written
        self._heads: deque[list[Field]] = deque()
        self._content: deque[memoryview] = deque()
        self._waiting = 0  # how many bytes it holds
        self._producer: Any = None
        self._hasToWait = False

    def begin(self, fields: list[Field], isWhole: bool) -> None:
        """
        The head of the request has arrived: what its answer may have depends on its
        method.

        @raise Malformed: when it is not one.
        """
        super().begin(fields, isWhole)
        self._reader.expect(dict(fields)[b":method"])

    # What the channel writes.

    def write(self, data: bytes) -> None:
        """
        Take a part of the answer, as HTTP/1.1 writes it.
        """
        if not self.connected or self.isEnded:
            return
        self._reader.feed(data)
        self._translate()
        if self._waiting > MOST_WAITING and not self._hasToWait:
            self._hasToWait = True
            if self._producer is not None:
                self._producer.pauseProducing()
        self.connection.sendLater(self)

    def writeSequence(self, data: Iterable[bytes]) -> None:
        """
        Take several parts of the answer.
        """
        self.write(b"".join(data))

    def _translate(self) -> None:
        """
        Read what the channel has written.

        @raise RemoteProtocolError: when it will never be a whole answer.
        """
        while not isinstance(event := self._reader.nextEvent(), NeedMore):
            if isinstance(event, Response):
                self._heads.append(answerFields(event))
            elif isinstance(event, Data):
                self._content.append(memoryview(event.data))
                self._waiting += len(event.data)
            elif isinstance(event, EndOfMessage):
                self._isWhole = True

    def loseConnection(self) -> None:
        """
        The channel has written all. Where that is not a whole answer, the client must
        notice.
        """
        if not self.connected or self.isEnded:
            return
        self._reader.end()
        try:
            self._translate()
        except RemoteProtocolError:
            self._isWhole = False
        if self._isWhole:
            self.isEnded = True
            self.connection.sendLater(self)
        else:
            self.abortConnection()

    def abortConnection(self) -> None:
        """
        End this stream alone, with RST_STREAM, in the middle of its answer; the connection
        stays.
        """
        if self.connected:
            self.connection.breakOff(self)

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        """
        Learn whom to pause: the channel.
        """
        self._producer = producer

    def unregisterProducer(self) -> None:
        """
        Pause nobody from now on.
        """
        self._producer = None

    # What the connection sends.

    def takeHead(self) -> list[Field] | None:
        """
        Take the next head, an interim one or the final one.
        """
        return self._heads.popleft() if self._heads else None

    def take(self, most: int) -> bytes:
        """
        Take a piece of content.

        @param most: how many bytes at most.
        """
        if not self._content or most <= 0:
            return b""
        piece = self._content.popleft()
        if len(piece) > most:
            self._content.appendleft(piece[most:])
        taken = bytes(piece[:most])
        self._waiting -= len(taken)
        self.offset += len(taken)
        return taken

    @property
    def isSent(self) -> bool:
        """
        Whether nothing is left to be sent, now or later.
        """
        return self.isEnded and not self._heads and not self._content

    @property
    def hasContent(self) -> bool:
        """
        Whether content waits to be sent.
        """
        return bool(self._content)

    def relieve(self) -> None:
        """
        Much of what waited has been sent: let the channel write more.
        """
        if self._hasToWait and self._waiting <= MOST_WAITING // 2:
            self._hasToWait = False
            if self._producer is not None:
                self._producer.resumeProducing()

    # What else a channel asks of its transport.

    def getPeer(self) -> IAddress:
        """
        @return: the client's address, which is the connection's.
        """
        return self.connection.getPeer()

    def getHost(self) -> IAddress:
        """
        @return: our own address, which is the connection's.
        """
        return self.connection.getHost()
