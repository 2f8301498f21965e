"""
Files of students: the command checks whatever is in one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator

from lessons.syllabus.progress import HEADING
from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind
from tests.badinput.terminal import steering
from tests.badinput.trial import Trial
from tests.lessons.command.checkout import Checkout
from tests.support.warm import Warm

#: Seconds until a check that does not end is a fault: what the command gives it, and some more.
CHECK_PATIENCE = 90
#: Characters that one check may print.
MOST = 40_000

#: What the command remembers, below its heading.
PROGRESS = (
    b"1.1 passed\n1.2 hints 2\n2.a passed, hints 3, solution\nclients.3 skipped\n"
    b"quiz3 right 1 2 3, wrong 4\n"
)

FILES = ["step0", "step1", "step2", "step3", "step4", "step5", "step7", "step8"]

#: What a file may do when it is imported, or where its functions run.
STATEMENTS = [
    "while True: pass",
    "import time; time.sleep(10 ** 6)",
    "print('x' * 10 ** 7)",
    "print('\\x1b[2J\\x1b]0;zzq\\x07\\x9b6n')",
    "import sys; sys.stderr.write('\\x1b[2J' * 1000)",
    "import os; os.write(1, b'\\x1b[2J\\0\\xff'); os.write(2, b'\\x1b[2J\\0\\xff')",
    "import os; os._exit(0)",
    "raise SystemExit('\\x1b[2J')",
    "raise KeyboardInterrupt",
    "raise Exception('\\x1b[2J\\0\\ud800' * 100)",
    "raise type('\\x1b[2J', (Exception,), {})('x')",
    "class E(Exception):\n    def __str__(self): raise self\nraise E",
    "class E(BaseException):\n    def __str__(self): return 3\nraise E",
    "def f(): f()\nf()",
    "x = []\nwhile True: x.append(bytes(10 ** 6))",
    "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "import sys; sys.stdout.close(); sys.stderr.close()",
    "import sys; sys.modules.clear()",
    "import builtins; builtins.print = None; builtins.len = None",
    "assert False, '\\u202e<zzq>'",
    "import threading; threading.Thread(target=lambda: [1 for _ in iter(int, 1)]).start()",
    "import os; os.kill(os.getpid(), 40)",
    "import os; os.fork()",
    "from twisted.internet import reactor; reactor.run()",
    "x = 9 ** 9 ** 9",
    "\\x1b[2J",
    "'\x1b[2J'; nothing",
    "\t'\x9b2J\x07\u202e'; nothing",
    "nothing  # \x1b]0;zzq\x07",
    "return '\x1b[2J",
    "# -*- coding: utf-16 -*-",
    "# -*- coding: \x1b[2J -*-",
    "import zzq",
    "import \x1b",
    "(" * 300,
    "[" * 5000 + "]" * 5000,
    "x = " + "-" * 20_000 + "1",
    "x = " + "1 + " * 20_000 + "1",
    "x = " + "9" * 10_000,
    "f'{'" * 30,
    "\0",
    "\x0c",
    "\r",
    "\ufeff",
    "async def",
    "match",
]


def makeSource(chance: Chance, source: bytes) -> bytes:
    """
    Make up what a student may have left in a file.
    """
    if chance.often(0.6):
        source = insert(chance, source)
    if chance.often(0.4):
        source = chance.mangled(source, 2)
    if chance.often(0.1):
        source = source.decode("utf-8", "replace").encode(
            chance.choice(["utf-16", "latin-1"]), "replace"
        )
    if chance.often(0.02):
        source = chance.randbytes(2000)
    return source


def insert(chance: Chance, source: bytes) -> bytes:
    """
    Put a statement into a file: anywhere, mostly as deep as the line that is there.
    """
    lines = source.split(b"\n")
    at = chance.randint(0, len(lines) - 1)
    line = lines[at]
    margin = line[: len(line) - len(line.lstrip())] if chance.often(0.8) else b""
    statement = chance.choice(STATEMENTS).encode("utf-8", "surrogatepass")
    new = [margin + each for each in statement.split(b"\n")]
    return b"\n".join([*lines[:at], *new, *lines[at:]])


class ExercisesTrial(Trial):
    """
    Files that students have worked in.
    """

    name = "exercises"
    about = "files of exercises, to the command"
    short = 2

    def start(self) -> None:
        """
        Make a checkout, in a folder of its own.
        """
        self.checkout = Checkout(self.resources.enter_context(tempfile.TemporaryDirectory()))

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Check one file, or read one progress file.
        """
        self.tried += 1
        if chance.often(0.2):
            yield from self.remembered(chance)
            return
        step = chance.choice(FILES)
        if chance.often(0.5):
            self.checkout.solve(step)
        path = self.checkout.exercises(step)
        before = path.read_bytes()
        path.write_bytes(makeSource(chance, before))
        try:
            if chance.often(0.7):
                yield from self.run("check", step.removeprefix("step"), "--all")
            else:
                yield from self.run("next")
        finally:
            pristine = self.checkout.path / "lessons/exercises/pristine" / path.name
            path.write_bytes(pristine.read_bytes())

    def remembered(self, chance: Chance) -> Iterator[Fault]:
        """
        Have the command read what it remembers, where somebody has written into that.
        """
        heading = f"{HEADING}\n".encode()
        self.checkout.progress.write_bytes(heading + chance.mangled(PROGRESS))
        yield from self.run(chance.choice(["map", "next"]))
        self.checkout.progress.unlink(missing_ok=True)

    def run(self, command: str, *arguments: str) -> Iterator[Fault]:
        """
        Run the command, and look at what it has printed.
        """
        process = Warm(
            [sys.executable, "-m", "lessons", command, *arguments],
            cwd=self.checkout.path,
            env=self.checkout.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            out, _ = process.communicate(timeout=CHECK_PATIENCE)
        except subprocess.TimeoutExpired:
            yield Fault(Kind.ANSWER, f"not over after {CHECK_PATIENCE} s")
            return
        finally:
            process.kill()
            process.wait()
        yield from judgePrinted(out.decode("utf-8", "replace"), process.returncode)


def judgePrinted(text: str, status: int) -> Iterator[Fault]:
    """
    Tell what is wrong with what the command has printed.
    """
    if status not in (0, 1):
        yield Fault(Kind.ANSWER, f"the status {status}: {text[-500:]}")
    if "Traceback (most recent call last)" in text and "lessons/command/" in text:
        yield Fault(Kind.LOG, text[-3000:])
    if len(text) > MOST:
        yield Fault(Kind.ANSWER, f"{len(text):,} characters: {text[:300]}")
    for found in steering(text):
        yield Fault(Kind.TERMINAL, found)
