"""
Who has been quiet for a while.
"""

from __future__ import annotations

from collections.abc import Callable

from twisted.internet.interfaces import IReactorTime


class IdleConnections:
    """
    Tells of each connection on which nothing has happened for a while: once, until
    something happens on it again.

    All connections share one timer, and each event costs the same, however many there are.
    """

    def __init__(self, reactor: IReactorTime, seconds: float, tell: Callable[[int], None]) -> None:
        """
        @param seconds: how long a while is.
        @param tell: called with the number of the connection.
        """
        self._reactor = reactor
        self._seconds = seconds
        self._tell = tell
        self._heard: dict[int, float] = {}  # when; the one that was quiet longest comes first
        self._isTimed = False

    def hear(self, connection: int) -> None:
        """
        Something has happened on a connection.
        """
        self._heard.pop(connection, None)
        self._heard[connection] = self._reactor.seconds()
        self._wait()

    def forget(self, connection: int) -> None:
        """
        What happens on a connection does not matter any more.
        """
        self._heard.pop(connection, None)

    def _wait(self) -> None:
        """
        Look again when the next one may have been quiet for long enough.
        """
        if self._heard and not self._isTimed:
            self._isTimed = True
            due = next(iter(self._heard.values())) + self._seconds
            self._reactor.callLater(max(due - self._reactor.seconds(), 0), self._look)

    def _look(self) -> None:
        self._isTimed = False
        latest = self._reactor.seconds() - self._seconds
        while self._heard:
            connection, heard = next(iter(self._heard.items()))
            if heard > latest:
                break
            del self._heard[connection]
            self._tell(connection)
        self._wait()
