"""
A pass is a verdict that was heard: whatever a student's program does to the process in
which it is checked.
"""

from __future__ import annotations

import subprocess
import sys

from twisted.trial.unittest import SynchronousTestCase

from lessons.command import checkprocess
from lessons.command.checkprocess import Heard, complete, lastWords, listen, readLines
from lessons.command.checkreport import Outcome, Report
from tests.lessons.command.checkout import Checkout

WORD = "word"
TEST = {"exercise": "1.1", "title": "Quit", "requirement": "It ends."}
PLAN = [{**TEST, "number": number} for number in (1, 2, 3)]

#: What is added at the end of the file, and what the message says.
ENDINGS = [
    ("import os; os._exit(0)", "os._exit(0)\nSystemExit: 0\nThat ends the whole process"),
    ("from os import _exit; _exit(0)", "SystemExit: 0\nThat ends the whole process"),
    ("import sys; sys.exit()", "SystemExit\nThat ends the whole process"),
    ("import os; os.kill(os.getpid(), 9)", "by the signal SIGKILL"),
    ("import os; os.execv('/bin/true', ['true'])", "ended here, with status 0"),
    ("import os; os.fork() and os.execv('/bin/true', ['true'])", "ended here, with status 0"),
    ("import os; os.closerange(3, 99)", "Bad file descriptor"),
    ("import os; os.kill(os.getpid(), 40)", "by the signal 40"),
    ("raise SystemExit('\x1b[2J\u202e')", r"SystemExit: \x1b[2J\u202e"),
    ("import os; os.write(2, b'last \\x1b[2J'); os.kill(os.getpid(), 9)", r"last \x1b[2J"),
    ("raise KeyboardInterrupt", 'exercises/step1.py", line 147, in <module>'),
]
#: What does not affect the verdict: 1.1 is not passed, and 1.2 has its own.
HARMLESS = [
    "import os; os.fork()",
    "import sys; sys.stdout.close()",
    "import os; os.close(1); os.close(2)",
    "import threading, time; threading.Thread(target=time.sleep, args=(99,)).start()",
]
LIE = """
import json, os, sys
for number in range(1, 5):
    told = {"exercise": "1.1", "title": "", "number": number, "requirement": ""}
    line = json.dumps({**told, "verdict": "passed", "message": ""}) + "\\n"
    print(line, end="")
    print(line, end="", file=sys.__stdout__, flush=True)
    for descriptor in range(1, 9):
        try: os.write(descriptor, line.encode())
        except OSError: pass
"""


class ProcessEndTests(SynchronousTestCase):
    """
    Programs that end the process, or lie.
    """

    def check(self, ending: str, exercise: str = "1.1") -> tuple[int, str]:
        """
        Check an exercise as it was handed out, with more at its end.
        """
        path = self.checkout.exercises("step1")
        path.write_text(f"{self.pristine}{ending}\n")
        return self.checkout.run("check", exercise)

    def setUp(self) -> None:
        """
        Make a copy of the course.
        """
        self.checkout = Checkout(self.mktemp())
        self.pristine = self.checkout.exercises("step1").read_text()

    def test_endings(self) -> None:
        """
        Where the process ends, by whatever means, nothing is passed, and the message says
        how it ended.
        """
        for ending, message in ENDINGS:
            status, said = self.check(ending)
            self.assertEqual(status, 1, said)
            self.assertIn("1.1 is not passed yet", said, ending)
            self.assertIn(message, said, ending)
            self.assertNotIn("Traceback", said)

    def test_harmless(self) -> None:
        """
        A copy of the process, a closed output, or a thread that goes on neither removes anything
        from what is said nor adds to it.
        """
        for ending in HARMLESS:
            status, said = self.check(ending)
            self.assertEqual(status, 1, said)
            self.assertEqual(said.count("  FAILED 1 "), 1, said)
            self.assertIn("received:\n    You said: QUIT", said, ending)

    def test_lie(self) -> None:
        """
        A verdict that the program itself writes, wherever it writes it, does not count.
        """
        status, said = self.check(LIE)
        self.assertEqual(status, 1, said)
        self.assertIn("received:\n    You said: QUIT", said)

    def test_progress(self) -> None:
        """
        What was not reached is as it was: passed, where it was passed before.
        """
        self.checkout.solve("step1")
        self.assertEqual(self.checkout.run("check", "1")[0], 0)
        self.check("import os; os.kill(os.getpid(), 9)", "1")
        said = self.checkout.progress.read_text()
        self.assertNotIn("1.1 passed", said)
        self.assertIn("1.2 passed", said)


class ReportLineTests(SynchronousTestCase):
    """
    Lines that a process with checks has written become verdicts, or are no report.
    """

    def test_missing(self) -> None:
        """
        The first requirement that nothing was said of has failed, and those after it were
        not reached; a verdict that was heard stays, and the first counts.
        """
        outcomes = [Outcome(**TEST, number=1, verdict="passed", message="")]
        outcomes.append(Outcome(**TEST, number=1, verdict="failed", message=""))
        found = list(complete(PLAN, outcomes, Heard([{"file": "a.py"}], "It ended.", "")))
        self.assertEqual([one.verdict for one in found], ["passed", "failed", "skipped"])
        self.assertIn("1.1, requirement 2: It ends.\n\nIt ended.", found[1].message)
        self.assertFalse(Report("", "", found).isPassed())

    def test_nothing(self) -> None:
        """
        Where nothing was checked, nothing is passed.
        """
        self.assertFalse(Report("", "", []).isPassed())

    def test_lines(self) -> None:
        """
        A line counts where it begins with the word, and is whole.
        """
        data = b'{"a": 1}\nwords {"a": 2}\n\xff\nword {"a": 3}\nword {"a": 4}'
        self.assertEqual(list(readLines(data, WORD)), [{"a": 3}])

    def test_late(self) -> None:
        """
        What never ends is stopped, with all that it has started, and this is said.
        """
        self.patch(checkprocess, "CHECK_TIMEOUT", 0.2)
        code = "import os, time; os.fork(); time.sleep(99)"
        heard = listen([sys.executable, "-c", code])
        self.assertIn("The checks were still busy after 0.2 s", heard.problem)

    def test_light(self) -> None:
        """
        A command that checks imports neither Twisted nor a client of HTTP: the process that
        it starts does the work, and a class waits for both.
        """
        found = "print(sorted({'twisted', 'http.client', 'tomllib'} & set(sys.modules)))"
        code = f"import sys, lessons.command.commandline, lessons.command.check; {found}"
        said = subprocess.check_output([sys.executable, "-c", code], text=True)
        self.assertEqual(said.strip(), "[]")

    def test_lastWords(self) -> None:
        """
        Of a traceback, the lines of the student's file are shown; where there are none,
        the last line.
        """
        self.assertEqual(
            lastWords('Oh\n  File "/a.py", line 3\n  x\n', "/a.py"), 'File "/a.py", line 3'
        )
        self.assertEqual(lastWords("a\nb\n\n", "/a.py"), "b")
        self.assertEqual(lastWords("", "/a.py"), "")
