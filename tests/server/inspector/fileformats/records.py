"""
Conversations for the tests of the exports.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import strategies as st

from server.inspector.fileformats.record import Record
from server.wire import Chunk, Direction

OPENED = datetime(2026, 3, 1, 12, 30, 15, 250_000, UTC)
ARRIVED, LEFT = Direction.ARRIVED, Direction.LEFT
PEER = "203.0.113.7:51234"


def talk(*said: tuple[Direction, bytes], by: str = "server") -> list[Chunk]:
    """
    Make a conversation: a tenth of a second lies between two pieces.

    @param by: who closes it; empty where it stays open.
    """
    chunks = [Chunk(7, 0.0, Direction.OPENED, note=PEER)]
    chunks += [Chunk(7, (number + 1) / 10, *each) for number, each in enumerate(said)]
    if by:
        chunks.append(Chunk(7, len(chunks) / 10, Direction.CLOSED, by=by))
    return chunks


def record(*said: tuple[Direction, bytes], by: str = "server", isMasked: bool = True) -> Record:
    """
    Record a conversation, a piece each time.

    @param by: who has closed the connection in the end.
    @param isMasked: whether secrets are to be masked.
    """
    return Record(talk(*said, by=by), OPENED, isMasked)


def went(chunks: Sequence[Chunk], way: Direction) -> bytes:
    """
    @return: all bytes that went in a direction, joined.
    """
    return b"".join(chunk.data for chunk in chunks if chunk.direction is way)


#: Pieces of anything: HTTP, markup, escapes of terminals, bytes that are not text.
PIECES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            b"HEAD / HTTP/1.0\r\n\r\n",
            b"POST /<script> HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
            b"HTTP/1.1 100 Continue\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            b"Cookie: a=b\r\n",
            b"</pre><script>alert(1)</script>",
            b"\x1b]0;title\x07\x1b[2J",
            b"a&b\"c'd\r\n",
            b"\r\n",
        ]
    ),
)
EVENTS = st.one_of(
    st.tuples(st.sampled_from((ARRIVED, LEFT)), PIECES, st.just("")),
    st.tuples(
        st.sampled_from((Direction.OPENED, Direction.ENDED, Direction.CLOSED)),
        st.just(b""),
        st.sampled_from(("client", "server", "")),
    ),
)


def _chunks(events: Sequence[tuple[Direction, bytes, str]]) -> list[Chunk]:
    return [
        Chunk(3, number / 7, way, data, PEER if way is Direction.OPENED else "", by)
        for number, (way, data, by) in enumerate(events)
    ]


#: Any chunks at all, in any order.
CHUNKS = st.lists(EVENTS, max_size=12).map(_chunks)
