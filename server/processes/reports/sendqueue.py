"""
What waits in a queue to be sent to the parent: up to a limit, and no more.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IPullProducer
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer

#: How many bytes may wait.
ROOM = 2**23
#: How many bytes are given to the transport at a time.
TURN = 2**18


@implementer(IPullProducer)
class SendQueue(Protocol):
    """
    Sends messages, as fast as they are taken.

    The transport asks for more when it has sent what it had.

    @ivar size: how many bytes wait.
    @ivar isOver: whether nobody takes them any more.
    """

    def __init__(self, most: int = ROOM) -> None:
        """
        @param most: how many bytes may wait.
        """
        self.size = 0
        self.isOver = False
        self._most = most
        self._waiting: deque[bytes] = deque()
        self._isIdle = False
        self._whenIdle: list[Deferred[None]] = []

    @property
    def _transport(self) -> Any:
        return self.transport  # it is there before anything is called

    def connectionMade(self) -> None:
        """
        Be asked for each piece (a pull producer): no more is written than the parent takes.
        """
        self._transport.registerProducer(self, False)

    def offer(self, message: bytes, isDue: bool = False) -> bool:
        """
        Send a message, if there is room.

        @param isDue: whether to send it in any case. The caller has to know that there
            cannot be many such messages.
        @return: whether it is sent.
        """
        if self.isOver or (not isDue and self.size + len(message) > self._most):
            return False
        self._waiting.append(message)
        self.size += len(message)
        if self._isIdle:
            self.resumeProducing()
        return True

    def resumeProducing(self) -> None:
        """
        The transport has sent all that it had.
        """
        self._isIdle = not self._waiting
        if self._isIdle:
            self._tellIdle()
            return
        turn = [self._waiting.popleft()]
        size = len(turn[0])
        while self._waiting and size + len(self._waiting[0]) <= TURN:
            turn.append(self._waiting.popleft())
            size += len(turn[-1])
        self.size -= size
        self._transport.write(b"".join(turn))

    def stopProducing(self) -> None:
        """
        The transport is gone; what waits is dropped in C{connectionLost}.
        """

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        The parent is gone: drop what waits.
        """
        self.isOver = True
        self._waiting.clear()
        self.size = 0
        self._tellIdle()

    def whenIdle(self) -> Deferred[None]:
        """
        Wait until all is sent, or nobody takes it any more.
        """
        idle: Deferred[None] = Deferred()
        self._whenIdle.append(idle)
        if self._isIdle or self.isOver:
            self._tellIdle()
        return idle

    def _tellIdle(self) -> None:
        waiting, self._whenIdle = self._whenIdle, []
        for idle in waiting:
            if not idle.called:
                idle.callback(None)
