"""
Back-pressure, on the side of the answer: a producer of content is no faster than the client
that reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.logger import Logger

from server.channel.deadline import Call, Clock


class Producing:
    """
    One producer, as long as it is registered: one that sends by itself until it is told to
    pause (streaming), or one that sends a piece each time it is asked (pulled).
    """

    __slots__ = ("_call", "_clock", "_failed", "_isPaused", "_isPulled", "producer")

    _log = Logger()

    def __init__(
        self, producer: Any, isPulled: bool, clock: Clock, failed: Callable[[], None]
    ) -> None:
        """
        @param clock: the reactor.
        @param failed: called when the producer has raised an exception.
        """
        self.producer = producer
        self._isPulled = isPulled
        self._clock = clock
        self._failed = failed
        self._isPaused = False
        self._call: Call | None = None

    def start(self, isBlocked: bool) -> None:
        """
        Begin: pause at once where the client does not read.
        """
        if isBlocked:
            self.pause()
        elif self._isPulled:
            self._pullLater()

    def pause(self) -> None:
        """
        The client does not read: the producer is to wait, or is not asked.
        """
        self._isPaused = True
        self._cancel()
        if not self._isPulled:
            self._tell(self.producer.pauseProducing)

    def resume(self) -> None:
        """
        The client has read what waited: the producer may send on.
        """
        self._isPaused = False
        if self._isPulled:
            self._pull()
        else:
            self._tell(self.producer.resumeProducing)

    def end(self) -> None:
        """
        Ask it for nothing more.
        """
        self._cancel()
        self._isPaused = True

    def stop(self) -> None:
        """
        The client is gone: tell the producer to stop, and listen to it no longer.
        """
        self.end()
        self._tell(self.producer.stopProducing)

    def _pull(self) -> None:
        """
        Ask for a piece; for the next one later, so that others get their turn.
        """
        self._call = None
        self._tell(self.producer.resumeProducing)
        if not self._isPaused and self._call is None:
            self._pullLater()

    def _pullLater(self) -> None:
        self._call = self._clock.callLater(0, self._pull)

    def _cancel(self) -> None:
        if self._call is not None:
            self._call.cancel()
            self._call = None

    def _tell(self, call: Callable[[], object]) -> None:
        """
        Tell it something. If that goes wrong, no more of its answer comes.
        """
        try:
            call()
        except Exception:
            self._log.failure("the producer of an answer failed")
            self.end()
            self._failed()
