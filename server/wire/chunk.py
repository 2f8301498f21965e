"""
What a tap tells: one chunk for each thing that happens on a connection.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple


class Direction(Enum):
    """
    Which way a chunk went, as seen from the server; or what else happened.

    @cvar ENDED: one side has said that it will send no more (half-close).
    @cvar NAMED: the client has said who it is, in a line that the program has not seen.
    """

    OPENED = "opened"
    ARRIVED = "arrived"
    LEFT = "left"
    ENDED = "ended"
    CLOSED = "closed"
    NAMED = "named"


class Chunk(NamedTuple):
    """
    One thing that happened on one connection.

    @ivar connection: the number of the connection, 1 for the first one.
    @ivar seconds: the time since that connection began.
    @ivar direction: what happened.
    @ivar data: the bytes of this one call; empty where no bytes went.
    @ivar note: for C{OPENED} the peer's address, and whether the connection is under TLS;
        for C{CLOSED} the reason, such as a time that is over, empty where it was closed in
        good order; for C{NAMED} what the client has said.
    @ivar by: who has ended or closed it: C{client} or C{server}.
    """

    connection: int
    seconds: float
    direction: Direction
    data: bytes = b""
    note: str = ""
    by: str = ""


Watch = Callable[[Chunk], None]


def nobodyWatches(chunk: Chunk) -> None:
    """
    Do nothing: the tap of a step that nobody watches.
    """


def both(*watches: Watch) -> Watch:
    """
    Make one watch that tells several.
    """

    def tell(chunk: Chunk) -> None:
        for watch in watches:
            watch(chunk)

    return tell
