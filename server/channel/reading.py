"""
Reading: how much is read of a client, and when: no more than is answered, no longer than
it is its turn, and nothing more when the server stops.
"""

from __future__ import annotations

from server.channel.handingover import HandingOver
from server.channel.sending import END, HANDLER, OTHERS
from server.channel.turns import Turns
from server.http1.limits import Limits
from server.http1.requests import RequestReader

#: Bytes that may wait in the reader before nothing more is read. While a handler
#: works we read on, because that is how we learn that its client has left.
EAGER = 16384


class Reading(HandingOver):
    """
    Feeds what arrives to the engine's reader.

    @ivar limits: how much is read of a request.
    @ivar timeOut: seconds that a connection may be idle; L{None} for ever.
    """

    limits = Limits()
    timeOut: float | None = 60

    _isPaused = False
    _endsAt: int | None = None  # the offset of the first byte that is not answered

    def connectionMade(self) -> None:
        """
        The client is there, and asks for nothing yet.
        """
        super().connectionMade()
        self._reader = RequestReader(self.limits, self.isSecure(), isSharing=True)
        self._turns = getattr(self.factory, "turns", None) or Turns(self.factory.reactor)
        self.deadline.set(self.timeOut)

    def dataReceived(self, data: bytes) -> None:
        """
        Bytes have arrived.
        """
        if self.waits & END:
            return
        self._reader.feed(data)
        self.proceed()
        if self.waits:
            self._pauseIfFull()

    def _pauseIfFull(self) -> None:
        """
        Where enough waits in the reader, read no more until it has been emptied, or
        the end has come. When we leave, all that there is is enough.
        """
        isEnough = self._reader.available > EAGER or self._endsAt is not None
        if isEnough and self.waits and not self.waits & END and not self._isPaused:
            self._isPaused = True
            self.transport.pauseProducing()

    def _giveWay(self) -> None:
        """
        More has been read than there was time for. Let others have their turn.
        """
        if not self.waits:
            self.waits |= OTHERS
            self.deadline.set(None)
            self._turns.queue(self._goOn)

    def _goOn(self) -> None:
        """
        It is our turn again.
        """
        self.waits &= ~OTHERS
        self.proceed()

    @property
    def isAnswering(self) -> bool:
        """
        Whether the client is owed something: an answer, the rest of one, or the time to
        take it.
        """
        if self._successor is not None:
            return super().isAnswering
        return bool(self.requests or self.waits or self._held or self._reader.available)

    @property
    def isBetween(self) -> bool:
        """
        Whether what arrives next begins a request, and all before it are answered.
        """
        return self._successor is None and not self.isAnswering

    def takeLeave(self) -> None:
        """
        The server stops. Answer what has been read, say in the last answer that it is
        the last, and begin nothing else.
        """
        super().takeLeave()
        self._endsAt = self._reader.offset + self._reader.available
        if self.waits & HANDLER:
            self._sayLast()
        self._pauseIfFull()

    def _sayLast(self) -> None:
        """
        Where nothing more is to be answered behind this request, let its answer say so.
        """
        if self._endsAt is not None and self._reader.offset >= self._endsAt:
            self.isLast = True
