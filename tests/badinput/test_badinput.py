"""
A short run of bad input, with the same seeds each time; and the judges: that they see what they
should.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import StringIO
from typing import ClassVar

from twisted.logger import Logger
from twisted.trial.unittest import SynchronousTestCase

from tests.badinput import __main__ as command
from tests.badinput.answers import judge
from tests.badinput.browser import BrowserLook
from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind
from tests.badinput.odd import MARKUP
from tests.badinput.pages import injected, leadsAway
from tests.badinput.requests import makeRequests
from tests.badinput.table import TRIALS
from tests.badinput.terminal import steering
from tests.badinput.trial import Result, Trial, run

ASKED = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b"

log = Logger()


class ShortTests(SynchronousTestCase):
    """
    One test for each kind of input.
    """


def addTest(name: str, kind: type[Trial]) -> None:
    """
    Give a kind of input its test.
    """

    def tried(self: ShortTests) -> None:
        result = run(kind, range(kind.short))
        self.assertGreater(result.tried, 0)
        self.assertEqual(result.faults, [])

    tried.__doc__ = f"{kind.about}: nothing goes wrong."
    setattr(ShortTests, f"test_{name}", tried)


for trialName, trialKind in TRIALS.items():
    addTest(trialName, trialKind)


class PageTests(SynchronousTestCase):
    """
    What in a page has come from the input.
    """

    def test_injected(self) -> None:
        """
        Elements, attributes, scripts, comments and addresses that the input has brought.
        """
        for page in [
            "<zzq>",
            "<p zzq=1>",
            "<p onclick='zzq()'>",
            "<p style='x:zzq'>",
            "<script>zzq()</script>",
            "<style>zzq{}</style>",
            "<!--zzq-->",
            "<?zzq?>",
            "<a href='java\tscript:zzq()'>",
            "<a href=' //zzq.example/'>",
            "<form action='https:/\\zzq.example'>",
            "<iframe>",
            "<p \"=''>",
            "<!DOCTYPE zzq>",
        ]:
            self.assertTrue(injected(page), page)

    def test_escaped(self) -> None:
        """
        Text and the values of attributes may be anything.
        """
        for text in MARKUP:
            shown = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
            page = f'<!DOCTYPE html><title>{shown}</title><p title="{shown}">{shown}</p>'
            self.assertEqual(injected(page), [], text)
        self.assertFalse(leadsAway("?q=//zzq.example/"))

    def test_judge(self) -> None:
        """
        A page with an element from the input, a field from it, a redirect to it, a 500, no answer
        and an unreadable one: each is told; a good page is not.
        """
        for received, kind in [
            (PAGE % (5, b"<zzq>"), Kind.PAGE),
            (b"HTTP/1.1 204 No Content\r\nX-zzq: 1\r\n\r\n", Kind.PAGE),
            (b"HTTP/1.1 301 x\r\nLocation: //zzq.example\r\nContent-Length: 0\r\n\r\n", Kind.PAGE),
            (b"HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n", Kind.ANSWER),
            (b"", Kind.ANSWER),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", Kind.ANSWER),
        ]:
            self.assertEqual([fault.kind for fault in judge(ASKED, received)], [kind], received)
        self.assertEqual([*judge(ASKED, PAGE % (3, b"<p>"))], [])

    def test_steering(self) -> None:
        """
        Controls are found; lines and tabs are text, and so are colours, where a program has some.
        """
        for text in ("\x1b[2J", "a\rb", "\x9b", "\0", "\u202e"):
            self.assertTrue(steering(text), repr(text))
        self.assertEqual(steering("a\n\tb\u3000é"), [])
        self.assertEqual(steering("\x1b[1;31mred\x1b[0m", isColoured=True), [])


class Wrong(Trial):
    """
    A trial that goes wrong with odd numbers: it raises, tells, logs, or leaves an error unhandled.
    """

    name = "wrong"
    about = "what goes wrong"
    short = 1
    seen: ClassVar[list[int]] = []

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Go wrong, in the way that the number names.
        """
        self.tried += 1
        number = self.tried
        if number == 1:
            raise ValueError("mine")
        if number == 2:
            log.error("logged")
        if number == 3:
            yield Fault(Kind.TERMINAL, "\x1b[2J")


class RunTests(SynchronousTestCase):
    """
    The program: its seeds, its table and its status.
    """

    def test_seeds(self) -> None:
        """
        A seed makes up the same each time, and another seed makes up something else.
        """
        made = [makeRequests(Chance("http1", number)) for number in [*range(50)] * 2]
        self.assertEqual(made[:50], made[50:])
        self.assertGreater(len(set(made)), 40)

    def test_run(self) -> None:
        """
        What is raised, logged or told is a fault, with its number.
        """
        result = run(Wrong, range(7, 12))
        found = [(number, fault.kind) for number, fault in result.faults]
        self.assertEqual(found, [(7, Kind.ANSWER), (8, Kind.LOG), (9, Kind.TERMINAL)])
        self.assertEqual((result.tried, result.about), (5, "what goes wrong"))

    def test_main(self) -> None:
        """
        The table has a line for each kind, and each fault is told with its seed, in a form
        that steers no terminal; the status tells whether there was one.
        """
        out = StringIO()
        self.patch(sys, "stdout", out)
        self.patch(command, "TRIALS", {"wrong": Wrong})
        self.assertEqual(command.main(["--attempts", "4", "--from", "5"]), 1)
        said = out.getvalue()
        self.assertIn("what goes wrong", said)
        self.assertIn("in a terminal: wrong --seed 7", said)
        self.assertEqual(steering(said), [])
        self.patch(sys, "stderr", StringIO())
        self.assertRaises(SystemExit, command.main, ["unknown"])

    def test_row(self) -> None:
        """
        A line of the table has a figure below each heading.
        """
        line = command.row(Result("a", "about", 1234, [(1, Fault(Kind.LOG, ""))], 5.0))
        self.assertEqual(line.split(), ["about", "1,234", "0", "1", "0", "0", "5.0"])
        self.assertEqual(len(line), len(command.heading()))


class BrowserTests(SynchronousTestCase):
    """
    The pages once more, in chromium.
    """

    def test_found(self) -> None:
        """
        It sees what we see, and whether a script runs.
        """
        with BrowserLook() as browser:
            injected("<script>zzq()</script>")
            injected("<p>zzq <a href='?q=zzq'>")
            injected("<template><p ZZQ=1></template><a href='java\tscript:zzq()'>")
            told = [fault.told.split(":")[1] for fault in browser.look(1)]
            injected("none of it")
            self.assertEqual(list(browser.look(1)), [])
        self.assertEqual(
            told,
            [
                " inside of script",
                " the attribute zzq of p",
                " the address javascript",
                " <script>zzq()</script>",
            ],
        )
        injected("<zzq>")
        self.assertEqual(browser.kept, [])
