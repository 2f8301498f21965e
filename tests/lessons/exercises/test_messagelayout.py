"""
Messages that fit a screen, and the lines that are to blame.
"""

from __future__ import annotations

from textwrap import dedent
from typing import Any

from twisted.internet.protocol import Factory, Protocol
from twisted.trial.unittest import SynchronousTestCase

from lessons.exercises.checks.exceptioncauses import findCauses, findNamesakes
from lessons.exercises.checks.messagelayout import (
    MESSAGE_ROWS,
    PASTE_HEADING,
    RUN_HEADING,
    writeMessage,
)
from lessons.exercises.checks.subject import EXERCISES, Subject
from tests.lessons.exercises import sample
from tests.lessons.exercises.judging import rowsOf

ROWS = "\n".join(f"row {number}" for number in range(30))


class FittingTests(SynchronousTestCase):
    """
    What is long is cut, and says so.
    """

    def test_short(self) -> None:
        """
        What fits is left as it is, with empty lines around prose.
        """
        said = writeMessage([("", "No."), ("sent", "a"), ("received", "b"), ("", "The rule: c.")])
        self.assertEqual(said, "No.\n\nsent:\n    a\nreceived:\n    b\n\nThe rule: c.")

    def test_long(self) -> None:
        """
        The longest part is cut first, and the number of lines that are gone takes their place.
        """
        said = writeMessage([("", "No."), ("sent", "a\nb"), ("received", ROWS)])
        self.assertLessEqual(rowsOf(said), MESSAGE_ROWS)
        self.assertIn("sent:\n    a\n    b\n", said)
        shown = said.count("    row ")
        self.assertIn(f"row {shown - 1}\n    ({30 - shown} lines more)", said)

    def test_caret(self) -> None:
        """
        The row above a caret stays, wherever it is.
        """
        for at in 0, 15, 29:
            lines = ROWS.splitlines()
            lines.insert(at + 1, "  ^")
            said = writeMessage([("received", "\n".join(lines))])
            self.assertIn(f"    row {at}\n      ^", said)
            self.assertLessEqual(rowsOf(said), MESSAGE_ROWS)

    def test_commands(self) -> None:
        """
        A command is whole, or it is not there.
        """
        for length in 10, 300, 3000:
            command = "x" * length
            said = writeMessage(
                [("", "No."), ("sent", ROWS), (RUN_HEADING, "python"), (PASTE_HEADING, command)]
            )
            self.assertEqual("x" in said, command in said)
            self.assertEqual(command in said, length < 1000)
            self.assertLessEqual(rowsOf(said), MESSAGE_ROWS)

    def test_values(self) -> None:
        """
        A long value is cut, and its length is told.
        """
        said = writeMessage([("", "y" * 9000), ("it returned", "z" * 9000)])
        self.assertEqual(said.count("(9,000 characters)"), 2)
        self.assertLessEqual(rowsOf(said), MESSAGE_ROWS)


class ExceptionTests(SynchronousTestCase):
    """
    What an exception says is cut as well.
    """

    def explain(self, source: str) -> str:
        """
        Say what a file raises.
        """
        return Subject(EXERCISES / "step99.py", dedent(source)).problem

    def test_long(self) -> None:
        """
        Of a long text the beginning is shown, and of many lines a few.
        """
        said = self.explain("float('9' * 9000 + 'x')")
        self.assertLess(len(said), 600)
        self.assertIn("characters)", said)
        said = self.explain("raise ValueError('a\\nb\\nc\\nd\\ne\\nf')")
        self.assertNotIn("\ne\n", said)

    def test_recursion(self) -> None:
        """
        Where a function calls itself without end, its first and last line are shown.
        """
        said = self.explain("def f():\n    f()\nf()")
        self.assertLess(len(said), 600)
        self.assertIn("lines more of this file)", said)


class SuspectTests(SynchronousTestCase):
    """
    Lines that may be to blame.
    """

    def test_nothing(self) -> None:
        """
        A function that returns nothing is found: by a return, or at its end.
        """
        source = dedent(
            """
            def getChild(self, path):
                if path:
                    return None
                return 1
            def getChild(self, path):
                if path:
                    return 1
            def getChild(self, path):
                try:
                    return 1
                except ValueError:
                    raise
            def render_GET(self, request):
                request.write(b"")
            """
        )
        said = "'NoneType' object has no attribute 'render'"
        self.assertEqual(findCauses(said, source), [4, 6])
        self.assertEqual(findCauses("Page has rendered None: a page", source), [14])
        self.assertEqual(findCauses("something else", source), [])

    def test_handed(self) -> None:
        """
        A function that takes no argument, and is given one, is found where it was named.
        """
        source = dedent(
            """
            def one():
                a.addErrback(lambda: 1)
                b.addErrback(lambda reason: 1)
            def other():
                c.addErrback(lambda: 1)
                d.callLater(1, self.stop)
            """
        )
        said = "one.<locals>.<lambda>() takes 0 positional arguments but 1 was given"
        self.assertEqual(findCauses(said, source), [3])
        said = "Page.stop() takes 0 positional arguments but 1 was given"
        self.assertEqual(findCauses(said, source), [7])

    def test_namesakes(self) -> None:
        """
        An error of Python that has a namesake is found, unless it was imported.
        """
        self.assertEqual([*findNamesakes("x = TimeoutError")], [(1, "TimeoutError")])
        imported = "from twisted.internet.defer import TimeoutError\nx = TimeoutError"
        self.assertEqual([*findNamesakes(imported)], [])
        self.assertEqual([*findNamesakes("def f(:")], [])


class StoryTests(SynchronousTestCase):
    """
    All that a check has done, as commands.
    """

    def setUp(self) -> None:
        """
        Make a check, and a server that it has made.
        """
        self.case = sample.SampleTests("test_1_echo")
        self.case.given = Subject(EXERCISES / "step99.py", "x = 1")
        self.case.setUp()
        self.patch(self.case, "flushLoggedErrors", list)  # trial runs no test here
        self.server: Any = Factory.forProtocol(Protocol)
        self.case.own.append(self.server)

    def test_inTurn(self) -> None:
        """
        Connections that follow one another are commands that follow one another, with the
        time that has passed on each.
        """
        first = self.case.connect(self.server)
        first.send(b"a")
        first.advance(3)
        second = self.case.connect(self.server)
        second.send(b"b")
        self.assertEqual(
            second.commands(),
            [
                "printf 'a' | timeout 3.9 nc 127.0.0.1 8000",
                "printf 'b' | timeout 2 nc 127.0.0.1 8000",
            ],
        )

    def test_mixed(self) -> None:
        """
        Connections at the same time are commands that run at the same time.
        """
        first = self.case.connect(self.server)
        self.case.connect(self.server).send(b"b")
        first.send(b"a")
        self.assertEqual(
            first.commands(),
            [
                "{ sleep 1; printf 'a'; } | timeout 3 nc 127.0.0.1 8000 &",
                "sleep 0.5; printf 'b' | timeout 2.5 nc 127.0.0.1 8000; wait",
            ],
        )

    def test_none(self) -> None:
        """
        Nothing is offered that would not show it: of two servers, of one that no command
        starts, of a client that has left, with a cookie, or of many bytes one by one.
        """
        other: Any = Factory.forProtocol(Protocol)
        self.assertEqual(self.case.connect(other).commands(), [])
        self.case.own.append(other)
        self.case.connect(other)
        self.assertEqual(self.case.connect(self.server).commands(), [])
        for how in "leave", "cookie", "bytes":
            self.case.refresh()
            self.case.own.append(self.server)
            connection = self.case.connect(self.server)
            self.assertNotEqual(connection.commands(), [])
            if how == "leave":
                connection.leave()
            elif how == "cookie":
                connection.send(b"GET / HTTP/1.1\r\nCookie: a=b\r\n")
            else:
                connection.sendByteByByte(b"x" * 401)
            self.assertEqual(connection.commands(), [], how)
