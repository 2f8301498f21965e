"""
C{walk}: a walkthrough with real programs.
"""

from __future__ import annotations

import re
import shutil
import socket
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from textwrap import dedent

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons.book import Exchange
from lessons.book.page import Heading, Part, Text, readPage
from lessons.command.console import Console
from lessons.command.keys import Keys
from lessons.command.walk import ending
from lessons.command.walkpage import Walk
from lessons.command.walkstage import WalkStage
from lessons.syllabus.course import Step, allExercises
from lessons.syllabus.progress import Progress, Record, write
from tests.support.needs import need
from tests.support.process import ROOT
from tests.support.quotes import blocksOf
from tests.support.steps import LESSONS, STEPS
from tests.support.terminals import Spawn

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
    A walkthrough becomes texts to read and blocks to play, in its order.
    """

    def read(self, text: str) -> list[Part]:
        """
        Read a page, given its text.
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

    def test_silent(self) -> None:
        """
        A comment and the mark that code follows are not parts; a row of a table is.
        """
        parts = self.read(".. Why\n   so.\n\n::\n\n    code\n\n==  ==\n..  a\n==  ==\n")
        self.assertEqual(parts[0], Text(("    code",), isLiteral=True, isCode=True))
        self.assertEqual(parts[1:], [Text(("==  ==", "..  a", "==  =="), isLiteral=True)])

    def test_quotes(self) -> None:
        """
        What a step quotes from its program is shown line by line, as it is.
        """
        for step in STEPS:
            path = LESSONS / f"{step}.rst"
            shown = [
                each.lines for each in readPage(path) if isinstance(each, Text) and each.isCode
            ]
            quotes = [tuple(f"    {line}" for line in block) for block in blocksOf(path)]
            self.assertEqual(shown, quotes, step)

    def test_everyWalkthrough(self) -> None:
        """
        Every walkthrough of the course can be read in this way, with all its
        transcripts.
        """
        from lessons.book import readTranscripts

        for path in {*(ROOT / "lessons").rglob("*.rst")} - {LESSONS / "readme.rst"}:
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
            Walk(Console(out), keys, stage).walk(path)
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

    def test_leftOut(self) -> None:
        """
        What is for a reader at two terminals is left out, up to the next section.
        """
        section = (
            "If nothing happens\n------------------\n\nGone.\n\n::\n\n    $ echo gone\n    gone\n"
        )
        said = self.walk(f"Before.\n\n{section}\nAfter\n-----\n\nHere.\n")
        self.assertEqual(said, "\nBefore.\n\nAfter\n-----\n\nHere.\n")

    def test_table(self) -> None:
        """
        A table keeps its columns where its markup is left out.
        """
        rule = "=====  ====="
        rows = "*one*  two\n``3``  four\n5      ``6``"
        said = self.walk(f"A table:\n\n{rule}\n{rows}\n{rule}\n")
        self.assertIn(f"{rule}\none    two\n3      four\n5      6\n{rule}\n", said)

    def test_colons(self) -> None:
        """
        Before code, one colon of two is left, and none where there is a blank before them.
        """
        said = self.walk("One::\n\n    1\n\nTwo. ::\n\n    2\n\n::\n\n    3\n")
        self.assertEqual(said.strip(), "One:\n\n    1\n\nTwo.\n\n    2\n\n    3")

    def test_link(self) -> None:
        """
        Of a link to another text, its words are shown.
        """
        said = self.walk("See :doc:`step4`, and :doc:`the\nothers <channelfaults>` as well.\n")
        self.assertIn("See step4, and the others as well.\n", said)

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
        with socket.create_server(("127.0.0.1", 0)) as other:  # so that ours is another
            page = (
                "A::\n\n    $ python -m lessons.step1\n    listening on 127.0.0.1:PORT\n    …\n\n"
                "B::\n\n    $ printf 'hello\\r\\nquit\\r\\n' | nc 127.0.0.1 PORT\n    …\n\n"
                "C::\n\n    $ python -m lessons.step1\n    …\n    > ^C\n"
            )
            said = self.walk(page.replace("PORT", str(other.getsockname()[1])))
        self.assertIn("    You said: hello\n    Goodbye.\n", said)
        self.assertIn("it is still running", said)
        self.assertRegex(said, r"127\.0\.0\.1:\d+ left\n    > \^C\n\Z")

    def test_takenPort(self) -> None:
        """
        Where the book's port is taken, the walk says which one it uses.
        """
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            page = f"A::\n\n    $ python -m lessons.step1\n    listening on 127.0.0.1:{port}\n"
            said = self.walk(page)
        match = re.search(rf"\(port {port} is taken, so this walk uses (\d+)\)\n", said)
        assert match is not None, said
        self.assertIn(f"    listening on 127.0.0.1:{match[1]}\n", said)
        self.assertNotIn("is taken", self.walk(page))


class EndTests(SynchronousTestCase):
    """
    What is said at the end of a walk.
    """

    def ending(self, page: str, passed: Sequence[str] = ()) -> str:
        """
        Come to the end of a page.

        @param passed: the exercises that are passed.
        """
        path = Path(self.mktemp())
        write(path, {number: Record(passed=True) for number in passed})
        return ending(ROOT / "lessons" / page, Progress(self.fail, path))

    def test_step(self) -> None:
        """
        After a step come its exercises; after those, its quiz, or the next step.
        """
        first, third = ([section.number for section in Step(step).sections] for step in ("1", "3"))
        self.assertEqual(
            self.ending("step1.rst"), "End of step 1. Next, its exercises: python -m lessons watch"
        )
        self.assertEqual(
            self.ending("step2.rst"),
            "End of step 2. Next, its exercises: python -m lessons watch 2",
        )
        self.assertEqual(
            self.ending("step1.rst", first), "End of step 1. Next: python -m lessons walk 2"
        )
        self.assertEqual(
            self.ending("step1.rst", [*first, "2.1"]),
            "End of step 1. Next: python -m lessons next",
        )
        self.assertEqual(
            self.ending("step3.rst", third),
            "End of step 3. Next, a quiz: python -m lessons quiz 3",
        )

    def test_beside(self) -> None:
        """
        The clients share their exercises; the programs to warm up with have none.
        """
        self.assertEqual(
            self.ending("clients/webcat.rst"),
            "End of webcat. Next, its exercises: python -m lessons watch clients",
        )
        self.assertEqual(
            self.ending("reactor/calllater.rst"), "End of calllater. Next: python -m lessons"
        )

    def test_everything(self) -> None:
        """
        Where every exercise is passed, and no quiz is left, nothing comes next.
        """
        every = [section.number for _, section in allExercises()]
        path = Path(self.mktemp())
        records = {number: Record(passed=True) for number in every}
        write(path, records | {f"quiz.{step}": Record(skipped=True) for step in (3, 8, 15)})
        said = ending(ROOT / "lessons/step15.rst", Progress(self.fail, path))
        self.assertEqual(said, "End of step 15. Every exercise is passed.")


class KeyboardTests(SynchronousTestCase):
    """
    C{walk} in a terminal, with a reader who presses keys.
    """

    def walk(self, *arguments: str, terminal: str = "dumb") -> pexpect.spawn:
        """
        Begin a walk, in a terminal.
        """
        path = str(Path(sys.executable).parent)
        child = Spawn(
            sys.executable,
            ["-m", "lessons", "walk", *arguments],
            cwd=str(ROOT),
            encoding="utf-8",
            timeout=30,
            env={"PATH": path, "TERM": terminal, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"},
        )
        self.addCleanup(child.close, force=True)
        return child

    def end(self, child: pexpect.spawn) -> None:
        """
        Wait for the end, which must be a good one.
        """
        child.expect(pexpect.EOF)
        child.close()
        self.assertEqual(child.exitstatus, 0)

    def test_keys(self) -> None:
        """
        A key goes on, s skips to the next section, q quits and leaves no process.
        """
        need("telnet")
        child = self.walk("1")
        child.expect_exact("This walk runs the programs itself")
        child.expect_exact("read lessons/step1.rst")
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
        with socket.socket() as probe:
            self.assertNotEqual(probe.connect_ex(("127.0.0.1", int(port))), 0)

    def test_place(self) -> None:
        """
        A screen shows how far the walk is, while it waits.
        """
        child = self.walk("runreactor", terminal="xterm")
        for place in "(1 of 11)", "(2 of 11)":
            child.expect_exact(place)
            child.send("\r")
        child.expect_exact("(3 of 11)")
        child.send("q")
        self.end(child)

    def test_type(self) -> None:
        """
        The reader types; what differs is shown and asked for again, Enter alone takes the
        book's line, and Ctrl-C is for the program where the book presses it.
        """
        command = "python -m lessons.reactor.runreactor"
        child = self.walk("runreactor", "--type")
        child.expect_exact("You type the commands")
        child.expect_exact("You can start")
        child.send("s")
        child.expect_exact("The reactor is")
        child.send("s")
        child.expect_exact("Start it")
        child.send("\r")
        child.expect_exact(f"Type: {command}")
        child.sendline(command.replace("reactor.", "reactro."))
        column = len("    $ python -m lessons.react")
        child.expect_exact(f"\r\n{' ' * column}^\r\n      {command}\r\n")
        child.sendline("")
        child.expect_exact(f"    $ {command}\r\n")
        child.expect_exact("running: it waits for something to happen")
        child.expect_exact("Press Ctrl-C")
        child.expect_exact("    > ")  # from here on the line is read
        child.sendintr()
        child.expect_exact("after: the reactor has stopped")
        child.send("q")
        self.end(child)

    def test_turn(self) -> None:
        """
        t lets the reader type from here on, and q instead of a line quits.
        """
        child = self.walk("runreactor")
        child.expect_exact("You can start")
        child.send("t")
        child.expect_exact("From here on you type.")
        child.send("s")
        child.expect_exact("The reactor is")
        child.send("s")
        child.expect_exact("Start it")
        child.send("\r")
        child.expect_exact("Type: python")
        child.sendline("q")
        self.end(child)
