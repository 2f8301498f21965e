"""
Tests of the three views: the bytes of each piece, whole and in order.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.conversation.bytestream import ByteStream, nothing
from server.inspector.conversation.meaning import meaning
from server.inspector.study import Study
from tests.server.explain.explaining import transcripts
from tests.server.inspector.conversation.conversations import (
    ARRIVED,
    FIRST,
    LEFT,
    inspectorThatRead,
    inspectorThatSaw,
    page,
    pieceNamed,
    shown,
    textOf,
    viewsOf,
    withClass,
)

GET = b"GET /about?a=1 HTTP/1.1\r\nHost: example.org\r\nAccept: text/html;q=0.9, */*\r\n\r\n"
CHUNKED = (
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5;a=b\r\nhe\nlo\r\n0\r\nX-Sum: 1\r\n\r\n"
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n\x00\xff\\'\n<"
WRONG = b"GET  /<b>\xe2\x80\xae HTTP/1.1\nHost: x\x1b[2J\n\n"

SENT = st.lists(
    st.tuples(
        st.sampled_from((ARRIVED, LEFT)),
        st.one_of(
            st.binary(min_size=1, max_size=40),
            st.sampled_from((GET, CHUNKED, ANSWER, WRONG, b"\r", b"\n", b"\\", b"'", b"\\n")),
        ),
    ),
    max_size=12,
)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """
    @param places: any numbers: they are taken modulo the length.
    @return: the pieces between them, none of them empty.
    """
    edges = sorted({0, len(data), *(place % len(data) for place in places)})
    return [data[begin:end] for begin, end in pairwise(edges)]


class ViewTests(SynchronousTestCase):
    """
    What is shown of each piece.
    """

    @settings(max_examples=60)
    @given(SENT, st.sampled_from((1, 2, 3, 15)))
    def test_property(self, sent: list[tuple[object, bytes]], step: int) -> None:
        """
        Whatever is sent, each byte of each piece is in each view once, and in order.
        """
        root = shown(inspectorThatSaw(sent, step))  # type: ignore[arg-type]
        for number, (_, data) in enumerate(sent, 1):
            self.assertEqual(viewsOf(pieceNamed(root, f"piece-{number}")), (data, data, data))

    @settings(max_examples=60)
    @given(
        st.sampled_from((GET, CHUNKED, WRONG, GET + CHUNKED)),
        st.lists(st.integers(0, 1000), max_size=10),
    )
    def test_cuts(self, data: bytes, places: list[int]) -> None:
        """
        However a request is cut, its pieces are shown as they came, and its spans are the
        same.
        """
        pieces = cut(data, places)
        root = shown(inspectorThatRead(*pieces))
        found = [viewsOf(pieceNamed(root, f"piece-{each}")) for each in range(1, len(pieces) + 1)]
        self.assertEqual(found, [(piece,) * 3 for piece in pieces])
        keys = dict.fromkeys(each.get("data-span") for each in withClass(root, "chip"))
        whole = dict.fromkeys(
            each.get("data-span") for each in withClass(shown(inspectorThatRead(data)), "chip")
        )
        self.assertEqual(list(keys), list(whole))

    def test_linked(self) -> None:
        """
        A span has the same key in all three views; where a piece ends within it, both parts
        have it, and say so.
        """
        root = shown(inspectorThatRead(b"GET /ab", b"out HTTP/1.1\r\n"))
        linked = [each for each in root.iter() if each.get("data-span") == "r-4"]
        self.assertEqual(len(linked), 6)
        first, second = (each for each in linked if each.tag == "a")
        self.assertIn("goesOn", first.get("class", ""))
        self.assertIn("wentOn", second.get("class", ""))
        self.assertEqual((textOf(first), textOf(second)), ("/abpath …", "out… path"))

    def test_transcripts(self) -> None:
        """
        What the walkthroughs show is shown byte for byte.
        """
        for direction, data in transcripts():
            side = ARRIVED if direction.name == "REQUESTS" else LEFT
            view = replace(FIRST, more=1, secrets="show")
            root = shown(inspectorThatSaw([(side, data)]), view)
            self.assertEqual(viewsOf(pieceNamed(root, "piece-1")), (data,) * 3)

    def test_secrets(self) -> None:
        """
        A password is in no view, nor in its explanation, unless it is asked for.
        """
        secret = b"Basic aHVudGVyMg=="
        inspector = inspectorThatRead(
            b"GET /?token=hunter2 HTTP/1.1\r\nHost: x\r\nAuthorization: " + secret[:9],
            secret[9:] + b"\r\n\r\nGET  /\r\n",
        )
        for view in (FIRST, replace(FIRST, span="r-65")):
            text = textOf(shown(inspector, view)) + textOf(page(meaning(inspector, view)))
            for word in ("aHV", "dGVy", "hunter2", "61 48 56", "68 75 6e"):
                self.assertNotIn(word, text)
        root = shown(inspector, replace(FIRST, secrets="show"))
        self.assertIn("/?token=hunter2", textOf(root))


class CutTests(SynchronousTestCase):
    """
    What is too long to be shown whole.
    """

    def test_content(self) -> None:
        """
        Long content is cut, and counted; more of it is a link away.
        """
        head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8388608\r\n\r\n"
        inspector = inspectorThatRead(head, b"\x00" * 2**22)
        root = shown(inspector)
        piece = pieceNamed(root, "piece-2")
        self.assertEqual(len(viewsOf(piece)[2]), 2048)
        self.assertIn("… and 4,192,256 bytes more. Show more", textOf(piece))
        root = shown(inspector, replace(FIRST, more=2))
        piece = pieceNamed(root, "piece-2")
        self.assertEqual(len(viewsOf(piece)[2]), 65536)
        self.assertIn("… and 4,128,768 bytes more.", textOf(piece))

    def test_older(self) -> None:
        """
        The newest pieces are shown; links lead to the older ones, to the first, and back.
        """
        inspector = inspectorThatRead(*(b"GET / HTTP/1.1\r\n%d" % number for number in range(200)))
        seen: set[str] = set()
        view = FIRST
        while True:
            root = shown(inspector, view)
            seen |= {each.get("id", "") for each in withClass(root, "piece")}
            first = min(int(each.get("id", "")[6:]) for each in withClass(root, "piece"))
            if first == 1:
                break
            view = replace(FIRST, before=first)
        self.assertEqual(seen, {f"piece-{number}" for number in range(1, 201)})
        self.assertIn("the newest", textOf(root))


class ByteStreamTests(SynchronousTestCase):
    """
    The bytes of one direction at their offsets.
    """

    @settings(max_examples=100)
    @given(SENT, st.integers(0, 200), st.integers(0, 200))
    def test_read(self, sent: list[tuple[object, bytes]], start: int, end: int) -> None:
        """
        Between any two offsets are the bytes that were sent, and the pieces that hold them.
        """
        inspector = inspectorThatSaw(sent)  # type: ignore[arg-type]
        conversation = inspector.recorder.conversations[1]
        study = Study(conversation)
        study.catchUp()
        stream = ByteStream(study.offsets, ARRIVED, nothing)
        whole = b"".join(data for direction, data in sent if direction is ARRIVED)
        self.assertEqual(stream.read(start, end), whole[start:end] if start < end else b"")
        for spot in stream.between(start, end):
            (chunk,) = conversation.since(spot.position, 1)
            self.assertEqual(chunk.data, whole[spot.start : spot.end])
