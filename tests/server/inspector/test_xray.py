"""
The x-ray of a request, as it is on the inspector's page.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.template import Flattenable

from lessons import step4, step7, step9
from server.inspector.inspector import Inspector
from server.inspector.view import View
from server.inspector.xray import inside, xrayOf
from server.inspector.xray.part import MOST_SHOWN
from server.inspector.xray.timeline import bars, duration
from server.pages.flattener import flatten
from server.xray import RequestRecord, XRay
from tests.server.xray.watched import request, watch
from tests.support.memory import Conversation


class PageTestCase(SynchronousTestCase):
    """
    A step that is watched, and what is shown of it.
    """

    def start(self, step: Any) -> None:
        """
        Start a step in memory, whose requests are watched.
        """
        self.conversation = Conversation(step)
        self.xray = watch(self, self.conversation)

    def send(self, *arguments: str) -> RequestRecord:
        """
        Send a request.

        @return: its record.
        """
        self.conversation.send(request(*arguments))
        return self.xray.requests(1)[-1]

    def html(self, content: Flattenable) -> str:
        """
        @return: the content as HTML, without a page around it.
        """
        made: bytes = self.successResultOf(Deferred.fromCoroutine(flatten(content, None)))
        return made.decode()

    def text(self, content: Flattenable) -> str:
        """
        @return: the words of the content, with single blanks between them.
        """
        return " ".join(re.sub(r"<[^>]*>", "", self.html(content)).split())


class StationTests(PageTestCase):
    """
    From the bytes to the answer.
    """

    def test_stations(self) -> None:
        """
        There are five, in order, with what was the case at each.
        """
        self.start(step7)
        html = self.html(xrayOf(self.send("/calendar/2013?x=1", "Cookie: id=4711")))
        titles = re.findall(r"<h4>(.*?)</h4>", html)
        self.assertEqual(titles, ["Bytes", "Attributes", "Path", "Render", "Answer"])
        bytesCame, attributes, path, render, answer = html.split("<h4>")[1:]
        self.assertIn("GET /calendar/2013?x=1 HTTP/1.1", bytesCame)
        self.assertIn("<dt>x</dt><dd><code>1</code></dd>", attributes)
        self.assertIn("(secret)", attributes)
        stops = [
            "[b'calendar', b'2013']</code>",
            "<code>Calendar</code>, asked for <code>b'2013'</code>, gives <code>Year</code>",
        ]
        for stop in stops:
            self.assertIn(stop, path)
        self.assertRegex(render, r"<code>Year.render_GET</code> → <strong>\d{4} bytes</strong>")
        self.assertIn("postpath is empty", render)
        self.assertIn("200 OK", answer)
        self.assertNotIn("4711", html)

    def test_noTree(self) -> None:
        """
        Before step 6, there is no tree, and no resource is asked.
        """
        self.start(step4)
        text = self.text(xrayOf(self.send("/nowhere")))
        self.assertIn("RequestHandler.process", text)
        self.assertIn("There is no tree of resources here", text)
        self.assertIn("RequestHandler.process calls RequestHandler.answer", text)
        self.assertIn("404 Not Found", text)

    def test_running(self) -> None:
        """
        A request that waits says for what, and for how long so far.
        """
        self.start(step9)
        record = self.send("/coroutine")
        self.conversation.clock.advance(2)
        text = self.text(xrayOf(record, now=self.conversation.clock.seconds()))
        self.assertIn("not answered yet; it waits for: delay (deferLater, 5 s)", text)
        self.assertIn("Waits: delay (deferLater, 5 s) 2,000 ms so far", text)
        self.assertIn("The answer comes later", text)

    def test_left(self) -> None:
        """
        A client that has left is said to have.
        """
        self.start(step9)
        record = self.send("/coroutine")
        self.conversation.hangUp()
        self.assertIn("The client has left before it was complete", self.text(xrayOf(record)))

    def test_failed(self) -> None:
        """
        What the program has raised is on the page.
        """
        self.start(step7)
        self.patch(step7.Clock, "render_GET", lambda self, request: 1 / 0)
        text = self.text(xrayOf(self.send("/clock")))
        self.flushLoggedErrors(ZeroDivisionError)
        self.assertIn("Something was raised: ZeroDivisionError: division by zero", text)
        self.assertIn("500 Internal Server Error", text)

    def test_hostile(self) -> None:
        """
        What a client sends is text, and no longer than anybody reads.
        """
        self.start(step7)
        html = self.html(xrayOf(self.send("/<script>alert(1)</script>/" + "x" * 5000)))
        self.assertNotIn("<script", html)
        self.assertIn("&lt;script&gt;", html)
        self.assertLess(len(html), 20_000)
        self.assertNotIn("x" * 400, html)

    def test_policy(self) -> None:
        """
        Nothing needs a script, or a style in the page itself; no id is there twice.
        """
        self.start(step9)
        records = [self.send("/coroutine")]
        self.conversation.clock.advance(5)
        records.append(self.send("/"))
        html = "".join(self.html(xrayOf(record)) for record in records)
        self.assertNotRegex(html, r"<style|<script|\sstyle=|\son\w+=")
        names = re.findall(r'\sid="([^"]*)"', html)
        self.assertEqual(len(names), len(set(names)))
        for name in re.findall(r'aria-(?:labelledby|describedby)="([^"]*)"', html):
            self.assertIn(name, names)


class TimelineTests(PageTestCase):
    """
    The bars below a request: each begins when something began, and is as long as that took.
    """

    def test_bars(self) -> None:
        """
        A bar begins where its waiting began, and is as long as that took, in proportion.
        """
        self.start(step9)
        record = self.send("/non_blocking")
        self.conversation.clock.advance(5)
        shown = [(bar.kind, bar.start, bar.end) for bar in bars(record, 5)]
        expected = [
            ("arrives", 0, 0),
            ("renders", 0, 0),
            ("waits", 0, 5),
            ("sends", 5, 5),
        ]
        self.assertEqual(sorted(shown), sorted(expected))
        html = self.html(xrayOf(record))
        self.assertIn('<rect class="bar" x="0.00%" y="0" width="100.00%"', html)
        self.assertIn('<rect class="bar" x="99.25%" y="0" width="0.75%"', html)

    def test_readAloud(self) -> None:
        """
        Each drawing has a title and a description.
        """
        self.start(step9)
        self.patch(step9, "sleep", self.conversation.clock.advance)
        html = self.html(xrayOf(self.send("/blocking")))
        self.assertEqual(html.count("<svg"), html.count('role="img"'))
        self.assertIn(">Blocking.render_GET: nothing else runs: 5,000 ms</title>", html)
        self.assertIn(">From 0.0 ms to 5,000 ms.</desc>", html)

    def test_duration(self) -> None:
        """
        Short times are in milliseconds, long ones in seconds.
        """
        texts = [duration(seconds) for seconds in (0, 0.00123, 0.0999, 0.1234, 9.9, 12.34)]
        self.assertEqual(texts, ["0.0 ms", "1.2 ms", "99.9 ms", "123 ms", "9,900 ms", "12.3 s"])


class PartTests(PageTestCase):
    """
    The x-ray's part of the page: which request it shows, and when there is none.
    """

    def setUp(self) -> None:
        """
        Inspect step 4, whose requests are watched.
        """
        self.start(step4)
        self.inspector = Inspector(self.conversation.clock, "lessons.step4")
        self.inspector.xray = self.xray

    def test_latest(self) -> None:
        """
        The latest requests are shown, the newest first, and the others counted.
        """
        for _ in range(MOST_SHOWN + 3):
            self.send("/")
        html = self.html(inside(self.inspector, View(connection=1)))
        numbers = re.findall(r"<h3 [^>]*>Request (\d+):", html)
        self.assertEqual(numbers, [str(number) for number in range(MOST_SHOWN + 3, 3, -1)])
        self.assertIn("and 3 earlier requests", html)

    def test_nothing(self) -> None:
        """
        Where there is nothing to show, it is said why.
        """
        self.assertIn("Choose a connection", self.text(inside(self.inspector, View())))
        nobody = View(connection=7)
        self.assertIn("No whole request", self.text(inside(self.inspector, nobody)))
        early: Any = SimpleNamespace(step=3, xray=XRay(self.conversation.clock))
        self.assertIn("reads its bytes itself", self.text(inside(early, nobody)))
