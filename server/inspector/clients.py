"""
Who is at the other end of a connection, as far as that is shown.
"""

from __future__ import annotations

from server.inspector.upstreamconnections import UpstreamConnections
from server.wire import Conversation, Recorder

#: How many addresses have numbers of their own.
MOST_ADDRESSES = 10_000


class Clients:
    """
    Numbers the clients by their addresses, in the order in which they came: C{client 1}
    says which clients are the same, but not who they are.
    """

    def __init__(self, recorder: Recorder, upstream: UpstreamConnections) -> None:
        """
        @param upstream: connections that the program has made, which have no client.
        """
        self._recorder = recorder
        self._upstream = upstream
        self._numbers: dict[str, int] = {}
        self._newest = 0

    def nameOf(self, conversation: Conversation) -> str:
        """
        Name the client of a connection by its number.
        """
        kept = self._recorder.conversations
        newest = next(reversed(kept), 0)
        if newest > self._newest:
            for number, each in kept.items():
                if number > self._newest and self._upstream.find(number) is None:
                    self._numberFor(each)
            self._newest = newest
        return f"client {self._numberFor(conversation)}"

    def _numberFor(self, conversation: Conversation) -> int:
        host = hostOf(conversation.peer)
        if len(self._numbers) < MOST_ADDRESSES:
            return self._numbers.setdefault(host, len(self._numbers) + 1)
        return self._numbers.get(host, MOST_ADDRESSES + 1)


def hostOf(peer: str) -> str:
    """
    Find the host in C{HOST:PORT}, which may have a remark after it.
    """
    return peer.partition(" ")[0].rpartition(":")[0] or peer
