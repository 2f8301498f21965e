"""
What C{check} and C{watch} tell: which exercises, which message, and what comes next.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.command.check import runChecks
from lessons.command.checkreport import Outcome, Report
from lessons.command.console import Console
from lessons.command.verdict import showReport, tellVerdict
from lessons.exercises.checks.messagelayout import MESSAGE_ROWS
from lessons.syllabus.course import ROOT, Step, findUntouched
from lessons.syllabus.progress import Progress, Record, write
from lessons.trouble import Trouble

SENT = "{}, requirement 1: It works.\n\nIt does not.\n\nsent:\n    a\n\nThe rule: {}"
BROKEN = "Python cannot read lessons/exercises/step1.py, line 3:\n    if (\n       ^"
SEED = "EXERCISE_SEED=7 python -m lessons check"


def report(*failing: str, message: str = SENT) -> Report:
    """
    What the checks of step 1 have found.

    @param failing: the exercises whose first requirement is not met; its second is
        then not reached.
    """
    outcomes = []
    for number in "1.1", "1.2", "1.3":
        verdicts = ("failed", "skipped") if number in failing else ("passed", "passed")
        for index, verdict in enumerate(verdicts, 1):
            said = message.format(number, number) if verdict == "failed" else ""
            outcomes.append(Outcome(number, f"Title {number}", index, "It works.", verdict, said))
    return Report("lessons/exercises/step1.py", "7", outcomes)


class ReportTests(SynchronousTestCase):
    """
    The list of the exercises with their marks, and the message of the first that is not
    met.
    """

    def show(
        self,
        found: Report,
        untouched: Sequence[str] = (),
        every: bool = False,
        isBrief: bool = False,
    ) -> str:
        """
        Show a report, and return what is printed.
        """
        out = StringIO()
        showReport(Console(out), found, set(untouched), every, isBrief)
        return out.getvalue()

    def test_list(self) -> None:
        """
        Every requirement is listed, and what a hyphen means is said where there is one.
        """
        said = self.show(report("1.2"))
        self.assertIn("1.1 Title 1.1\n  ok     1 It works.\n  ok     2 It works.\n", said)
        self.assertIn("1.2 Title 1.2\n  FAILED 1 It works.\n  -      2 It works.\n", said)
        self.assertIn("\n  -      not reached\n", said)
        self.assertNotIn("not reached", self.show(report()))

    def test_inHand(self) -> None:
        """
        The message is that of the first exercise which somebody has worked on.
        """
        found = report("1.1", "1.2", "1.3")
        self.assertIn("The rule: 1.1", self.show(found))
        said = self.show(found, ["1.1", "1.3"])
        self.assertIn("The rule: 1.2", said)
        self.assertEqual(said.count("The rule:"), 1)
        self.assertIn("Not shown: 1.1, 1.3. All: python -m lessons check 1 --all\n", said)
        self.assertIn("The rule: 1.1", self.show(found, ["1.1", "1.2", "1.3"]))

    def test_every(self) -> None:
        """
        All messages are shown where that is asked for.
        """
        said = self.show(report("1.1", "1.3"), every=True)
        self.assertEqual(said.count("The rule:"), 2)
        self.assertNotIn("Not shown", said)

    def test_brief(self) -> None:
        """
        Where the screen is to hold the exercise in hand, those that are passed or
        untouched have one line, as has what is not reached.
        """
        said = self.show(report("1.2", "1.3"), ["1.3"], isBrief=True)
        self.assertTrue(
            said.startswith(
                "lessons/exercises/step1.py\n"
                "\n1.1 Title 1.1: passed\n"
                "\n1.2 Title 1.2\n  FAILED 1 It works.\n  -      1 more, not reached\n"
                "\n1.3 Title 1.3: not begun\n"
                "\n------"
            ),
            said,
        )
        self.assertNotIn("Not shown", said)
        self.assertNotIn(SEED, said)

    def test_briefUntouched(self) -> None:
        """
        Where nothing has been begun, the first exercise is the one in hand.
        """
        said = self.show(report("1.1", "1.2", "1.3"), ["1.1", "1.2", "1.3"], isBrief=True)
        self.assertIn("\n1.1 Title 1.1\n  FAILED", said)
        self.assertIn("\n1.2 Title 1.2: not begun\n1.3 Title 1.3: not begun\n", said)

    def test_seed(self) -> None:
        """
        How to get the same words again is said, where words were made up.
        """
        said = self.show(report("1.1"))
        self.assertIn("The same again: ", said)
        self.assertIn(f"\nThe same again: {SEED} 1.1\n", said)
        self.assertNotIn(SEED, self.show(report("1.1", message=BROKEN)))
        gone = "{}, requirement 1: It works.\n\nstep1.py has no makeFactory any more {}"
        self.assertNotIn(SEED, self.show(report("1.1", message=gone)))


class VerdictTests(SynchronousTestCase):
    """
    The last line, which says what came of it.
    """

    def verdict(
        self, found: Report, exercise: str, passed: Sequence[str] = (), isBrief: bool = False
    ) -> str:
        """
        Tell the verdict.

        @param exercise: the one that was checked; empty for all.
        @param passed: the exercises that are known to be passed.
        @param isBrief: whether the requirement is told again.
        """
        path = Path(self.mktemp())
        write(path, {number: Record(passed=True) for number in passed})
        out = StringIO()
        progress = Progress(self.fail, path)
        tellVerdict(Console(out), progress, Step("1"), found, exercise, set(), isBrief)
        return out.getvalue()

    def test_step(self) -> None:
        """
        A step is told in numbers, with the walk through the next one, or a hint.
        """
        every = ["1.1", "1.2", "1.3", "1.4", "1.5"]
        self.assertEqual(
            self.verdict(report(), "", every),
            "\nStep 1: 3 of 3 passed. Next: python -m lessons walk 2\n",
        )
        self.assertEqual(
            self.verdict(report("1.2", "1.3"), ""),
            "\nStep 1: 1 of 3 passed. A hint: python -m lessons hint 1.2\n",
        )

    def test_brief(self) -> None:
        """
        Where what comes before may have left a small screen, the requirement that is
        not met is told once more.
        """
        said = self.verdict(report("1.2"), "", isBrief=True)
        self.assertTrue(said.startswith("1.2, requirement 1: "), said)
        self.assertNotIn("requirement", self.verdict(report(), "", isBrief=True))

    def test_screen(self) -> None:
        """
        From the message on, which may be as long as messages are, a verdict fits a screen
        of 24 rows: the first message alone is shown unless all are asked for.
        """
        long = "{}, requirement 1: {}\n\nsent:" + "\n    a" * (MESSAGE_ROWS - 3)
        found = report("1.1", "1.2", "1.3", message=long)
        out = StringIO()
        showReport(Console(out), found, set(), every=False, isBrief=False)
        said = out.getvalue() + self.verdict(found, "")
        rows = said.splitlines()
        first = next(index for index, row in enumerate(rows) if row.startswith("-----"))
        self.assertEqual(len(rows) - first, 24)
        self.assertIn(f"{SEED} 1.1", said)

    def test_exercise(self) -> None:
        """
        An exercise is told by its number, with the way to its solution.
        """
        why = "Why it works, and another way: python -m lessons solution 1.1\n"
        self.assertEqual(
            self.verdict(report(), "1.1", ["1.1"]),
            f"\n1.1 passed. Next: python -m lessons next\n{why}",
        )
        self.assertEqual(
            self.verdict(report(), "1.1", ["1.1", "1.2", "1.3", "1.4", "1.5"]),
            f"\n1.1 passed. Next: python -m lessons walk 2\n{why}",
        )
        self.assertEqual(
            self.verdict(report("1.1"), "1.1"),
            "\n1.1 is not passed yet. A hint: python -m lessons hint 1.1\n",
        )


class FileTests(SynchronousTestCase):
    """
    The student's file, as the report speaks of it.
    """

    def setUp(self) -> None:
        """
        Let a step have another file.
        """
        self.step = Step("1")
        self.file = Path(self.mktemp())
        self.patch(Step, "exercises", self.file)

    def test_untouched(self) -> None:
        """
        What is as it was handed out is found, exercise by exercise.
        """
        numbers = {section.number for section in self.step.sections}
        pristine = self.step.pristine.read_text()
        self.file.write_text(pristine)
        self.assertEqual(findUntouched(self.step), numbers)
        self.file.write_text(pristine.replace("# TODO 1.2", "# 1.2"))
        self.assertEqual(findUntouched(self.step), numbers - {"1.2"})
        self.file.write_bytes(b"\xff")
        self.assertEqual(findUntouched(self.step), set())

    def test_deleted(self) -> None:
        """
        A file that is gone is told with the command that brings it back.
        """
        self.patch(Step, "exercises", ROOT / "lessons/exercises/gone.py")
        error = self.assertRaises(Trouble, runChecks, self.step)
        self.assertIn("lessons/exercises/gone.py is not there any more", str(error))
        self.assertIn("`python -m lessons reset 1` brings it back", str(error))
