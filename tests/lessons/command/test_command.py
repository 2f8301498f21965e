"""
The command, as a student runs it, in a copy of the checkout.
"""

from __future__ import annotations

import re

from twisted.trial.unittest import SynchronousTestCase

from lessons.syllabus.course import allExercises
from lessons.syllabus.progress import HEADING
from tests.lessons.command.checkout import Checkout

RIGHT = 'if line.lower() == b"quit":'
TODO = """        # TODO 1.1: recognise quit in any mixture of small letters and capitals.
        if line == b"quit":"""


class CommandTests(SynchronousTestCase):
    """
    Each command once, with what a student would do before it.
    """

    def setUp(self) -> None:
        """
        Make a copy of the course.
        """
        self.checkout = Checkout(self.mktemp())

    def run_(self, *arguments: str, status: int = 0, **own: str) -> str:
        """
        Run the command.

        @return: what it printed.
        """
        got, said = self.checkout.run(*arguments, **own)
        self.assertEqual(got, status, said)
        self.assertNotIn("Traceback", said)
        return said

    def test_map(self) -> None:
        """
        Without a command, it shows the steps, and how to go on.
        """
        said = self.run_()
        self.assertIn("1 0/5 a connection is a stream of bytes", said)
        self.assertIn("Next: exercise 0.1, how exercises are done", said)
        self.assertIn(
            "quizzes     after step 3: 0/12, after step 8: 0/12, after step 15: 0/12", said
        )
        self.assertIn("python -m lessons walk 1", said)
        self.assertIn("python -m lessons watch", said)

    def test_mapFits(self) -> None:
        """
        With the prompt below it, the map fits a screen of 24 rows; the programs to warm up
        with come first.
        """
        rows = self.run_(COLUMNS="80").splitlines()
        self.assertLessEqual(len(rows), 23)
        self.assertLessEqual(max(map(len, rows)), 80)
        self.assertRegex(rows[1], "^reactor .*walk runreactor$")

    def test_narrow(self) -> None:
        """
        In a narrow terminal no line is longer than it.
        """
        said = self.run_(COLUMNS="40")
        self.assertLessEqual(max(map(len, said.splitlines())), 48)
        self.assertLessEqual(max(map(len, said.splitlines()[:20])), 40)

    def test_ascii(self) -> None:
        """
        Where the output is ASCII, nothing fails.
        """
        for arguments in ((), ("next",), ("hint", "1.1"), ("walk", "13")):
            self.run_(*arguments, PYTHONIOENCODING="ascii")

    def test_next(self) -> None:
        """
        The next exercise is shown with its task, its file and its line; it is the one that
        watch begins with.
        """
        self.assertIn("0.1 how exercises are done (about 2 minutes)", self.run_("next"))
        self.checkout.solve("step0")
        self.assertIn("Next: python -m lessons walk 1", self.run_("check", "0.1"))
        said = self.run_("next")
        self.assertIn("1.1 quit, however it is spelled (about 5 minutes)", said)
        self.assertIn("People type QUIT and Quit as well.", said)
        line = re.search(r"edit +lessons/exercises/step1\.py, line (\d+)", said)
        assert line is not None
        source = self.checkout.exercises("step1").read_text().splitlines()
        self.assertIn("Exercise 1.1", source[int(line[1]) - 1])

    def test_check(self) -> None:
        """
        A check fails with status 1, passes with 0, and is remembered.
        """
        said = self.run_("check", "1.1", status=1)
        self.assertIn(str(self.checkout.exercises("step1")), said)
        self.assertIn('FAILED 1 "QUIT" ends the conversation', said)
        self.assertIn("The rule: quit, however it is spelled", said)
        self.checkout.change("step1", TODO, RIGHT.rjust(len(RIGHT) + 8))
        said = self.run_("check", "1.1")
        self.assertNotIn("FAILED", said)
        self.assertIn("1.1 passed", self.checkout.progress.read_text())
        self.assertIn("1 1/5 ", self.run_())
        self.assertIn("1.2 number the lines", self.run_("next"))

    def test_checkStep(self) -> None:
        """
        All exercises of a step are listed; one message is shown, or all.
        """
        said = self.run_("check", "1", status=1)
        self.assertIn("1.4 Who is there", said)
        self.assertEqual(said.count("The rule:"), 1)
        self.assertIn("Not shown: 1.2, 1.3, 1.4, 1.5. All: python -m lessons check 1 --all", said)
        self.assertTrue(
            said.endswith("Step 1: 0 of 5 passed. A hint: python -m lessons hint 1.1\n")
        )
        self.assertEqual(self.run_("check", "1", "--all", status=1).count("The rule:"), 5)

    def test_solved(self) -> None:
        """
        With the reference solutions, every step passes.
        """
        for step in sorted(self.checkout.path.glob("lessons/exercises/solutions/[a-z]*.py")):
            self.checkout.solve(step.stem)
            self.run_("check", step.stem.removeprefix("step"))
        for quiz in ("3", "8", "15"):
            self.assertIn(f"python -m lessons quiz {quiz}\n", self.run_("next"))
            self.assertIn("is left out", self.run_("quiz", quiz, "--skip"))
        self.assertIn("Every exercise is passed.", self.run_("next"))
        self.assertIn("after step 8: skipped", self.run_())

    def test_brokenFile(self) -> None:
        """
        A file that Python cannot read is told with the line and a caret.
        """
        self.checkout.change("step1", TODO, "        if (")
        said = self.run_("check", "1.1", status=1)
        self.assertIn("Python cannot read lessons/exercises/step1.py, line", said)
        self.assertIn("^", said)
        self.assertIn("SyntaxError", said)

    def test_exit(self) -> None:
        """
        A file that ends the program does not end the checks.
        """
        self.checkout.change("step1", "PROTOCOLS = {", "raise SystemExit(0)\nPROTOCOLS = {")
        said = self.run_("check", "1", status=1)
        self.assertIn("cannot be imported", said)
        self.assertIn("raise SystemExit(0)", said)

    def test_bytesAndText(self) -> None:
        """
        Bytes that are compared with text are told in words.
        """
        self.checkout.change("step1", TODO, TODO.replace('b"quit"', '"quit"'))
        said = self.run_("check", "1.1", status=1)
        self.assertIn("BytesWarning: Comparison between bytes and string", said)
        self.assertIn('write b"quit"', said)

    def test_seed(self) -> None:
        """
        With the same seed, the checks send the same.
        """
        sent = [self.run_("check", "1.2", status=1, EXERCISE_SEED="7") for _ in range(2)]
        self.assertEqual(sent[0], sent[1])
        self.assertIn("EXERCISE_SEED=7", sent[0])
        self.assertNotEqual(sent[0], self.run_("check", "1.2", status=1, EXERCISE_SEED="8"))

    def test_hints(self) -> None:
        """
        Hints come one after the other; one can be named.
        """
        levels = [self.run_("hint", "1.2").splitlines()[0] for _ in range(4)]
        self.assertEqual(
            [level[:10] for level in levels[:3]], [f"1.2 hint {n}" for n in (1, 2, 3)]
        )
        self.assertEqual(levels[2], levels[3])
        self.assertIn("where to look", self.run_("hint", "1.2", "1"))
        self.assertIn("1.2 hints 3", self.checkout.progress.read_text())

    def test_solution(self) -> None:
        """
        The solution is shown after a pass, or when it is asked for.
        """
        said = self.run_("solution", "2.2", status=1)
        self.assertIn("not passed yet", said)
        self.assertNotIn("escape(", said)
        asked = self.run_("solution", "2.2", "--anyway")
        self.assertIn("from html import escape", asked)
        self.assertIn("cross-site scripting", asked)
        self.assertIn("What a professional would do", asked)
        self.checkout.solve("step2")
        self.run_("check", "2.2")
        self.assertEqual(self.run_("solution", "2.2"), asked)

    def test_reset(self) -> None:
        """
        One exercise is put back, the others stay, and a backup is kept.
        """
        untouched = self.checkout.exercises("step1").read_text()
        self.checkout.solve("step1")
        solved = self.checkout.exercises("step1").read_text()
        self.run_("check", "1")
        self.run_("hint", "1.1", "3")
        said = self.run_("reset", "1.1")
        self.assertIn("Not passed any more: 1.1.\n", said)
        self.assertIn("is kept in lessons/exercises/step1.py.1. To get it back:\n", said)
        back = "  cp lessons/exercises/step1.py.1 lessons/exercises/step1.py\n"
        self.assertIn(f"{back}  python -m lessons check 1.1\n", said)
        backup = self.checkout.exercises("step1").with_name("step1.py.1")
        self.assertEqual(backup.read_text(), solved)
        now = self.checkout.exercises("step1").read_text()
        self.assertIn("# TODO 1.1", now)
        self.assertIn("self.count += 1", now)
        progress = self.checkout.progress.read_text()
        self.assertNotIn("1.1", progress)
        self.assertIn("1.2 passed", progress)
        said = self.run_("reset", "1")
        self.assertIn("step1.py.2", said)
        self.assertIn("Not passed any more: 1.2, 1.3, 1.4, 1.5.\n", said)
        self.assertEqual(self.checkout.exercises("step1").read_text(), untouched)
        said = self.run_("reset", "1")
        self.assertIn("nothing to do", said)
        self.assertNotIn("any more", said)

    def test_resetWithoutRuler(self) -> None:
        """
        Where an exercise cannot be found any more, the whole file can be put back, even where it
        is gone.
        """
        self.checkout.change("step1", "# ---- Exercise 1.2: number the lines ----\n", "")
        said = " ".join(self.run_("reset", "1.2", status=1).split())
        self.assertIn("it is older than this exercise, or the line was changed", said)
        self.assertIn("copy that part", said)
        self.assertIn("out of lessons/exercises/pristine/step1.py", said)
        self.assertIn("`python -m lessons reset 1` puts the whole file back", said)
        self.run_("reset", "1")
        self.assertIn("1.2: number the lines ----", self.checkout.exercises("step1").read_text())
        self.checkout.exercises("step1").unlink()
        self.assertIn("nothing to do", self.run_("reset", "1"))
        self.assertTrue(self.checkout.exercises("step1").exists())

    def test_diff(self) -> None:
        """
        What a step changes, and what differs between any two.
        """
        said = self.run_("diff", "2")
        self.assertIn("--- lessons/step1.py\n+++ lessons/step2.py\n", said)
        self.assertIn("+class WebEcho(LineReceiver):", said)
        self.assertIn("--- lessons/step1.py\n+++ lessons/step3.py\n", self.run_("diff", "1", "3"))
        self.assertIn("nothing comes before step 1", self.run_("diff", "1", status=1))

    def test_wrongNames(self) -> None:
        """
        What does not exist is named, with what does.
        """
        self.assertIn("there is no step '99'", self.run_("check", "99", status=1))
        for command in ("watch", "check", "walk", "hint"):
            said = " ".join(self.run_(command, "quiz.3", status=1).split())
            self.assertIn("`python -m lessons quiz 3`", said)
        said = " ".join(self.run_("check", "1.9", status=1).split())
        self.assertIn("step 1 has 1.1, 1.2, 1.3, 1.4, 1.5", said)
        self.assertIn("which exercise of step 1?", self.run_("hint", "1", status=1))
        self.assertIn("there is no command 'sing'", self.run_("sing", status=2))

    def test_letters(self) -> None:
        """
        A step begins with its short exercises, which have letters, small ones or capitals.
        """
        self.assertIn("step 2 has 2.a, 2.b, 2.1, 2.2", self.run_("check", "2.9", status=1))
        self.assertIn("2.a A request without an answer", self.run_("check", "2.A", status=1))
        said = self.run_("check", "2", status=1)
        self.assertIn("Not shown: 2.b, 2.1, 2.2, 2.3, 2.4. All:", said)

    def test_clients(self) -> None:
        """
        The clients come after the steps, and their exercises are like any other.
        """
        self.assertIn("clients 0/5 the other end of the wire", self.run_())
        self.assertIn("clients.1, requirement 1:", self.run_("check", "clients", status=1))
        self.assertIn("clients.2 hint 1", self.run_("hint", "clients.2"))
        self.assertIn("clients.2 hints 1", self.checkout.progress.read_text())
        self.checkout.solve("clients")
        self.run_("check", "clients.2")
        self.assertIn("def findContent", self.run_("solution", "clients.2"))
        self.assertIn("lessons/exercises/clients.py.1", self.run_("reset", "clients.2"))
        self.run_("check", "clients.3")
        self.assertIn("clients 1/5", self.run_())

    def test_walkClients(self) -> None:
        """
        Each client has a walkthrough of its own, which is found by its name; whoever has only the
        clients left is told so.
        """
        self.assertIn("webcat3: log in", self.run_("walk", "webcat3"))
        said = self.run_("walk", "clients", status=1)
        names = "walk harness, updatecheck, validate, webcat,"
        self.assertIn(f"each has its own: {names}", " ".join(said.split()))
        self.assertIn("there is no step 'nothing'", self.run_("walk", "nothing", status=1))
        steps = [step for step in allExercises() if step[0].name != "clients"]
        lines = [f"{section.number} passed" for _, section in steps]
        lines += [f"quiz.{step} skipped" for step in (3, 8, 15)]
        self.checkout.progress.write_text("\n".join([HEADING, *lines, ""]))
        said = self.run_()
        self.assertIn("python -m lessons walk webcat ", said)
        self.assertNotIn("run clients", said)

    def test_wrongProgress(self) -> None:
        """
        A progress file that is wrong is told about, and everything else works.
        """
        self.checkout.progress.write_text("nonsense")
        for arguments, status in (((), 0), (("next",), 0), (("check", "1.1"), 1)):
            said = self.run_(*arguments, status=status)
            self.assertIn("note: progress.txt does not begin with", said)
        self.assertEqual(self.checkout.progress.read_text(), "nonsense")

    def test_run(self) -> None:
        """
        A step gets the rest of the command line.
        """
        self.assertIn("usage: python -m lessons.step2", self.run_("run", "2", "--help"))

    def test_program(self) -> None:
        """
        A student's file is there for whoever starts it before anything else.
        """
        self.checkout.exercises("step2").unlink()
        status, said = self.checkout.run("--help", module="lessons.exercises.step2")
        self.assertEqual(status, 0, said)
        self.assertIn("--exercise", said)

    def test_trial(self) -> None:
        """
        In a copy of the checkout, trial makes and checks that copy's file, and says so.
        """
        self.checkout.exercises("step1").unlink()
        status, said = self.checkout.run("lessons.exercises.test_step1", module="twisted.trial")
        self.assertEqual(status, 1)
        self.assertIn(f"checking {self.checkout.exercises('step1')}\nseed ", said)
        self.assertIn("printf 'QUIT\\r\\n' | timeout 2 nc", said)
        self.assertNotIn("Traceback", said)
        self.assertNotIn("exercises/checks/", said)
        self.assertIn("first requirement 1 of 1.1", said)
        self.checkout.solve("step1")
        status, said = self.checkout.run("lessons.exercises.test_step1", module="twisted.trial")
        self.assertEqual(status, 0, said)
