"""
What a student reads where the program, or a check, has raised an exception.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from textwrap import dedent

from twisted.internet.defer import Deferred, fail, succeed
from twisted.trial.reporter import TestResult

from lessons.exercises.checks import CheckFailed, limits, needs
from lessons.exercises.checks.subject import EXERCISES, Subject
from tests.lessons.exercises import sample
from tests.lessons.exercises.judging import folded
from tests.lessons.exercises.studentfile import PROGRAM, MachineryTestCase
from tests.support.process import ROOT


class ExplanationTests(MachineryTestCase):
    """
    Exceptions, and what they usually mean.
    """

    def test_look(self) -> None:
        """
        To print bytes, as they are, is not a mistake; to compare them with text is one.
        """
        said = self.underB("print('got', data); self.transport.write(data)")
        self.assertEqual(said, "")
        said = self.underB("if data == 'hello': pass")
        self.assertIn("BytesWarning", said)
        self.assertIn("b'hello' == 'hello' is never so: write b'hello'.", said)

    def underB(self, body: str) -> str:
        """
        Check a server in a process of its own, where Python warns of comparisons of
        bytes with text, as it does under the command.

        @return: the message for requirement 1.
        """
        code = (
            "from tests.lessons.exercises.studentfile import MachineryTestCase\n"
            f"print(MachineryTestCase('says').says({body!r}), end='')"
        )
        ended = subprocess.run(
            [sys.executable, "-b", "-c", code],
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            cwd=ROOT,
        )
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended.stdout

    def test_ownReactor(self) -> None:
        """
        Where a file imports the reactor, the message says that it does not run.
        """
        importing = "from twisted.internet import reactor\n"
        said = self.check(importing + PROGRAM.format("pass"))["test_1_echo"]
        self.assertIn("the checks have a clock of their own", folded(said))
        self.assertNotIn("clock", self.says("pass"))

    def test_calledTooEarly(self) -> None:
        """
        Where a result is called instead of a method, the line is named.
        """
        program = PROGRAM.format("self.transport.write(data)") + dedent(
            """
            from twisted.internet import task

            class Server(Server):
                def connectionMade(self):
                    task.Clock.callLater(clock, 0, self.nothing())
                    clock.advance(1)

                def nothing(self): pass

            clock = task.Clock()
            """
        )
        said = self.check(program)["test_1_echo"]
        self.assertIn("What is to be called later is named without ()", folded(said))

    def test_meanings(self) -> None:
        """
        What Python says is followed by what it usually means.
        """
        # A browser that the tests keep has a loop in this thread; a student's process has none.
        loop = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        self.addCleanup(asyncio._set_running_loop, loop)
        for body, means in [
            ("n += 1", "What has to last from one call to the next is an attribute"),
            ("{}[b'host']", ".get(b'host', []) an empty list."),
            ("data.decode('ascii') + b'\\xff'.decode('ascii')", '"replace") cannot fail.'),
            ("data + 'a'", ".decode() makes text of bytes"),
            ("data.split(b' ')[9]", "There are fewer parts than that"),
            ("one, two = data.split(b'!')", "partition always gives three"),
            ("one, two = b'a b c'.split()", "split(separator, 1) cuts only once."),
            ("int(b'', 16)", "and nothing at all is not one either"),
            ("1 <= data", "int(...) makes a number of bytes or text."),
            ("import asyncio; asyncio.get_running_loop()", "here the reactor of Twisted runs"),
            ("'a'.decode()", "This is text already"),
            ("b'a'.encode()", "These are bytes already"),
            ("{'a': 1}.pop('A')", ".pop('A', None) takes it out where it is"),
            ("self.peer", "Is super().connectionMade() gone?"),
        ]:
            self.assertIn(means, folded(self.says(body)), body)

    def test_unhandled(self) -> None:
        """
        An error of a Deferred that nobody has handled asks for the await, and whoever was
        cancelled is told what handles that; an error that is raised is asked for nothing.
        """
        asks = "nobody waited for it: is an await missing?"
        importing = "from twisted.internet.defer import CancelledError, fail; "
        for body, says, isAsked in [
            (importing + "fail(ValueError('no'))", "ValueError: no", True),
            (importing + "fail(CancelledError())", "reason.trap(CancelledError)", False),
            ("raise ValueError('no')", "ValueError: no", False),
        ]:
            said = folded(self.says(body))
            self.assertIn(says, said)
            self.assertEqual(asks in said, isAsked, body)

    def test_oneList(self) -> None:
        """
        Where Deferreds are given one by one, instead of in a list, the program never
        ends, and the message says why.
        """
        self.patch(limits, "LIMIT", 0.05)
        for name in "gatherResults", "DeferredList":
            program = f"from twisted.internet.defer import Deferred, {name}\n" + PROGRAM.format(
                f"{name}(Deferred(), Deferred())"
            )
            said = self.check(program)["test_1_echo"]
            self.assertIn("It wants one list: gatherResults([one, other])", folded(said), name)

    def test_deleted(self) -> None:
        """
        A class that was there, and is not any more, is named with its exercise; other
        names are not taken for one.
        """
        source = (EXERCISES / "pristine" / "step1.py").read_text("utf-8")
        begin, end = source.index("class LineCounter"), source.index("# ---- Exercise 1.3")
        for changed, means in [
            (source[:begin] + source[end:], "`python -m lessons reset 1.2` brings that exercise"),
            (source.replace("= Factory.for", "= Factroy.for"), ""),
            (source + "\nPrinter()\n", "a typing mistake, or a missing import?"),
        ]:
            self.assertIn(means, folded(Subject(EXERCISES / "step1.py", changed).problem))

    def test_net(self) -> None:
        """
        An exception in the checks' own code is never shown bare.
        """

        class BrokenTests(sample.SampleTests):
            __doc__ = sample.SampleTests.__doc__
            given = Subject(EXERCISES / "step99.py", PROGRAM.format("pass"))

            def test_1_echo(self) -> None:
                """
                Nobody can meet this.
                """
                int("two")

            @needs()
            def test_5_assert(self) -> None:
                """
                Nor this.
                """
                raise AssertionError("never")

        result = TestResult()
        for name in "test_1_echo", "test_5_assert":
            BrokenTests(name).run(result)
        self.assertEqual(result.failures, [])
        said = [failure.getTraceback() for _, failure in result.errors]  # type: ignore[union-attr]
        for text, line in zip(
            said, ["ValueError: invalid literal", "AssertionError: never"], strict=True
        ):
            self.assertIn("9.9, requirement", text)
            self.assertIn("The check itself has failed", text)
            self.assertRegex(
                text, rf"for your teacher:\n    test_explanations.py, line \d+: .*{line}"
            )
            self.assertNotIn("Traceback", text)

    def test_outside(self) -> None:
        """
        An exception of the student's that comes to light outside what is watched is told like any
        other.
        """

        class OutsideTests(sample.SampleTests):
            __doc__ = sample.SampleTests.__doc__
            given = Subject(EXERCISES / "step99.py", "def fail():\n    return 1 / 0\n")

            def test_1_echo(self) -> None:
                """
                What is sent comes back.
                """
                self.theirs("fail")()

        result = TestResult()
        OutsideTests("test_1_echo").run(result)
        self.assertEqual(result.errors, [])
        said = result.failures[0][1].getTraceback()  # type: ignore[attr-defined]
        self.assertIn("Your program raised an exception.", said)
        self.assertIn("line 2, in fail:\n    return 1 / 0\nZeroDivisionError", said)

    def test_resultOf(self) -> None:
        """
        What a Deferred of the student's has come to is told in words.
        """
        got: list[object] = []

        class ResultTests(sample.SampleTests):
            __doc__ = sample.SampleTests.__doc__
            given = Subject(EXERCISES / "step99.py", "x = 1")

            def test_1_echo(self) -> None:
                for waiting in succeed(3), Deferred[int](), fail(ValueError("no")):
                    try:
                        got.append(self.resultOf(waiting))
                    except CheckFailed as error:
                        got.append(str(error))

        ResultTests("test_1_echo").run(TestResult())
        self.assertEqual(got[0], 3)
        self.assertIn("there is nothing to wait for", folded(str(got[1])))
        self.assertIn("Your program raised an exception.\nValueError: no", str(got[2]))
