"""
The spans: what must hold for any bytes whatever.
"""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.conformance import CASES
from server.explain import Direction, Exchange, Explainer
from server.http1 import Limits, RequestReader, ResponseReader
from tests.server.explain.explaining import (
    ANSWERS,
    REQUESTS,
    explained,
    said,
    single,
    tiles,
    transcripts,
)
from tests.server.http1.reading import SMALL, outcome
from tests.server.http1.test_properties import cuts

READERS = {REQUESTS: RequestReader, ANSWERS: ResponseReader}
REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
FIELDS = b"POST / HTTP/1.1\r\nHost: a\r\n"


class AnyBytesTests(SynchronousTestCase):
    """
    What must hold for any bytes whatever.
    """

    def check(self, data: bytes, direction: Direction, ends: bool = False) -> None:
        """
        Every byte has its span; how the bytes are cut changes nothing; and the engine says
        the same.
        """
        whole = explained([data], direction, ends)
        self.assertTrue(tiles(whole.spans(), 0, len(data)), data)
        pieces = [data[:7], data[7:9], data[9:]]
        for cut in (single(data), pieces):
            self.assertEqual(said(explained(cut, direction, ends)), said(whole))
        self.checkEngine(data, direction, ends)

    def checkEngine(self, data: bytes, direction: Direction, ends: bool) -> None:
        """
        The engine says yes and no where the explainer does.
        """
        explainer = explained([data], direction, ends)
        _, end = outcome(READERS[direction](), [data], ends)
        found = explainer.diagnosis()
        if isinstance(end, tuple):
            assert found is not None, f"the engine refuses it: {end}"
            mine = (found.status, found.finding, found.rule, found.offset, found.length)
            self.assertEqual(mine, end[:5])
            self.assertIsNone(explainer.waiting())
        else:
            self.assertIsNone(found)

    def test_conformance(self) -> None:
        """
        All of it holds for every case of the conformance table, on its own, broken off by
        the end of the connection, and with a request glued on.
        """
        for case in CASES:
            if len(case.sent) < 20_000:
                self.check(case.sent, REQUESTS)
                self.check(case.sent, REQUESTS, ends=True)
                self.check(case.sent + REQUEST, REQUESTS)

    def test_longCases(self) -> None:
        """
        The long cases come out the same when cut into pieces of a thousand bytes.
        """
        for case in CASES:
            if len(case.sent) >= 20_000:
                pieces = [case.sent[at : at + 1000] for at in range(0, len(case.sent), 1000)]
                whole = explained([case.sent])
                self.assertEqual(said(explained(pieces)), said(whole))
                self.assertTrue(tiles(whole.spans(), 0, len(case.sent)))
                self.checkEngine(case.sent, REQUESTS, ends=False)

    def test_transcripts(self) -> None:
        """
        It holds for all that the walkthroughs show.
        """
        found = transcripts()
        self.assertGreater(len(found), 100)
        for direction, data in found:
            self.check(data[:3000], direction)

    @given(cuts(), st.sampled_from(Direction), st.booleans())
    @settings(max_examples=400)
    def test_random(
        self, cut: tuple[bytes, list[bytes]], direction: Direction, ends: bool
    ) -> None:
        """
        It holds for random bytes, and for bytes that look like messages.
        """
        data, pieces = cut
        self.check(data, direction, ends)
        self.assertEqual(
            said(explained(pieces, direction, ends)), said(explained([data], direction, ends))
        )

    @given(cuts())
    @settings(max_examples=200)
    def test_limits(self, cut: tuple[bytes, list[bytes]]) -> None:
        """
        It holds where the engine's limits are reached.
        """
        data, pieces = cut
        whole, other = Explainer(REQUESTS, SMALL), Explainer(REQUESTS, SMALL)
        whole.feed(data)
        for piece in pieces:
            other.feed(piece)
        self.assertTrue(tiles(whole.spans(), 0, len(data)), data)
        self.assertEqual(said(other), said(whole))


class MemoryTests(SynchronousTestCase):
    """
    A connection that never ends takes only as much memory as its newest spans do.
    """

    def test_spans(self) -> None:
        """
        Only the newest spans are kept, and they say where they begin.
        """
        explainer = Explainer(REQUESTS, most=20)
        for _ in range(100):
            explainer.feed(REQUEST)
        self.assertEqual(len(explainer.spans()), 20)
        self.assertTrue(tiles(explainer.spans(), explainer.droppedBefore, explainer.length))
        self.assertEqual(explainer.length, 100 * len(REQUEST))

    def test_since(self) -> None:
        """
        Whoever has seen the spans up to an offset asks for the others.
        """
        explainer = explained([REQUEST * 2 + REQUEST[:3]])
        every = explainer.spans()
        self.assertEqual(explainer.spans(len(REQUEST)), every[3:])
        self.assertEqual(explainer.spans(len(REQUEST) + 1), every[3:])
        self.assertEqual(explainer.spans(2 * len(REQUEST)), every[-1:])
        self.assertEqual(explainer.spans(-1), every)

    def test_sinceAnywhere(self) -> None:
        """
        The spans since an offset are the same wherever the bytes end, and wherever somebody
        has looked before: in a head, in trailers, after a fault.
        """
        chunked = (
            FIELDS + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: y\r\nZ: a\r\n\r\n"
        )
        for data in (b"\r\n" + chunked + REQUEST, FIELDS + b"B : c\r\n\r\nabc"):
            explainer = Explainer(REQUESTS)
            for piece in single(data):
                explainer.feed(piece)
                every = explainer.spans()
                for since in range(len(data)):
                    self.assertEqual(
                        explainer.spans(since), [each for each in every if each.end > since]
                    )

    def test_heads(self) -> None:
        """
        Of many requests that nobody answers, no more heads are kept than were asked for.
        """
        exchange = Exchange(mostHeads=3)
        exchange.feed(REQUESTS, REQUEST * 50)
        kept = (exchange.pairs, exchange.unanswered(), exchange.requests.heads)
        self.assertEqual(list(map(len, kept)), [3, 3, 3])
        for count in range(50):
            exchange.feed(ANSWERS, b"HTTP/1.1 204 No Content\r\n\r\n")
            self.assertEqual(len(exchange.unanswered()), min(3, 49 - count))

    def test_content(self) -> None:
        """
        Content is one span, whatever its size, and is not kept.
        """
        size = 50 * 2**20
        explainer = Explainer(REQUESTS)
        explainer.feed(FIELDS + b"Content-Length: %d\r\n\r\n" % size)
        before = len(explainer.spans())
        for _ in range(50):
            explainer.feed(b"x" * 2**20)
        self.assertEqual(len(explainer.spans()), before + 1)
        self.assertLess(len(explainer._layout.final.window), 10)

    def test_largeAnswer(self) -> None:
        """
        An answer may be larger than what a server would take: a film, for example.
        """
        explainer = explained([b"HTTP/1.1 200 \r\nContent-Length: 5000000000\r\n\r\n"], ANSWERS)
        self.assertEqual(explainer.waiting(), "0 of 5,000,000,000 bytes of content have come.")

    def test_unread(self) -> None:
        """
        What is not read is not kept, but for some evidence.
        """
        explainer = explained([b"\x00"])
        for _ in range(100):
            explainer.feed(b"x" * 2**16)
        evidence = explainer._layout.evidence
        assert evidence is not None
        self.assertLessEqual(len(evidence.data), 5000)
        self.assertEqual(explainer.length, 1 + 100 * 2**16)

    def test_hugeHead(self) -> None:
        """
        A head that never ends is refused where the engine refuses it.
        """
        explainer = Explainer(REQUESTS, Limits(head=1000))
        for _ in range(100):
            explainer.feed(b"GET / HTTP/1.1\r\n" if not explainer.length else b"X: y\r\n" * 20)
        self.assertLess(len(explainer._layout.final.window), 10)
        assert explainer.diagnosis() is not None


class PurityTests(SynchronousTestCase):
    """
    The explainer builds on the engine alone.
    """

    def test_noTwisted(self) -> None:
        """
        Nothing of Twisted is imported, and of ours only the engine, and what every program needs
        to start.
        """
        program = (
            "import sys, server.explain;"
            "names = {'.'.join(name.split('.')[:2]) for name in sys.modules};"
            "print(sorted(name for name in names if name.split('.')[0] in"
            " ('twisted', 'server', 'lessons')))"
        )
        printed = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        engine = ["server.explain", "server.http1", "server.semantics"]
        expected = ["server", *engine, "server.starting"]
        self.assertEqual(printed.stdout, f"{expected}\n")
