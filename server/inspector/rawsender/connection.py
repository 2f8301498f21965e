"""
One connection to the step, on which bytes are sent piece by piece.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.protocol import Protocol, connectionDone
from twisted.protocols.policies import TimeoutMixin
from twisted.python.failure import Failure

from server.pages import Unavailable
from server.wire import Chunk, Direction
from server.wire.tap import describe

#: After how many seconds a connection is ended on which nothing happens.
IDLE = 60
#: After how many bytes of answers it is ended, too.
MOST_ANSWERED = 2**24


class SenderConnection(TimeoutMixin, Protocol):
    """
    One connection. The step takes it for any client's, and the recorder shows it, so what
    comes back is not kept here.

    A piece that follows another leaves only once the step has that one, however short the
    delay is: otherwise the network would join them.

    @ivar number: the connection's number in the recorder; 0 until the step has it.
    @ivar known: fires as soon as there is a number.
    @ivar isOpen: whether more can be sent.
    @ivar unsent: how many bytes were not sent, because the connection had ended.
    """

    def __init__(self, reactor: Any, whenLost: Callable[[SenderConnection], None]) -> None:
        """
        @param whenLost: is called when the connection has ended.
        """
        self._reactor = reactor
        self.number = 0
        self.known: Deferred[None] = Deferred()
        self.isOpen = True
        self.unsent = 0
        self._isOver = False
        self._whenLost = whenLost
        self._pieces: deque[bytes] = deque()
        self._onItsWay = self._answered = 0
        self._delay = 0.0
        self._ends = False
        self._next: Any = None
        self._settling: list[Deferred[None]] = []

    def callLater(self, period: float, func: Callable[..., Any]) -> Any:
        """
        Measure time with our reactor: the mixin calls this.
        """
        return self._reactor.callLater(period, func)

    @property
    def name(self) -> str:
        """
        Our end, as the step calls its peer.
        """
        return describe(self.transport.getHost()) if self.transport else ""

    @property
    def isBusy(self) -> bool:
        """
        Whether it is being opened, or something is left to send, or on its way.
        """
        return not self.number or bool(self._pieces or self._onItsWay or self._next)

    def connectionMade(self) -> None:
        """
        Send small pieces at once.
        """
        transport: Any = self.transport
        transport.setTcpNoDelay(True)
        self.setTimeout(IDLE)

    def learnNumber(self, number: int) -> None:
        """
        Learn the connection's number in the recorder.
        """
        self.number = number
        self.known.callback(None)

    def send(self, pieces: Sequence[bytes], delay: float, ends: bool) -> None:
        """
        Begin to send.

        @param delay: seconds between two pieces.
        @param ends: whether to say then that no more will come (a half-close).
        """
        self._pieces.extend(pieces)
        self._delay, self._ends = delay, ends
        self._sendNext()

    def settled(self) -> Deferred[None]:
        """
        Wait until all has been sent and something has come back, or the connection has
        ended.
        """
        waiting: Deferred[None] = Deferred()
        self._settling.append(waiting)
        if self._isOver:
            self._settle()
        return waiting

    def watch(self, chunk: Chunk) -> None:
        """
        Learn what the step has seen of this connection.
        """
        if chunk.direction is Direction.ARRIVED and self._onItsWay:
            self._onItsWay -= len(chunk.data)
            if not self._onItsWay and (self._pieces or self._ends):
                self._next = self._reactor.callLater(self._delay, self._sendNext)

    def _sendNext(self) -> None:
        self._next = None
        self.resetTimeout()
        transport: Any = self.transport
        if self._pieces:
            piece = self._pieces.popleft()
            self._onItsWay = len(piece)
            transport.write(piece)
        elif self._ends:
            self.isOpen = False
            transport.loseWriteConnection()

    def dataReceived(self, data: bytes) -> None:
        """
        An answer has come, or a part of one.
        """
        self.resetTimeout()
        self._answered += len(data)
        if self._answered > MOST_ANSWERED:
            self.end()
        elif not self.isBusy:
            self._settle()

    def timeoutConnection(self) -> None:
        """
        Nothing has happened for a long time.
        """
        self.end()

    def end(self) -> None:
        """
        End the connection at once, whatever is on its way.
        """
        transport: Any = self.transport
        transport.abortConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        Send nothing more, and count in C{unsent} what was left; whoever waits for the
        connection's number or for its end is told.
        """
        self.setTimeout(None)
        self.isOpen, self._isOver, self._onItsWay = False, True, 0
        self.unsent = sum(map(len, self._pieces))
        self._pieces.clear()
        if self._next is not None:
            self._next.cancel()
            self._next = None
        if not self.number:
            self.known.errback(Unavailable("The step has ended the connection at once."))
        self._settle()
        self._whenLost(self)

    def _settle(self) -> None:
        settling, self._settling = self._settling, []
        for waiting in settling:
            waiting.callback(None)
