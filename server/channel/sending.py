"""
Sending: answers leave no faster than the client reads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from twisted.internet.interfaces import IPushProducer
from twisted.internet.protocol import Protocol
from twisted.logger import Logger
from zope.interface import implementer

from server.channel.deadline import Call
from server.channel.outbox import Outbox
from server.channel.twistednames import sendNow

if TYPE_CHECKING:
    from twisted.web.http import HTTPFactory

#: Who is waited for; several at a time are added up: the handler of a request, a
#: client that does not take its answers, the end of the connection, other connections
#: whose turn it is, the server behind a proxy.
NOBODY, HANDLER, CLIENT, END, OTHERS, SERVER = 0, 1, 2, 4, 8, 16

#: Bytes that it costs less to copy than to send apart.
SMALL = 16384
#: Bytes that the outbox holds back. As many make a transport's buffer full.
MOST_HELD = 65536


@implementer(IPushProducer)
class Sending(Protocol):
    """
    Sends by way of the outbox, and makes whoever produces an answer wait for a client
    that does not read.

    @ivar waits: who is waited for.
    """

    factory: HTTPFactory
    transport: Any
    waits = NOBODY

    _log = Logger()
    _producer: Any = None
    _isPulled = False
    _pullCall: Call | None = None
    _outbox: Outbox | None = None
    _held: list[bytes]
    _heldSize = 0

    def proceed(self) -> None:
        """
        Go on: the client has taken what was sent.
        """
        raise NotImplementedError

    def cut(self) -> None:
        """
        End the connection in the middle of an answer, so that the client notices.
        """
        raise NotImplementedError

    def abort(self) -> None:
        """
        End the connection at once.
        """
        raise NotImplementedError

    def _awaitProgress(self) -> None:
        """
        Give the client time to take what is to be sent.
        """
        raise NotImplementedError

    def send(self, data: bytes) -> None:
        """
        Send bytes, by way of the outbox where there is one.
        """
        if not data:
            return
        if self._outbox is None:
            self.transport.write(data)
            return
        if not self._held:
            self._outbox.add(self)
        self._held.append(data)
        self._heldSize += len(data)
        if self._heldSize > MOST_HELD:
            self.flush()

    def flush(self, isMore: bool = False) -> None:
        """
        Send what the outbox has held back.

        @param isMore: more follows at once.
        """
        if self._held:
            held, self._held, self._heldSize = self._held, [], 0
            # What is large goes to the transport by itself: so it is copied nowhere.
            last = held.pop() if len(held[-1]) > SMALL else b""
            rest = sendNow(self.transport, b"".join(held), isMore) if held else b""
            if rest or last:
                self.transport.writeSequence([piece for piece in (rest, last) if piece])

    # Back-pressure: the transport's buffer is full, and then it is empty.

    def pauseProducing(self) -> None:
        """
        The client does not read. Stop whatever would make more for it: who sends
        the answer, and its own requests.
        """
        if self.waits & CLIENT:
            return
        self.waits |= CLIENT
        self.transport.pauseProducing()
        self._pauseProducer()
        self._awaitProgress()

    def resumeProducing(self) -> None:
        """
        The client has read.
        """
        self.waits &= ~CLIENT
        self.transport.resumeProducing()
        self._resumeProducer()
        self.proceed()

    def stopProducing(self) -> None:
        """
        The client is gone.
        """
        producer, self._producer = self._producer, None
        self._cancelPull()
        if producer is not None:
            self._tell(producer.stopProducing)

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        """
        Take an answer from a producer: one that sends by itself until told to pause
        (streaming), or one that sends a piece each time it is asked.

        @raise RuntimeError: when there is one already.
        """
        if self._producer is not None:
            raise RuntimeError(f"{self._producer!r} has not been unregistered")
        self._producer, self._isPulled = producer, not streaming
        if self.waits & CLIENT:
            self._pauseProducer()
        elif self._isPulled:
            self._pullLater()

    def unregisterProducer(self) -> None:
        """
        The producer has nothing more to send.
        """
        self._producer = None
        self._cancelPull()

    def _pauseProducer(self) -> None:
        self._cancelPull()
        if self._producer is not None and not self._isPulled:
            self._tell(self._producer.pauseProducing)

    def _resumeProducer(self) -> None:
        if self._producer is not None:
            if self._isPulled:
                self._pull()
            else:
                self._tell(self._producer.resumeProducing)

    def _pull(self) -> None:
        """
        Ask for a piece; for the next one later, so that others get their turn.
        """
        self._pullCall = None
        producer = self._producer
        self._tell(producer.resumeProducing)
        # The answer may be complete by now, and the next one have a producer.
        isSame = producer is self._producer and self._pullCall is None
        if isSame and producer is not None and not self.waits & CLIENT:
            self._pullLater()

    def _pullLater(self) -> None:
        self._pullCall = self.factory.reactor.callLater(0, self._pull)

    def _cancelPull(self) -> None:
        if self._pullCall is not None:
            self._pullCall.cancel()
            self._pullCall = None

    def _tell(self, call: Callable[[], object]) -> None:
        """
        Tell a producer something. If that goes wrong, no more of its answer comes.
        """
        try:
            call()
        except Exception:
            self._log.failure("the producer of an answer failed")
            self._producer = None
            self.cut()
