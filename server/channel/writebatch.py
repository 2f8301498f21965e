"""
The write batch: answers leave in one sweep at the end of the reactor's turn.

To send, a transport asks the reactor to tell it when the socket can be written to, and
sends when it is told. For a small answer that detour costs more than reading its request.
But sending each answer at once costs as much: it wakes the client, and with one processor
fewer to spare, the server has to wait. So the answers of a turn are put together and sent
by us, one after the other; only what a socket does not take goes the long way.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol

from twisted.logger import Logger

from server.channel.deadline import Clock


class Sender(Protocol):
    """
    What the batch flushes at the end of a turn, or aborts.
    """

    def flush(self) -> None: ...

    def abort(self) -> None: ...


class WriteBatch:
    """
    Shared by all connections of a site.
    """

    _log = Logger()

    def __init__(self, clock: Clock) -> None:
        """
        @param clock: the reactor, which calls at the end of its turn.
        """
        # Our own reactor knows the end of its turn; Twisted's are asked for a call at once.
        self._callAtEnd = getattr(clock, "callAtEnd", partial(clock.callLater, 0))
        self._senders: list[Sender] = []

    def add(self, sender: Sender) -> None:
        """
        Flush a sender at the end of this turn.
        """
        if not self._senders:
            self._callAtEnd(self.sweep)
        self._senders.append(sender)

    def sweep(self) -> None:
        """
        Flush all of them. An error in one must not keep the others waiting.
        """
        senders, self._senders = self._senders, []
        for sender in senders:
            try:
                sender.flush()
            except Exception:
                self._log.failure("an answer could not be sent")
                sender.abort()
