"""
The machinery of the checks, with files that a student might write.
"""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent
from typing import NoReturn

from twisted.trial.unittest import SynchronousTestCase

from lessons.exercises.checks import limits, requirements
from lessons.exercises.checks.responsereader import readResponses
from lessons.exercises.checks.subject import EXERCISES, Subject
from tests.lessons.exercises import sample
from tests.lessons.exercises.studentfile import PROGRAM, MachineryTestCase
from tests.support.process import ROOT


class MachineryTests(MachineryTestCase):
    """
    What becomes of what a student writes.
    """

    def test_right(self) -> None:
        """
        A right answer passes every check.
        """
        said = self.check(PROGRAM.format("self.transport.write(data)"))
        self.assertEqual(set(said.values()), {""})

    def test_requirement(self) -> None:
        """
        The requirement is the docstring's first paragraph, without markup.
        """
        self.assertIn("9.9, requirement 1: What is sent comes back.\n\n", self.says("pass"))

    def test_dependence(self) -> None:
        """
        What rests on a requirement that is not met, even indirectly, is skipped; what does not is
        checked.
        """
        said = self.check(PROGRAM.format("pass"))
        reason = "skipped: not checked yet: first requirement"
        self.assertEqual(said["test_2_further"], f"{reason} 1 of 9.9")
        self.assertEqual(said["test_3_alone"], "")
        self.assertEqual(said["test_4_last"], f"{reason} 2 of 9.9")

    def test_silence(self) -> None:
        """
        No answer is told in words, with and without a close.
        """
        self.assertIn("the connection is still open", self.says("pass"))
        closed = self.says("self.transport.loseConnection()")
        self.assertIn("The server closed the connection before it answered", closed)

    def test_exception(self) -> None:
        """
        An exception is told with the student's own line, and no other.
        """
        said = self.says("self.transport.wirte(data)")
        self.assertIn("Your program raised an exception.", said)
        self.assertIn("line 6, in dataReceived:\n    self.transport.wirte(data)", said)
        self.assertIn("AttributeError", said)
        self.assertIn("spelled differently", said)
        self.assertNotIn("checks/", said)

    def test_text(self) -> None:
        """
        Text where bytes must be is told in words.
        """
        self.assertIn(
            "What goes over a connection is bytes", self.says("self.transport.write('a')")
        )

    def test_logged(self) -> None:
        """
        An exception that Twisted has only logged is told as well.
        """
        said = self.says(
            """
            from twisted.internet.defer import Deferred
            from twisted.logger import Logger
            waiting = Deferred()
            waiting.addCallback(lambda one: 1 / 0)
            waiting.addErrback(lambda failure: Logger().failure("oh", failure))
            waiting.callback(1)
            self.transport.write(data)
            """
        )
        self.assertIn("ZeroDivisionError: division by zero", said)

    def test_endless(self) -> None:
        """
        An endless loop ends, with the line on which it was.
        """
        self.patch(limits, "LIMIT", 0.2)
        said = self.says("while True:\n    pass")
        self.assertIn("still busy after 0.2 seconds, in line", said)

    def test_endlessAndCaught(self) -> None:
        """
        An endless loop that catches what interrupts it once ends as well.
        """
        self.patch(limits, "LIMIT", 0.2)
        self.patch(limits, "AGAIN", 0.1)
        said = self.says(
            """
            try:
                while True: pass
            except:
                pass
            self.transport.write(data)
            """
        )
        self.assertIn("still busy", said)

    def test_printed(self) -> None:
        """
        What the student prints to find out is in the message.
        """
        said = self.says("print('looking at', data)")
        self.assertIn("your program printed:\n    looking at b'a'", said)

    def test_noName(self) -> None:
        """
        A name that the checks need, and that is gone, is named.
        """
        said = self.check("x = 1")["test_1_echo"]
        self.assertIn("has no makeFactory any more", said)
        self.assertIn("python -m lessons reset 9.9", said)

    def test_unreadable(self) -> None:
        """
        A file that cannot be read or run fails once; everything else is skipped.
        """
        for source, message in [
            ("def f(:\n", "def f(:\n          ^"),
            ("import nonsense\n", "There is no module 'nonsense'"),
            ("x = y\n", "line 1, in <module>:\n    x = y\nNameError: name 'y' is not defined"),
            ("a\0b\n", "null bytes"),
            ("raise SystemExit(0)\n", "SystemExit"),
            ("if 1:\n  x\n y\n", "IndentationError"),
            ("if 1:\n        x\n\ty\n", "TabError"),
            ("if 1:\n        x\n\ty\n", "and never with tabs."),
        ]:
            said = self.check(source)
            self.assertIn(message, said["test_1_echo"])
            others = [said[name] for name in sorted(said)[1:]]
            self.assertEqual({text[:8] for text in others}, {"skipped:"}, source)

    def test_endlessFile(self) -> None:
        """
        A file whose import never ends is told with the line that it is at.
        """
        self.patch(limits, "LIMIT", 0.2)
        said = self.check("while True:\n    pass\n")["test_1_echo"]
        self.assertIn("cannot be imported", said)
        self.assertIn("still busy", said)

    def test_giveUp(self) -> None:
        """
        A program that catches every interruption ends the process, in words.
        """
        source = dedent(
            """
            from pathlib import Path
            from lessons.exercises.checks import limits
            limits.LIMIT = 0.1
            with limits.TimeLimit(Path(__file__)):
                while True:
                    try:
                        while True:
                            try:
                                while True: sum(range(9))
                            except: pass
                    except: pass
            """
        )
        path = self.mktemp() + ".py"
        with open(path, "w") as file:
            file.write(source)
        ended = subprocess.run(
            [sys.executable, path],
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            env={"PYTHONPATH": str(ROOT)},
        )
        self.assertEqual(ended.returncode, 3, ended.stderr)
        self.assertIn("still busy after 0.1 s, and it catches every interruption", ended.stderr)

    def test_random(self) -> None:
        """
        What is made up depends on the seed and the requirement, and on nothing else.
        """
        subject = Subject(EXERCISES / "step99.py", "x = 1")

        def word(seed: str, name: str) -> str:
            self.patch(requirements, "SEED", seed)
            test = sample.SampleTests(name)
            test.given = subject
            test.setUp()
            return test.word()

        self.assertEqual(word("1", "test_1_echo"), word("1", "test_1_echo"))
        words = {word(seed, name) for seed in "123" for name in ("test_1_echo", "test_3_alone")}
        self.assertGreater(len(words), 4)

    def test_freshProgram(self) -> None:
        """
        Each delivery meets a program that has just been started.
        """
        said = self.check(
            "seen = []\n" + PROGRAM.format("seen.append(data); answer(self)") + ANSWER
        )
        self.assertEqual(said["test_1_echo"], "")


ANSWER = """
def answer(server):
    server.transport.write(b"a" * len(seen[-1]) if len(seen) == 1 else b"again")
"""


class ResponseTests(SynchronousTestCase):
    """
    HTTP as the checks read it: what is wrong with an answer is said, and where.
    """

    def says(self, answer: bytes, method: bytes = b"GET") -> str:
        """
        Let a server answer with certain bytes.

        @return: what is wrong with them, and where; empty if nothing.
        """
        connection = RecordedConnection(answer)
        try:
            readResponses(connection, [method], "")  # type: ignore[arg-type]
        except AssertionError as error:
            return str(error)
        return ""

    def test_right(self) -> None:
        """
        In a well-formed answer nothing is found wrong: with a length, in chunks, to HEAD,
        after a 100, or with a 204.
        """
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
        self.assertEqual(self.says(head + b"ab"), "")
        self.assertEqual(self.says(head, b"HEAD"), "")
        self.assertEqual(self.says(b"HTTP/1.1 100 Continue\r\n\r\n" + head + b"ab"), "")
        self.assertEqual(self.says(b"HTTP/1.1 204 No Content\r\n\r\n"), "")
        chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        self.assertEqual(self.says(chunked + b"2\r\nab\r\n0\r\n\r\n"), "")

    def test_wrong(self) -> None:
        """
        Each mistake is named, with the offset of its first byte.
        """
        head = b"HTTP/1.1 200 OK\r\n"
        chunked = head + b"Transfer-Encoding: chunked\r\n\r\n"
        for answer, problem in [
            (b"", "0 No answer came"),
            (b"hello\r\n\r\n", "0 This is not a status line."),
            (b"HTTP/1.1 200\r\n\r\n", "0 This is not a status line."),
            (head, "17 The head of the answer does not end."),
            (head[:-2] + b"\n\r\n", "15 A line ends in LF alone"),
            (head + b"A b\r\n\r\n", "17 This is not a field line."),
            (head + b"A : b\r\n\r\n", "17 This is not a field line."),
            (head + b"Content-Length: x\r\n\r\n", "33 The Content-Length is not a number."),
            (head + b"Content-Length: 2\r\n\r\na", "33 The Content-Length announces 2 bytes"),
            (
                head + b"Content-Length: 1\r\n\r\nab",
                "39 Content-Length says 1, but 2 bytes follow the empty line.",
            ),
            (
                head + b"Content-Length: 5\r\n\r\n" + "hellö".encode() + head,
                "43 Content-Length says 5, but 6 bytes follow the empty line (ö is one character "
                "and 2 bytes).",
            ),
            (head + b"Content-Length: 0\r\n\r\n" + head, "38 More bytes follow"),
            (chunked + b"x\r\n", "47 This is not a chunk size."),
            (chunked + b"1\r\nab\r\n", "51 No CR LF ends the chunk here."),
        ]:
            self.assertIn(problem, self.says(answer), answer)


class RecordedConnection:
    """
    What a server has said, without the server.
    """

    isOpen = True

    def __init__(self, received: bytes) -> None:
        self.received = received

    def fail(self, problem: str, rule: str, at: int) -> NoReturn:
        """
        @raise AssertionError: with the place, the problem and the rule.
        """
        raise AssertionError(f"{at} {problem} {rule}")
