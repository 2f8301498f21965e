"""
An upgrade: another protocol takes the place of ours on a connection: a WebSocket that a
request has asked for, a tunnel, or HTTP/2 where TLS has agreed on that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.python.failure import Failure
from twisted.web import http


class Upgrade:
    """
    Tells the protocol that has taken over what happens to the connection.

    @ivar successor: that protocol.
    @ivar requests: those that have asked for it. They last as long as it does.
    """

    __slots__ = ("_transport", "requests", "successor")

    def __init__(self, transport: Any, successor: Any, requests: Sequence[http.Request]) -> None:
        self._transport = transport
        self.successor = successor
        self.requests = requests

    @property
    def isAnswering(self) -> bool:
        """
        Whether its client waits for an answer.
        """
        return bool(getattr(self.successor, "streams", ()))

    def shutdown(self) -> None:
        """
        The server stops: begin nothing new.
        """
        if hasattr(self.successor, "takeLeave"):
            self.successor.takeLeave()

    def inputEnded(self) -> None:
        """
        The client will send no more.
        """
        successor = IHalfCloseableProtocol(self.successor, None)
        if successor is not None:
            successor.readConnectionLost()
        else:
            self._transport.loseConnection()

    def lost(self, reason: Failure) -> None:
        """
        Tell the end to the successor, and to the requests that last as long as it.
        """
        self.successor.connectionLost(reason)
        for request in self.requests:
            request.connectionLost(reason)
