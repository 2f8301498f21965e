"""
What is reported comes out the same, however the stream was cut.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.processes.reports.frames import LENGTH, MOST, Broken, Frames, framed
from server.processes.reports.messages import (
    HAPPENINGS,
    Closed,
    Ended,
    Happened,
    Lost,
    Message,
    Opened,
    Pieces,
    Untold,
    happened,
    happeningOf,
    read,
    written,
)
from server.wire.blocks import Block, WrittenBlock
from server.xray.happenings import Received

#: The machine may be busy.
BUSY = settings(max_examples=50)

NUMBERS = st.integers(0, 2**32 - 1)
SECONDS = st.floats(allow_nan=False, allow_infinity=False)
PIECE = st.tuples(SECONDS, st.booleans(), st.binary(max_size=20))
GATHERED = st.lists(PIECE, min_size=1, max_size=6).map(
    lambda it: [x for piece in it for x in piece]
)
FACTS = st.dictionaries(st.text(), st.text() | st.integers() | st.booleans(), max_size=4)


def piecesOf(number: int, isBeginning: bool, missed: int, gathered: list[Any]) -> Pieces:
    """
    Write pieces as a worker does.
    """
    block = Block(gathered).written()
    return Pieces(number, isBeginning, missed, len(gathered) // 3, block)


MESSAGES: st.SearchStrategy[Message] = st.one_of(
    st.builds(Opened, NUMBERS, SECONDS, st.text()),
    st.builds(piecesOf, NUMBERS, st.booleans(), NUMBERS, GATHERED),
    st.builds(Lost, NUMBERS, NUMBERS, NUMBERS, NUMBERS),
    st.builds(Ended, NUMBERS, SECONDS, st.sampled_from(["client", "server"])),
    st.builds(Closed, NUMBERS, SECONDS, st.text(), st.sampled_from(["client", "server"])),
    st.builds(Untold, NUMBERS),
    st.builds(Happened, NUMBERS, NUMBERS, SECONDS, NUMBERS, st.text(), FACTS),
)


class FrameTests(SynchronousTestCase):
    """
    Where one message ends, and the next begins.
    """

    @given(st.lists(st.binary(max_size=20), max_size=5), st.lists(st.integers(0, 120), max_size=6))
    @BUSY
    def test_cuts(self, frames: list[bytes], places: list[int]) -> None:
        """
        They come out as they went in, wherever the stream was cut.
        """
        stream, reader = b"".join(map(framed, frames)), Frames()
        cuts = sorted(min(place, len(stream)) for place in places)
        found: list[bytes] = []
        for first, last in zip([0, *cuts], [*cuts, len(stream)], strict=True):
            found += reader.feed(stream[first:last])
        self.assertEqual(found, frames)

    def test_parts(self) -> None:
        """
        The parts of a frame are joined.
        """
        self.assertEqual(framed(b"ab", b"", b"c"), b"\x00\x00\x00\x03abc")

    def test_long(self) -> None:
        """
        A length that no frame of ours has is refused before anything of it is kept.
        """
        reader = Frames()
        with self.assertRaises(Broken):
            list(reader.feed((MOST + 1).to_bytes(LENGTH, "big")))


class MessageTests(SynchronousTestCase):
    """
    Messages as bytes in frames, and what is no message.
    """

    @given(MESSAGES)
    @BUSY
    def test_same(self, message: Message) -> None:
        """
        Every message comes out as it went in.
        """
        (frame,) = Frames().feed(written(message))
        self.assertEqual(read(frame), message)

    @given(st.binary(max_size=60))
    @BUSY
    def test_others(self, frame: bytes) -> None:
        """
        What is not a message is told as such, and in no other way.
        """
        try:
            read(frame)
        except Broken:
            return
        self.assertIn(frame[:1], [bytes([kind]) for kind in range(7)])

    @given(GATHERED)
    @BUSY
    def test_block(self, gathered: list[Any]) -> None:
        """
        The pieces are the same; so is what is counted of them without reading them.
        """
        block = Block(gathered)
        again = WrittenBlock(len(gathered) // 3, block.written())
        self.assertEqual(again.pieces, gathered)
        for each in (block, again):
            self.assertEqual(list(each.sizes), [len(data) for data in gathered[2::3]])
        counts = [(it.size, it.arrived, it.left, it.written()) for it in (block, again)]
        self.assertEqual(counts[0], counts[1])

    def test_otherBlock(self) -> None:
        """
        A block that is shorter or longer than it says is not one.
        """
        block = Block([1.0, True, b"abc", 2.0, False, b""]).written()
        for length, data in ((2, block[:-1]), (2, block + b"x"), (3, block), (0, b""), (9, b"")):
            with self.assertRaises(ValueError):
                WrittenBlock(length, data)


class HappenedTests(SynchronousTestCase):
    """
    Happenings of the x-ray, written by a worker and read by its parent.
    """

    def test_every(self) -> None:
        """
        A happening of every kind comes out the same, but for the connection's number.
        """
        values: dict[Any, Any] = {
            "int": 3,
            "float": 0.5,
            "str": "<b>",
            "Pairs": (("a", "b"), ("c", "d")),
        }
        for kind in HAPPENINGS.values():
            facts = {
                field.name: values[field.type]
                for field in fields(kind)
                if field.name != "connection"
            }
            message = happened(kind(connection=7, **facts), began=5.5, omitted=2)
            (frame,) = Frames().feed(written(message))
            again = read(frame)
            assert isinstance(again, Happened)
            self.assertEqual(again[:4], (7, 3, 5.5, 2))
            self.assertEqual(happeningOf(again, 70), kind(connection=70, **facts))

    def test_none(self) -> None:
        """
        What cannot happen is told as such.
        """
        for kind, facts in (("sings", {}), (Received.kind, {"seconds": 1.0})):
            with self.assertRaises(Broken):
                happeningOf(Happened(1, 1, 0.0, 0, kind, facts), 1)
