"""
Tests of L{server.inspector.ladder.part} and L{server.inspector.ladder.lane}.
"""

from __future__ import annotations

import re
from datetime import datetime
from math import inf
from typing import Any
from xml.etree import ElementTree

from twisted.trial.unittest import SynchronousTestCase

from server.inspector import pace
from server.inspector.ladder import part
from server.inspector.view import View
from tests.server.inspector.recorded import ANSWER, ASK, Recorded
from tests.support.callcount import CallCount


class PartTests(SynchronousTestCase):
    """
    The ladder on the page: its lanes, their heads, and which of them are shown.
    """

    def setUp(self) -> None:
        self.recorded = Recorded()

    def part(self, view: View | None = None) -> ElementTree.Element:
        """
        @return: the ladder's part of the page as a tree.
        """
        return ElementTree.fromstring(f"<div>{self.recorded.part('connections', view)}</div>")

    def entries(self, view: View | None = None) -> list[ElementTree.Element]:
        """
        @return: the list entries of the ladder, one for each connection.
        """
        return [each for each in self.part(view).iter("li") if each.get("id")]

    def test_nobody(self) -> None:
        """
        Before anybody connects, the page says so.
        """
        self.assertIn("Nobody has connected yet.", self.recorded.part("connections"))

    def test_silence(self) -> None:
        """
        An open connection tells how long nothing has happened on it, each time anew; a closed
        one does not.
        """
        clock: Any = self.recorded.inspector.reactor
        self.recorded.ask(1, b"GET", after=2.0)
        self.recorded.open(2)
        self.recorded.close(2)
        for seconds in (5, 1230):
            clock.advance(seconds)
            told = [each.find("p[@class='silent']") for each in self.entries()]
            self.assertIsNone(told[0])
            silent = told[1]
            assert silent is not None
            self.assertEqual(silent.text, f"nothing for {clock.seconds() - 2:,.0f} s")

    def test_whySilent(self) -> None:
        """
        Below a lane it says why the server does not answer: what is missing of a request, or
        that a rule is broken; nothing where all is answered.
        """
        for step, data, said in (
            ("lessons.step3", b"", "No byte has come yet."),
            ("lessons.step3", b"GET / HT", "The first line is not finished"),
            ("lessons.step3", b"GET / HTTP/1.1\r\nHost: a\r\n", "no empty line"),
            ("lessons.step3", b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", "A rule is broken"),
            ("lessons.step1", b"one\r\nhel", "The line is not finished: its CR LF has not come."),
            ("lessons.step1", b"one\r\n", ""),
            ("lessons.step2", b"hello\r\n", "a request ends with an empty line"),
            ("lessons.step2", b"hello\r\n\r\n", ""),
        ):
            self.recorded = Recorded(step)
            self.recorded.ask(1, *[data] * bool(data))
            why = self.entries()[0].find("p[@class='why']")
            self.assertIn(said, "" if why is None or not said else why.text or "", data)
            self.assertEqual(why is not None, bool(said), data)

    def test_answered(self) -> None:
        """
        Where all is answered, or the connection is over, nothing is waited for.
        """
        self.recorded.ask(1, ASK % b"a")
        self.recorded.answer(1, ANSWER)
        self.assertNotIn('class="why"', self.recorded.part("connections"))
        self.recorded.ask(1, b"GET")
        self.assertIn('class="why"', self.recorded.part("connections"))
        self.recorded.close(1)
        self.assertNotIn('class="why"', self.recorded.part("connections"))

    def test_clock(self) -> None:
        """
        Each lane has a clock of its own, as the page says; it says when that began to run.
        """
        self.recorded.ask(1, ASK % b"a")
        self.assertIn("The newest connection comes first.", self.recorded.part("connections"))
        clock = self.entries()[0].find("p[@class='opening']/time")
        assert clock is not None
        told = datetime.fromisoformat(clock.get("datetime") or "")
        opened = self.recorded.inspector.recorder.conversations[1].opened
        self.assertLess(abs((opened - told).total_seconds()), 0.001)
        self.assertEqual(clock.text, told.strftime("%H:%M:%S.%f")[:-3])

    def test_lanes(self) -> None:
        """
        Each connection has a lane with its heading, the newest first; the one that is
        looked at is marked.
        """
        for number in (1, 2, 3):
            self.recorded.ask(number, ASK % b"a")
        links = [each.find("h3/a") for each in self.entries(View(connection=2))]
        self.assertEqual(
            [(it.text, it.get("href"), it.get("aria-current")) for it in links if it is not None],
            [
                ("#3", "/?connection=3#conversation", None),
                ("#2", "/?connection=2#conversation", "true"),
                ("#1", "/?connection=1#conversation", None),
            ],
        )

    def test_standing(self) -> None:
        """
        A lane says how the connection stands: so it is told which one is reused.
        """
        self.recorded.ask(1, ASK % b"a", ASK % b"b")
        self.recorded.answer(1, ANSWER)
        text = self.recorded.part("connections")
        self.assertIn("open, 2 requests, 1 answer", text)
        self.recorded.close(1)
        self.assertIn("closed, 2 requests, 1 answer", self.recorded.part("connections"))

    def test_outlook(self) -> None:
        """
        Of an open connection it is said what may come: so waiting for an answer is told
        from waiting for the next request.
        """
        self.recorded.ask(1, ASK % b"a")
        self.assertIn("answer 1 has not come yet", self.recorded.part("connections"))
        self.recorded.answer(1, ANSWER)
        self.assertIn("kept open for request 2", self.recorded.part("connections"))
        self.recorded.ask(1, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        self.assertIn("answer 2 has not come yet", self.recorded.part("connections"))
        self.recorded.answer(1, ANSWER)
        self.assertNotIn("kept open", self.recorded.part("connections"))

    def test_noHttp(self) -> None:
        """
        A step that knows no HTTP has no requests, whatever is sent.
        """
        self.recorded = Recorded("lessons.step1")
        self.recorded.ask(1, ASK % b"a")
        self.assertNotIn("1 request", self.recorded.part("connections"))

    def test_alone(self) -> None:
        """
        What the script asks for alone is what is in the lane.
        """
        self.recorded.ask(1, ASK % b"a")
        (entry,) = self.entries(View(mode="projector"))
        self.assertEqual(entry.get("data-part"), "/part/lane?mode=projector&lane=1")
        alone = self.recorded.part("lane", View(mode="projector", lane=1))
        self.assertIn(alone, self.recorded.part("connections", View(mode="projector")))
        self.assertIn("client 1", alone)

    def test_gone(self) -> None:
        """
        A lane of which nothing is kept says so.
        """
        self.assertIn("Nothing is kept", self.recorded.part("lane", View(lane=7)))

    def test_kept(self) -> None:
        """
        A lane is drawn anew when something has happened, and not before.
        """
        self.recorded.ask(1, ASK % b"a")
        lanes = self.recorded.inspector.lanes
        first = self.recorded.part("lane", View(lane=1))
        self.assertEqual(self.recorded.part("lane", View(lane=1)), first)
        kept = lanes.get(View(lane=1), (2, 0, False, True), self.fail)
        self.assertIn(kept.text, first)
        self.assertRegex(first.partition(kept.text)[2], '^<p class="silent" [^<]*</p>$')
        self.recorded.answer(1, ANSWER)
        self.assertIn("200 OK", self.recorded.part("lane", View(lane=1)))

    def test_links(self) -> None:
        """
        An arrow leads to its piece: where that is too old to be among those that the
        conversation shows, to the page where it is the last.
        """
        self.recorded.ask(1, *[ASK % b"a"] * 200)
        hrefs = [it.get("href") or "" for it in self.part().iter("a")]
        arrows = [it for it in hrefs if "#piece" in it]
        self.assertEqual(arrows[-1], "/?connection=1#piece-200")
        self.assertEqual(arrows[0], "/?connection=1&before=142#piece-141")
        for href in arrows:
            match = re.fullmatch(r"/\?connection=1(?:&before=(\d+))?#piece-(\d+)", href)
            assert match
            view = View(connection=1, before=int(match[1] or 0))
            self.assertIn(f'id="piece-{match[2]}"', self.recorded.part("conversation", view))

    def test_lanesAlone(self) -> None:
        """
        Where the lanes are shown alone, their links lead to the page with the conversation:
        there are no pieces on this one.
        """
        self.recorded.ask(1, ASK % b"a")
        root = self.part(view=View(mode="projector", part="connections"))
        page = "/?connection=1&mode=projector&part=conversation"
        hrefs = [each.get("href") for each in root.iter("a")]
        self.assertEqual(hrefs, [f"{page}#conversation", f"{page}#piece-1"])

    def test_older(self) -> None:
        """
        Of many pieces and of many connections the newest are shown, with links to others.
        """
        self.recorded.ask(1, *[ASK % b"a"] * 100)
        text = self.recorded.part("connections")
        self.assertIn('<a href="/?connection=1&amp;before=41">41 older</a>', text)
        older = self.recorded.part("connections", View(connection=1, before=41))
        self.assertIn("60 newer: the newest", older)
        for number in range(2, 50):
            self.recorded.open(number)
        self.assertEqual(len(self.entries()), 30)
        text = self.recorded.part("connections")
        self.assertIn("30 of 49 connections shown.", text)
        self.assertIn('<a href="/?older=20">Older connections</a>', text)
        self.assertIn('data-oldest="20"', text)
        self.assertNotIn("data-oldest", self.recorded.part("connections", View(open="yes")))

    def test_hostile(self) -> None:
        """
        What anybody sends stays text: markup, escapes of terminals, controls of the
        direction; and lines of 8 KiB make no page long.
        """
        evil = b"<script>alert(1)</script>\x1b[31m\xe2\x80\xae\x00"
        self.recorded.ask(1, b"NICK " + evil + b"\r\n")
        self.recorded.ask(2, b"GET /" + b"<b>" * 2700 + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        self.recorded.ask(3, b"A" * 8192 + b"\r\n")
        self.recorded.answer(3, b"HTTP/1.1 400 " + evil + b"\r\n\r\n")
        self.recorded.close(3, note=evil.decode())
        text = self.recorded.part("connections")
        self.assertNotIn("<script", text)
        self.assertNotIn("<b>", text)
        self.assertFalse(set(text) & set("\x1b\x00\u202e"))
        self.assertLess(len(text), 10_000)

    def test_filtered(self) -> None:
        """
        A filter says that it is there.
        """
        self.recorded.ask(1, ASK % b"a")
        text = self.recorded.part("connections", View(method="POST"))
        self.assertIn("0 of 1 connection shown: there is a filter.", text)


class CostTests(SynchronousTestCase):
    """
    What it costs: the step waits while a part is made.
    """

    def setUp(self) -> None:
        """
        There is time for all lanes, however busy this machine is.
        """
        self.patch(part, "STUDY_TIMEOUT", inf)

    def test_many(self) -> None:
        """
        With 1,000 connections, the part takes fewer than 25,000 calls of functions (some
        14 ms), as many with 20,000 pieces on one of them as with 10,000; and does not grow.
        """
        few, many = (self.measure(self.make(pieces)) for pieces in (10_000, 20_000))
        self.assertLess(many, 25_000)
        self.assertLess(many, few * 1.05)

    def make(self, pieces: int) -> Recorded:
        """
        Have 1,000 connections, and some pieces on one of them.
        """
        recorded = Recorded()
        for number in range(1, 1001):
            recorded.ask(number, ASK % b"a")
            recorded.answer(number, ANSWER)
        recorded.ask(1000, *[b"x"] * pieces)
        recorded.read()
        recorded.show("connections")
        recorded.answer(999, ANSWER)
        self.assertLess(len(recorded.show("connections")), 150_000)
        return recorded

    def test_turns(self) -> None:
        """
        Lanes that were never drawn are drawn one after the other, and the step has its turn
        after each; then the part is there at once.
        """
        recorded = Recorded()
        for number in range(1, 31):
            recorded.ask(number, *[ASK % b"a"] * 40)
        reactor, turns = recorded.inspector.reactor, []
        later = reactor.callLater

        def note(delay: float, *call: Any) -> object:
            turns.append(len(recorded.inspector.lanes))
            return later(delay, *call)

        self.patch(reactor, "callLater", note)
        self.patch(pace, "SLICE", 0.0)
        recorded.show("connections")
        self.assertEqual(sorted(set(turns)), list(range(30)))
        with CallCount() as spent:
            recorded.show("connections")
        self.assertLess(spent.calls, 25_000)

    def measure(self, recorded: Recorded) -> int:
        """
        Have one more piece arrive, and draw.
        """
        recorded.ask(1000, b"x")
        with CallCount() as spent:
            recorded.show("connections")
        return spent.calls
