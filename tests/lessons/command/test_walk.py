"""
C{walk}: a walkthrough with real programs.
"""

from __future__ import annotations

import re
import shutil
import sys
from io import StringIO
from pathlib import Path
from textwrap import dedent

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons.book import Exchange
from lessons.book.page import Heading, Part, Text, readPage
from lessons.command.keys import Keys
from lessons.command.paper import Paper
from lessons.command.walking import Walk
from lessons.command.walkstage import WalkStage
from tests.support.needs import need
from tests.support.process import ROOT

PAGE = """\
Title
=====

A *paragraph*
of ``*/*`` two lines::

    code *a*

Section
-------

See::

    $ printf 'a\\nb\\n'
    a
    …

    $ cat
    > hello
    hello
    > ^D

The end.
"""


class PageTests(SynchronousTestCase):
    """
    A walkthrough in parts.
    """

    def read(self, text: str) -> list[Part]:
        """
        Read a page.
        """
        self.path = Path(self.mktemp()).with_suffix(".rst")
        self.path.write_text(dedent(text))
        return list(readPage(self.path))

    def test_parts(self) -> None:
        """
        Headings, paragraphs, code and transcripts come in order.
        """
        parts = self.read(PAGE)
        self.assertEqual(parts[0], Heading("Title", 1))
        self.assertEqual(parts[1], Text(("A *paragraph*", "of ``*/*`` two lines::")))
        self.assertEqual(parts[2], Text(("    code *a*",), isLiteral=True, isCode=True))
        self.assertEqual(parts[3], Heading("Section", 2))
        transcript = parts[5]
        assert isinstance(transcript, list)
        self.assertEqual([one.command for one in transcript], ["printf 'a\\nb\\n'", "cat"])
        self.assertEqual(parts[6], Text(("The end.",)))

    def test_everyWalkthrough(self) -> None:
        """
        Every walkthrough of the course can be read in this way, with all its
        transcripts.
        """
        from lessons.book import readTranscripts

        for path in (ROOT / "lessons").rglob("*.rst"):
            parts = list(readPage(path))
            found: list[Exchange] = []
            for part in parts:
                found.extend(part if isinstance(part, list) else [])
            self.assertEqual(found, readTranscripts(path), path)
            self.assertIsInstance(parts[0], Heading)


class WalkTests(SynchronousTestCase):
    """
    A walk through a page, without a keyboard.
    """

    def walk(self, text: str) -> str:
        """
        Walk through a page.

        @return: what was shown.
        """
        path = Path(self.mktemp()).with_suffix(".rst")
        path.write_text(text)
        out = StringIO()
        keys = Keys()
        keys.isThere = False
        with WalkStage() as stage:
            Walk(Paper(out), keys, stage).walk(path)
        return out.getvalue()

    def test_page(self) -> None:
        """
        Prose is shown without its markup, and programs with what they really say.
        """
        said = self.walk(PAGE)
        self.assertIn("\nTitle\n=====\n\nA paragraph of */* two lines:\n\n    code *a*\n", said)
        self.assertIn("    $ printf 'a\\nb\\n'\n    a\n    b\n", said)
        self.assertIn("    $ cat\n    > hello\n    hello\n    > ^D\n", said)
        self.assertTrue(said.endswith("The end.\n"))

    def test_real(self) -> None:
        """
        What is shown is the program's answer, not the book's.
        """
        said = self.walk("See::\n\n    $ echo yes\n    no\n")
        self.assertIn("    yes\n", said)
        self.assertNotIn("no\n", said)

    def test_missing(self) -> None:
        """
        Where a program is missing, what the book shows is shown, and said to be so.
        """
        self.patch(shutil, "which", lambda name: None)
        said = self.walk("See::\n\n    $ curl http://127.0.0.1:8000/\n    Hello!\n")
        self.assertIn("curl is not installed (apt-get install curl)", said)
        self.assertIn("    Hello!\n", said)

    def test_server(self) -> None:
        """
        A step runs, is talked to, shows its terminal again, and is stopped.
        """
        need("nc")
        said = self.walk(
            "A::\n\n    $ python -m lessons.step1\n    listening on 127.0.0.1:8000\n    …\n\n"
            "B::\n\n    $ printf 'hello\\r\\nquit\\r\\n' | nc 127.0.0.1 8000\n    …\n\n"
            "C::\n\n    $ python -m lessons.step1\n    …\n    > ^C\n"
        )
        self.assertIn("    You said: hello\n    Goodbye.\n", said)
        self.assertIn("it still runs", said)
        self.assertRegex(said, r"127\.0\.0\.1:\d+ left\n    > \^C\n\Z")


class KeyboardTests(SynchronousTestCase):
    """
    The command in a terminal.
    """

    def test_keys(self) -> None:
        """
        A key goes on, s skips to the next section, q quits and leaves no process.
        """
        need("telnet")
        child = pexpect.spawn(
            sys.executable,
            ["-m", "lessons", "walk", "1"],
            cwd=str(ROOT),
            encoding="utf-8",
            timeout=30,
            env={"PATH": str(Path(sys.executable).parent), "TERM": "dumb", "LC_ALL": "C.UTF-8"},
        )
        self.addCleanup(child.close, force=True)
        child.expect_exact("You can start a server")
        child.send("s")
        child.expect_exact("What is new")
        child.send("s")
        child.expect_exact("Start the step in one terminal")
        child.send("\r")
        child.expect_exact("$ python -m lessons.step1 --wire")
        child.send("\r")
        child.expect(r"listening on 127\.0\.0\.1:(\d+)")
        port = re.sub(r"\D", "", child.match[1])
        child.expect_exact("Ctrl-C")
        child.send("q")
        child.expect(pexpect.EOF)
        child.close()
        self.assertEqual(child.exitstatus, 0)
        import socket

        with socket.socket() as probe:
            self.assertNotEqual(probe.connect_ex(("127.0.0.1", int(port))), 0)
