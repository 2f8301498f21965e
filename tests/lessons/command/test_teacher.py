"""
C{check --teacher}: a student is in a class.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from textwrap import dedent

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons.classroom.membership import join
from lessons.command.checkreport import Outcome, Report
from lessons.command.teacher import LEAVE, messagesOf, sentenceOf
from tests.lessons.classroom.test_class import ClassTestCase
from tests.lessons.command.checkout import Checkout

PROSE = """\
3.1, requirement 1: A connection of HTTP/1.0 stays open when the client asks
for it.

The server has closed the connection, and should have left it
open.
sent in one piece:
    GET / HTTP/1.0\\r\\n
The rule: where a client sends keep-alive, the connection persists.
"""
REQUIREMENT = "A connection of HTTP/1.0 stays open when the client asks for it."


def outcome(exercise: str, verdict: str, message: str = PROSE, number: int = 1) -> Outcome:
    """
    Make what one check has found.
    """
    return Outcome(exercise, "A title", number, REQUIREMENT, verdict, message)


class MessagesTests(SynchronousTestCase):
    """
    What is told of a report.
    """

    def test_sentence(self) -> None:
        """
        It is the check's own words, without the heading, and without what was sent.
        """
        self.assertEqual(
            sentenceOf(outcome("3.1", "failed")),
            "The server has closed the connection, and should have left it open.",
        )

    def test_noFile(self) -> None:
        """
        Nothing is told that names a file, or that is not text of one line.
        """
        for said in (
            "NameError: name 'x' is not defined, in lessons/exercises/step3.py, line 12.",
            "It has answered \x1b[31m.",
        ):
            message = f"3.1, requirement 1: {REQUIREMENT}\n{said}\n"
            self.assertEqual(sentenceOf(outcome("3.1", "failed", message)), "", said)

    def test_order(self) -> None:
        """
        What is passed comes first, and last the exercise that the student works on; what is
        as it was handed out is not told, nor what was not reached.
        """
        outcomes = [
            outcome("3.1", "failed"),
            outcome("3.2", "passed"),
            outcome("3.3", "passed"),
            outcome("3.3", "failed", number=2),
            outcome("3.4", "skipped"),
        ]
        ada = join("http://127.0.0.1:8080", "K7PX", "ada")
        told = messagesOf(ada, Report("step3.py", "1", outcomes), {"3.1"})
        self.assertEqual(
            [(one.exercise, one.passed) for one in told], [("3.2", True), ("3.3", False)]
        )
        self.assertEqual(told[1].requirement, REQUIREMENT)


class StudentTests(ClassTestCase):
    """
    A student's checkout, and a class on the same machine.
    """

    def setUp(self) -> None:
        """
        Begin the class, and make a checkout in which an exercise has begun.
        """
        super().setUp()
        self.checkout = Checkout(self.mktemp())
        self.membership = self.checkout.path / "class.json"

    def check(self, *arguments: str) -> pexpect.spawn:
        """
        Check an exercise in a terminal.
        """
        child = pexpect.spawn(
            sys.executable,
            ["-m", "lessons", "check", *arguments],
            cwd=str(self.checkout.path),
            encoding="utf-8",
            timeout=60,
            env={"PATH": str(Path(sys.executable).parent), "TERM": "dumb", "LC_ALL": "C.UTF-8"},
        )
        self.addCleanup(child.close, force=True)
        return child

    def end(self, child: pexpect.spawn) -> str:
        """
        Wait for the end.

        @return: what was said before.
        """
        child.expect(pexpect.EOF)
        child.close()
        return str(child.before)

    def test_joins(self) -> None:
        """
        The student is asked for code and name, is shown what would be sent, and decides. What
        is told later needs no question; and whoever leaves is told nothing of any more.
        """
        teacher = f"http://127.0.0.1:{self.room.port}"
        code = self.code()
        child = self.check("1.1", "--teacher", teacher)
        child.expect_exact("The code of the class")
        child.sendline(code.lower())
        child.expect_exact("What do you want to be called there?")
        child.sendline("ada")
        child.expect_exact("It is all that is sent")
        child.expect(r"\{[^}]*\}")
        shown = json.loads(child.match[0])
        self.assertEqual(
            (shown["name"], shown["exercise"], shown["passed"]), ("ada", "1.1", False)
        )
        self.assertNotIn(str(self.checkout.path), child.match[0])
        child.expect_exact("Send it? [y/n]")
        child.sendline("n")
        self.assertIn("Nothing was sent", self.end(child))
        self.assertFalse(self.membership.exists())
        self.assertIn("0 students", self.look("part"))
        said = self.end(
            self.check("1.1", "--teacher", f"{teacher}/{code}", "--name", "ada", "--yes")
        )
        self.assertIn("was told", said)
        self.assertIn("at 1.1", self.look("part"))
        address = f"{teacher}/{code}"
        self.end(self.check("1.1", "--teacher", address, "--name", "dora", "--yes"))
        self.assertIn("<bdi>dora</bdi>", self.look("part"))
        self.checkout.solve("step1")
        self.assertIn("was told", self.end(self.check("1")))
        self.assertIn("has passed 1.", self.look("part"))
        self.assertNotIn("was told", self.end(self.check("1.1", "--teacher", LEAVE)))
        self.assertFalse(self.membership.exists())

    def test_noTeacher(self) -> None:
        """
        A teacher's page that is gone, and one that was never there, take nothing from the
        verdict; what is not an address of a class is said to be none.
        """
        self.membership.write_text(
            dedent("""\
            {"teacher": "http://127.0.0.1:1", "code": "K7PX", "name": "ada",
             "student": "0123456789abcdef0123456789abcdef"}
            """)
        )
        said = self.end(self.check("1.1"))
        self.assertIn("1.1 is not passed yet.", said)
        self.assertIn("127.0.0.1:1, was not told", said)
        self.membership.unlink()
        address = "http://127.0.0.1:1/K7PX"
        said = self.end(self.check("1.1", "--teacher", address, "--name", "ada", "--yes"))
        self.assertIn("was not told", said)
        self.assertFalse(self.membership.exists())
        said = self.end(self.check("1.1", "--teacher", "ftp://127.0.0.1/"))
        self.assertIn("is not the address of a class", said)
