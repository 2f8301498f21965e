"""
What a worker reports, and how that is written.

Most of it is bytes that came and went: these are written as the recorder keeps them, so that
the parent has nothing to do but put them on its tape. Everything else is rare, and written in
JSON.
"""

from __future__ import annotations

import json
from struct import Struct
from struct import error as StructError
from typing import Any, NamedTuple, TypeAlias

from server.processes.reports.frames import Broken, framed
from server.xray.happenings import Happening


class Opened(NamedTuple):
    """
    A connection has opened.

    @ivar connection: its number in this worker.
    @ivar began: when, on the reactor's clock.
    @ivar note: see L{server.wire.chunk.Chunk}.
    """

    connection: int
    began: float
    note: str


class Pieces(NamedTuple):
    """
    Bytes have come and gone.

    @ivar isBeginning: whether a message begins with the first piece.
    @ivar missed: how many requests of the connection were not watched, so far.
    @ivar length: how many pieces there are.
    @ivar block: the pieces as L{server.wire.blocks.Block} writes them.
    """

    connection: int
    isBeginning: bool
    missed: int
    length: int
    block: bytes


class Lost(NamedTuple):
    """
    There was no room to report this much, which came before what is reported next.

    @ivar things: how many chunks.
    @ivar arrived: how many bytes in them had arrived.
    @ivar left: how many had left.
    """

    connection: int
    things: int
    arrived: int
    left: int


class Ended(NamedTuple):
    """
    One side will send no more.

    @ivar seconds: since the connection began.
    @ivar by: which side.
    """

    connection: int
    seconds: float
    by: str


class Closed(NamedTuple):
    """
    A connection is closed.

    @ivar seconds: since the connection began.
    @ivar note: why, where that is known; else empty.
    @ivar by: which side.
    """

    connection: int
    seconds: float
    note: str
    by: str


class Untold(NamedTuple):
    """
    There was no room to report this number of connections.
    """

    connections: int


class Happened(NamedTuple):
    """
    Something has happened to a request.

    @ivar connection: 0 where it has no number.
    @ivar request: its number on the connection.
    @ivar began: when its head began to be read, on the reactor's clock.
    @ivar omitted: how many of its happenings are not reported, so far.
    @ivar kind: of the L{Happening}.
    @ivar facts: what the happening says.
    """

    connection: int
    request: int
    began: float
    omitted: int
    kind: str
    facts: dict[str, Any]


Message: TypeAlias = Opened | Pieces | Lost | Ended | Closed | Untold | Happened

#: A frame begins with the index of its kind in this list.
KINDS = (Opened, Pieces, Lost, Ended, Closed, Untold, Happened)
PIECES = KINDS.index(Pieces)
#: What comes before the block: everything else that L{Pieces} has.
HEAD = Struct(">I?II")
HAPPENINGS: dict[str, type[Happening]] = {it.kind: it for it in Happening.__subclasses__()}


def written(message: Message) -> bytes:
    """
    Write a message, with its frame.
    """
    kind = KINDS.index(type(message))
    if isinstance(message, Pieces):
        return framed(bytes([kind]), HEAD.pack(*message[:-1]), message.block)
    return framed(bytes([kind]), json.dumps(message).encode())


def read(frame: bytes) -> Message:
    """
    Read a message.

    @raise Broken: when it is not one.
    """
    try:
        kind = frame[0]
        if kind == PIECES:
            number, isBeginning, missed, length = HEAD.unpack_from(frame, 1)
            return Pieces(number, isBeginning, missed, length, frame[1 + HEAD.size :])
        values: list[Any] = json.loads(frame[1:])
        return KINDS[kind](*values)
    except (LookupError, StructError, ValueError, TypeError) as error:
        raise Broken("what is in a frame is not a message") from error


def happened(happening: Happening, began: float, omitted: int) -> Happened:
    """
    Make the message that reports a happening.
    """
    facts = dict(vars(happening))
    connection, request = facts.pop("connection") or 0, facts.pop("request")
    return Happened(connection, request, began, omitted, happening.kind, facts)


def happeningOf(message: Happened, connection: int | None) -> Happening:
    """
    Read what has happened.

    @param connection: the number that the connection has here.
    @raise Broken: when it is not something that can happen.
    """
    facts = {name: paired(value) for name, value in message.facts.items()}
    try:
        kind = HAPPENINGS[message.kind]
        return kind(connection=connection, request=message.request, **facts)
    except (KeyError, TypeError) as error:
        raise Broken("nothing of that kind happens") from error


def paired(value: Any) -> Any:
    """
    Make tuples out of what JSON has made into lists.
    """
    return tuple(map(tuple, value)) if isinstance(value, list) else value
