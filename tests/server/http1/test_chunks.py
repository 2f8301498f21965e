"""
Chunks that are taken together are the chunks that come one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.conformance import CASES
from server.http1 import Data, EndOfMessage, Limits, NeedMore, RemoteProtocolError, RequestReader
from server.http1.chunks import TOGETHER
from tests.server.http1.reading import CHUNKED, GET, POST, describe

#: Limits that a few chunks reach; in the last, even the line of a plain chunk does.
TIGHT = (
    Limits(),
    Limits(content=40),
    Limits(content=40, chunkExcess=8, chunkLine=20, trailer=20, fields=2),
    Limits(chunkExcess=2, chunkLine=8),
    Limits(chunkLine=1),
)

#: Chunks of every kind, and what is not a chunk.
CHUNKS = (
    *[b"%x\r\n%b\r\n" % (size, bytes(size)) for size in (1, 2, 3, 15, 16, 17, 40)],
    b"3\r\nabc\r\n" * 5,
    b"0000000A\r\n0123456789\r\n",
    b"00000000a\r\n0123456789\r\n",
    b"3;name=value\r\nabc\r\n",
    b"1;a-long-name=" + b"x" * 30 + b"\r\na\r\n",
    b"1;name=0123456789abc\r\na\r\n",
    b"3 ;x\r\nabc\r\n",
    b"3 \r\nabc\r\n",
    b"3\r\nabcd\r\n",
    b"3\r\nab\r\n",
    b"3\nabc\r\n",
    b"3\r\nabc\n",
    b"3\r\nabc\r",
    b"+3\r\nabc\r\n",
    b"0x3\r\nabc\r\n",
    b"1_0\r\n0123456789abcdef\r\n",
    b"-1\r\na\r\n",
    b"\r\n",
    b"\r\n0\r\n",
    b"ffffffff\r\nabc\r\n",
    b"fffffffff\r\nabc\r\n",
    b"0\r\n\r\n",
    b"000\r\nName: value\r\n\r\n",
)
GOOD = CHUNKS[:8]
endings = st.sampled_from([b"", b"0\r\n\r\n", b"0\r\nName: value\r\n\r\n", b"0\r\n\r\n" + GET])
bodies = st.one_of(
    st.lists(st.sampled_from(GOOD), max_size=12).map(b"".join),
    st.lists(st.sampled_from(GOOD + CHUNKS), max_size=12).map(b"".join),
    st.tuples(
        st.lists(st.sampled_from(GOOD), max_size=6).map(b"".join),
        st.integers(0, 60),
        st.binary(max_size=2),
    ).map(lambda one: one[0][: one[1]] + one[2] + one[0][one[1] + 1 :]),
)


class Reading:
    """
    Asks a reader for events, and sums up what it says.

    @ivar asked: how often it was asked.
    """

    def __init__(self, limits: Limits, together: bool) -> None:
        self.reader = RequestReader(limits)
        self.together = together
        self.found: list[object] = []
        self.content = b""
        self.asked = 0

    def take(self) -> NeedMore:
        """
        Take what there is.

        @return: what the reader waits for.
        """
        while not isinstance(event := self.reader.nextEvent(), NeedMore):
            self.asked += 1
            if isinstance(event, Data):
                self.content += event.data
                self.content += self.reader.takeChunks() if self.together else b""
            else:
                self.found += [self.content, event]
                self.content = b""
        return event

    def outcome(self, pieces: Iterable[bytes], ends: bool = False) -> tuple[object, ...]:
        """
        Feed pieces.

        @return: the events but for data, the content before each of them, what the reader
            waits for, or all that it says about the error; and how far it has come.
        """
        last: object = None
        try:
            for piece in pieces:
                self.reader.feed(piece)
                last = self.take()
            if ends:
                self.reader.end()
                last = self.take()
        except RemoteProtocolError as error:
            last = describe(error)
        return self.found, self.content, last, self.reader.offset


class ChunkTests(SynchronousTestCase):
    """
    One by one, or together: nobody can tell.
    """

    def check(self, pieces: list[bytes], limits: Limits, ends: bool) -> tuple[object, ...]:
        """
        Compare both ways.

        @return: what both have found.
        """
        single = Reading(limits, together=False).outcome(pieces, ends)
        self.assertEqual(Reading(limits, together=True).outcome(pieces, ends), single)
        return single

    @given(bodies, endings, st.sampled_from(TIGHT), st.booleans())
    @settings(max_examples=300)
    def test_cuts(self, body: bytes, end: bytes, limits: Limits, ends: bool) -> None:
        """
        Both ways find the same in chunks that come whole, cut in two at any place, or
        byte by byte; the next request may be glued to them.
        """
        data = CHUNKED + body + end
        whole = self.check([data], limits, ends)
        each = self.check([data[index : index + 1] for index in range(len(data))], limits, ends)
        self.assertEqual(each, whole)
        for place in range(len(CHUNKED), len(data)):
            cut = Reading(limits, together=True).outcome([data[:place], data[place:]], ends)
            self.assertEqual(cut, whole)

    @given(st.lists(bodies, max_size=3), st.lists(st.integers(0, 400), max_size=6), endings)
    @settings(max_examples=300)
    def test_messages(self, several: list[bytes], places: list[int], end: bytes) -> None:
        """
        Both ways find the same in several messages with chunks, cut at some places.
        """
        data = b"".join(CHUNKED + body + b"0\r\n\r\n" for body in several) + CHUNKED + end
        bounds = [0, *sorted(min(place, len(data)) for place in places), len(data)]
        self.check([data[start:stop] for start, stop in pairwise(bounds)], TIGHT[2], True)

    def test_conformance(self) -> None:
        """
        Both ways find the same in every case of the table, with any of the limits.
        """
        for case in CASES:
            for limits in TIGHT:
                self.check([case.sent], limits, True)

    def test_excess(self) -> None:
        """
        Content that comes together pays for heavy lines just as other content does.
        """
        heavy = b"1;name=0123456789abc\r\na\r\n"
        body = (heavy + heavy + b"1\r\na\r\n" * 2) * 9
        limits = Limits(chunkExcess=7)
        self.check([CHUNKED + body + b"0\r\n\r\n"], limits, True)
        self.check([CHUNKED + body + heavy * 3], limits, True)

    def test_asked(self) -> None:
        """
        Many small chunks are taken with few questions, and yet not too many at once: it
        might be somebody else's turn.
        """
        number = 3 * TOGETHER
        reading = Reading(Limits(), together=True)
        reading.outcome([CHUNKED + b"1\r\na\r\n" * number + b"0\r\n\r\n"])
        self.assertEqual(reading.found[2], b"a" * number)
        self.assertIsInstance(reading.found[3], EndOfMessage)
        self.assertTrue(4 < reading.asked < 9, reading.asked)

    def test_elsewhere(self) -> None:
        """
        Where no chunk has just been read, none is taken: not before a message, in a head,
        in content of a known length, in the middle of a chunk, nor after the end.
        """
        chunk, sized = b"\r\n3\r\nabc\r\n", POST + b"Content-Length: 20\r\n\r\n"
        for data in (b"", GET[:-3], sized, CHUNKED, CHUNKED + b"5\r\nab", GET):
            reading = Reading(Limits(), together=True)
            reading.reader.feed(data)
            reading.take()
            reading.reader.feed(chunk)
            before = reading.reader.offset
            self.assertEqual(reading.reader.takeChunks(), b"", data)
            self.assertEqual(reading.reader.offset, before)
