"""
What of the log reaches the terminal.
"""

from __future__ import annotations

import json
from io import StringIO

from twisted.logger import LogEvent, LogLevel
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from server.console import ConsoleObserver, oneLine, passesThroughReadersCode
from server.terminaltext import legible


def event(text: str = "", **more: object) -> LogEvent:
    """
    Make a log event of level C{warn}.
    """
    return {"log_level": LogLevel.warn, "log_format": "{text}", "text": text, **more}


def ours() -> Failure:
    """
    Make an error that is raised in this file.
    """
    try:
        raise ValueError("mine")
    except ValueError:
        return Failure()


def theirs() -> Failure:
    """
    Make an error that no file of ours takes part in.
    """
    scope: dict[str, object] = {"json": json}
    code = compile(
        "try:\n    json.loads('{')\nexcept ValueError as e:\n    error = e", "<x>", "exec"
    )
    exec(code, scope)
    error = scope["error"]
    assert isinstance(error, ValueError)
    return Failure(error)


class LineTests(SynchronousTestCase):
    """
    A logged event is one line on the terminal, whatever it holds.
    """

    def test_plain(self) -> None:
        """
        The line has the level of the event, a colon, and its text.
        """
        self.assertEqual(oneLine(event("too hot")), "warn: too hot")

    def test_firstLine(self) -> None:
        """
        Of a longer text, the first line.
        """
        self.assertEqual(oneLine(event("Unhandled Error:\nTraceback")), "warn: Unhandled Error")

    def test_failure(self) -> None:
        """
        An error's kind and message come after the text, from both loggers.
        """
        for key in ("log_failure", "failure"):
            line = oneLine(event("it failed", **{key: ours()}))
            self.assertEqual(line, "warn: it failed: ValueError: mine")

    def test_control(self) -> None:
        """
        What a client sent cannot steer the terminal.
        """
        self.assertEqual(oneLine(event("a\x1b[2Jb\u202e")), "warn: a\\x1b[2Jb\\u202e")

    def test_long(self) -> None:
        """
        A line has 500 characters at most, whatever was logged.
        """
        self.assertEqual(len(oneLine(event("x" * 9000))), 500)


class LegibleTests(SynchronousTestCase):
    """
    Text of somebody else's, in lines.
    """

    def test_steering(self) -> None:
        """
        What would steer a terminal, or turn its text around, is an escape; all else, in any
        script, stays, line ends and tabs as well.
        """
        for text, shown in [
            ("a\n\tb\u3000\xa0文", "a\n\tb\u3000\xa0文"),
            ("\x1b[2J\r\x7f", r"\x1b[2J\r\x7f"),
            ("\x9b\0\x0c", r"\x9b\x00\x0c"),
            ("\u202e\u2066\ud800", r"\u202e\u2066\ud800"),
            ("\\", "\\"),
        ]:
            self.assertEqual(legible(text), shown)


class ObserverTests(SynchronousTestCase):
    """
    Where a traceback helps, and where not.
    """

    def test_readersCode(self) -> None:
        """
        An error in a file of the reader's comes with its traceback.
        """
        self.assertTrue(passesThroughReadersCode(ours()))
        out = StringIO()
        ConsoleObserver(out)(event("it failed", log_failure=ours()))
        self.assertIn("test_console.py", out.getvalue())
        self.assertTrue(out.getvalue().endswith("warn: it failed: ValueError: mine\n"))

    def test_libraries(self) -> None:
        """
        An error inside a library is one line.
        """
        self.assertFalse(passesThroughReadersCode(theirs()))
        out = StringIO()
        ConsoleObserver(out)(event("it failed", log_failure=theirs()))
        self.assertEqual(out.getvalue().count("\n"), 1)
