"""
For whom a connection waits, and until when.
"""

from __future__ import annotations

from typing import Any

from server.channel.deadline import Clock, Deadline, Patience
from server.channel.twistednames import progressOf


class Timeouts:
    """
    Moves the deadline of a connection.

    @ivar received: how many bytes of the content have come.
    @ivar contentSince: since when content has been waited for, in the clock's time.
    """

    __slots__ = ("_clock", "_deadline", "_progress", "contentSince", "patience", "received")

    def __init__(self, clock: Clock, deadline: Deadline, patience: Patience) -> None:
        self._clock = clock
        self._deadline = deadline
        self.patience = patience
        self._progress: object = None
        self.contentSince = 0.0
        self.received = 0

    def head(self) -> None:
        """
        The first byte of a request has come: wait for the rest of its head.
        """
        self._deadline.set(self.patience.head)

    def beginContent(self) -> None:
        """
        Content follows the head: its time, and how much of it has come, are counted from now.
        """
        self.received, self.contentSince = 0, self._clock.seconds()

    def content(self) -> None:
        """
        Wait for more content: the more has come, the longer.
        """
        patience = self.patience
        won = self.received / patience.rate
        self._deadline.setAt(self.contentSince + patience.content + won)

    def handler(self, hungUp: bool) -> None:
        """
        A handler works. It may take its time, as long as its client is there.
        """
        self._deadline.set(self.patience.hungUp if hungUp else None)

    def progress(self, transport: Any) -> None:
        """
        Give the client time to take some of what waits to be sent.
        """
        self._progress = progressOf(transport)
        self._deadline.set(self.patience.response)

    def hasProgress(self, transport: Any) -> bool:
        """
        Tell whether the client has taken something since L{progress} was called.
        """
        return self._progress != progressOf(transport)

    def linger(self) -> None:
        """
        All has been sent: wait for the client to end its side.
        """
        self._deadline.set(self.patience.linger)
