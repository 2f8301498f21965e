"""
C{check --teacher}: a student is in a class.
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from textwrap import dedent

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons import exercises
from lessons.classroom.membership import join
from lessons.command.checkreport import Outcome, Report
from lessons.command.checksentence import FAILED_ITSELF, OTHER, sentenceOf
from lessons.command.teacher import LEAVE_CLASS, messagesOf
from lessons.exercises import wording
from lessons.exercises.wording import CHECK_FAILED, RAISED, WRONG_BYTE
from lessons.language import _, ofExercise, spoken
from tests.lessons.classroom.test_class import ClassTestCase
from tests.lessons.command.checkout import Checkout
from tests.support.terminals import Spawn

PROSE = """\
3.1, requirement 1: An HTTP/1.0 connection stays open when the client asks for
it.

The server has closed the connection, but should have left it open.
sent in one piece:
    GET / HTTP/1.0\\r\\n
The rule: where a client sends keep-alive, the connection persists.
"""
REQUIREMENT = "An HTTP/1.0 connection stays open when the client asks for it."


def outcome(exercise: str, verdict: str, message: str = PROSE, number: int = 1) -> Outcome:
    """
    Make what one check has found.
    """
    return Outcome(exercise, "A title", number, REQUIREMENT, verdict, message)


def checksMessages() -> list[str]:
    """
    Find whatever the checks may say: the sentences in their code.
    """
    modules = [*Path(exercises.__file__).parent.glob("checks/*.py"), Path(wording.__file__)]
    nodes = [node for path in modules for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    found = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return [text for text in found if isinstance(text, str) and text[:1].isupper()]


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
            "The server has closed the connection, but should have left it open.",
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

    def test_standsAlone(self) -> None:
        """
        A sentence that points at what is shown beside it is told in another way: as what came,
        and what should have come, where that can be seen.
        """
        shown = (
            "sent:\n    QUIT\\r\\n\nreceived:\n    You said: QUIT\\r\\n\n    ^\n"
            "expected:\n    (1 line before)\n    Goodbye.\\r\\n\n"
        )
        quoted = 'It has "You said: QUIT", where "Goodbye." should be.'
        for said, following, expected in (
            (WRONG_BYTE, shown, quoted),
            (WRONG_BYTE, "", OTHER),
            (WRONG_BYTE, shown.replace("You said", "/home/ada/step1.py"), OTHER),
            (WRONG_BYTE, shown.replace("You said", str(Path.home())), OTHER),
            (CHECK_FAILED, "for your teacher:\n    case.py: KeyError\n", FAILED_ITSELF),
            (RAISED, "NameError: name 'x' is not defined, in step1.py\n", RAISED),
        ):
            message = f"3.1, requirement 1: {REQUIREMENT}\n\n{said}\n{following}"
            self.assertEqual(sentenceOf(outcome("3.1", "failed", message)), expected)

    def test_everyMessage(self) -> None:
        """
        Whatever the checks say, in any language, what is told of it points at nothing that only
        the student sees.
        """
        self.addCleanup(spoken.use, spoken.name)
        for name, pointing in ("en", r"\b(caret|above|line below)\b"), ("zh_CN", r"\^|下面这一行"):
            spoken.use(name)
            heading = _("{exercise}, requirement {number}: {requirement}").format(
                exercise="3.1", number=1, requirement=ofExercise(REQUIREMENT)
            )
            for text in checksMessages():
                told = sentenceOf(outcome("3.1", "failed", f"{heading}\n\n{_(text)}\n"))
                self.assertNotRegex(told, pointing)

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
        return self.type("check", *arguments)

    def type(self, *arguments: str) -> pexpect.spawn:
        """
        Type a command in the student's checkout, in a terminal.
        """
        child = Spawn(
            sys.executable,
            ["-m", "lessons", *arguments],
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
        is told later needs no question; and nothing more is told of whoever leaves.
        """
        teacher = f"http://127.0.0.1:{self.room.port}"
        code = self.code()
        child = self.check("1.1", "--teacher", teacher)
        child.expect_exact("The code of the class")
        child.sendline(code.lower())
        for name in "", "ada":
            child.expect_exact("What do you want to be called there?")
            child.sendline(name)
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
        self.assertNotIn("was told", self.end(self.check("1.1", "--teacher", LEAVE_CLASS)))
        self.assertFalse(self.membership.exists())

    def test_noName(self) -> None:
        """
        Whoever says no name is asked three times.
        """
        child = self.check("1.1", "--teacher", "127.0.0.1:1/K7PX")
        for _time in range(3):
            child.expect_exact("What do you want to be called there?")
            child.sendline("")
        self.assertIn("a name has up to", self.end(child))

    def test_watch(self) -> None:
        """
        C{watch} takes the address as well, and then watches.
        """
        address = f"127.0.0.1:{self.room.port}/{self.code()}"
        words = "1.1", "--teacher", address, "--name", "ada", "--yes"
        child = self.type("watch", *words)
        child.expect_exact("was told")
        child.expect_exact("Enter check again")
        child.send("q")
        self.end(child)
        self.assertIn("at 1.1", self.look("part"))

    def test_noTeacher(self) -> None:
        """
        A teacher's page that is gone, and one that was never there, do not affect the verdict;
        what is not the address of a class is said not to be one.
        """
        self.membership.write_text(
            dedent("""\
            {"teacher": "http://127.0.0.1:1", "code": "K7PX", "name": "ada",
             "student": "0123456789abcdef0123456789abcdef"}
            """)
        )
        said = self.end(self.check("1.1"))
        self.assertIn("1.1 is not passed yet.", said)
        self.assertIn("127.0.0.1:1, was not told: nothing answers there: is the", said)
        self.membership.unlink()
        address = "http://127.0.0.1:1/K7PX"
        said = self.end(self.check("1.1", "--teacher", address, "--name", "ada", "--yes"))
        self.assertIn("was not told", said)
        self.assertFalse(self.membership.exists())
        said = self.end(self.check("1.1", "--teacher", "ftp://127.0.0.1/"))
        self.assertIn("is not the address of a class", said)
