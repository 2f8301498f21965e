"""
Programs that begin at once: they must not be able to tell.
"""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from tests.support import warm
from tests.support.process import PROGRAM_PATIENCE, ROOT, StepProcess, hasEnded, poll
from tests.support.terminals import Spawn

#: Says all that a program can know of itself.
PROBE = """
import gc, json, os, resource, signal, sys, threading
streams = sys.stdin, sys.stdout, sys.stderr
named = lambda process: "own" if process == os.getpid() else process
print(json.dumps({
    "command": [sys.argv, sys.orig_argv, str(sys.flags)],
    "place": [os.getcwd(), sys.path, __name__, __file__, __spec__.name, __package__],
    "main": sys.modules["__main__"].__file__,
    "environment": dict(os.environ),
    "process": [os.getppid(), *map(named, (os.getpgrp(), os.getsid(0))), os.umask(0)],
    "terminal": [
        [e.isatty(), e.isatty() and named(os.tcgetpgrp(e.fileno()))] for e in streams
    ],
    "files": sorted(os.listdir("/proc/self/fd")),
    "streams": [
        [e.encoding, e.errors, e.line_buffering, e.write_through, e.fileno()] for e in streams
    ],
    "signals": [str(signal.getsignal(n)) for n in range(1, 32)],
    "limits": [resource.getrlimit(n) for n in range(12)],
    "python": [gc.isenabled(), gc.get_threshold(), threading.active_count(), sys.gettrace()],
    "ours": [name for name in sys.modules if name.startswith(("lessons", "server", "tests"))],
    "reactor": "twisted.internet.reactor" in sys.modules,
    "typed": sys.stdin.read(),
}))
print("trouble", file=sys.stderr)
sys.exit(3)
"""
#: Starts that one in four ways, and says what it is then; and which of them began at once.
STARTER = """
import json, os, subprocess, sys
for isStrict in True, False:
    python = [sys.executable, *["-b"] * isStrict, "-m"]
    for isSession in False, True:
        done = subprocess.run(
            [*python, "probe", "a"],
            input=b"typed",
            capture_output=True,
            start_new_session=isSession,
        )
        told = json.loads(done.stdout)
        told["process"][0] = told["process"][0] == os.getpid()
        print(json.dumps([done.returncode, done.stderr.decode(), told]))
    print(subprocess.check_output([*python, "begun"]).decode(), end="", file=sys.stderr)
"""
BEGUN = "import sys; print('at once' if 'twisted' in sys.modules else 'anew')"


class WarmTests(SynchronousTestCase):
    """
    A program that a waiting process becomes, beside one that starts by itself.
    """

    def setUp(self) -> None:
        """
        Write a program that tells what it can see of its own start. Here, programs begin at once
        where all others are to begin cold as well.
        """
        if cold := os.environ.pop("COLD", ""):
            self.addCleanup(os.environ.__setitem__, "COLD", cold)
        self.folder = Path(self.mktemp()).absolute()
        self.folder.mkdir()
        (self.folder / "probe.py").write_text(PROBE)

    def said(self, environment: Mapping[str, str] | None, isCold: bool) -> tuple[int, Any, str]:
        """
        Run the program.

        @return: its status, what it knows, and its errors.
        """
        run: Any = subprocess.run if isCold else warm.run
        read, write = os.pipe()
        with os.fdopen(read), os.fdopen(write):
            done = run(
                [sys.executable, "-m", "probe", "a", "-b", ""],
                timeout=PROGRAM_PATIENCE,
                cwd=self.folder,
                env=environment,
                input="typed ü",
                capture_output=True,
                encoding="utf-8",
                pass_fds=[write],
            )
        return done.returncode, json.loads(done.stdout), done.stderr

    def test_alike(self) -> None:
        """
        It has the same command line, folder, files, streams, environment, limits and signals,
        the same parent and group; and nothing of ours that it has not imported itself.
        """
        bare = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
        for environment in None, bare, bare | {"PYTHONPATH": str(ROOT)}:
            alone = self.said(environment, isCold=True)
            self.assertEqual(alone[0], 3)
            self.assertEqual(self.said(environment, isCold=False), alone)

    def test_starts(self) -> None:
        """
        What the command of the course starts is as what another program starts: it has its
        options, and a session where it is to have one; and what checks begins at once.
        """
        (self.folder / "checkstwice.py").write_text(STARTER)
        (self.folder / "begun.py").write_text(BEGUN)
        command = [sys.executable, "-m", "checkstwice"]
        options: dict[str, Any] = {
            "cwd": self.folder,
            "capture_output": True,
            "timeout": PROGRAM_PATIENCE,
            "encoding": "utf-8",
        }
        alone, here = subprocess.run(command, **options), warm.run(command, **options)
        self.assertEqual(here.stdout.splitlines(), alone.stdout.splitlines())
        self.assertEqual(len(here.stdout.splitlines()), 4)
        self.assertEqual((here.stderr, alone.stderr), ("at once\nanew\n", "anew\nanew\n"))

    def test_endsWithUs(self) -> None:
        """
        A program that ends with whoever starts it does so.
        """
        (self.folder / "checkstwice.py").write_text(
            "import signal, subprocess, sys\n"
            f"sys.path.append({str(ROOT)!r})\n"
            "from server.childcommand import endsWithParent\n"
            "command = endsWithParent(sys.executable, *sys.argv[1:], '-m', 'waits')\n"
            "print(subprocess.Popen(command).pid, flush=True)\n"
            "signal.pause()\n"
        )
        (self.folder / "waits.py").write_text("import signal; signal.pause()")
        for option in [], ["-b"]:
            command = [sys.executable, "-m", "checkstwice", *option]
            with warm.Warm(command, cwd=self.folder, stdout=subprocess.PIPE) as process:
                assert process.stdout
                started = int(process.stdout.readline())
                self.assertFalse(hasEnded(started))
                process.kill()
            poll(partial(hasEnded, started))

    def seen(self, unbuffered: str, isCold: bool) -> str:
        """
        Run the program in a terminal of its own.

        @return: all that is printed there.
        """
        kind = pexpect.spawn if isCold else Spawn
        child = kind(
            sys.executable,
            ["-m", "probe", "a"],
            cwd=str(self.folder),
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            timeout=PROGRAM_PATIENCE,
            encoding="utf-8",
        )
        child.sendline("typed")
        child.sendeof()
        child.expect(pexpect.EOF)
        child.close()
        self.assertEqual(child.exitstatus, 3)
        return str(child.before)

    def test_terminal(self) -> None:
        """
        In a terminal it has all that too, and is the one to which the terminal's keys go.
        """
        for unbuffered in "", "1":
            alone = self.seen(unbuffered, isCold=True)
            self.assertIn('"terminal": [[true, "own"], [true, "own"], [true, "own"]]', alone)
            self.assertEqual(self.seen(unbuffered, isCold=False), alone)

    def test_hungUp(self) -> None:
        """
        Whoever closes its terminal has hung up on it.
        """
        (self.folder / "waits.py").write_text("import signal; print('here'); signal.pause()")
        child = Spawn(sys.executable, ["-m", "waits"], cwd=str(self.folder))
        self.assertTrue(warm.isWarm(child.args, {}))
        child.expect("here")
        child.close()
        self.assertEqual(child.signalstatus, signal.SIGHUP)

    def test_hungUpBefore(self) -> None:
        """
        Whoever closes its terminal before the program has made it its own has hung up on it.
        """
        command = [sys.executable, "-m", "lessons.step1", "--port", "0"]
        ours, its = pty.openpty()
        os.close(ours)
        try:
            pid = warm.startInTerminal(command, dict(os.environ), str(ROOT), its)
        finally:
            os.close(its)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), -signal.SIGHUP)

    def test_missing(self) -> None:
        """
        A module that does not exist is reported in Python's words.
        """
        command = [sys.executable, "-m", "nosuchmodule"]
        options: dict[str, Any] = {
            "cwd": self.folder,
            "capture_output": True,
            "timeout": PROGRAM_PATIENCE,
        }
        alone, here = subprocess.run(command, **options), warm.run(command, **options)
        self.assertEqual((here.returncode, here.stderr), (alone.returncode, alone.stderr))

    def test_ours(self) -> None:
        """
        A step of this checkout is a copy of a process that has imported what is ours, and says
        nothing else than one that has not; a module of that name elsewhere is not.
        """
        lessons = self.folder / "lessons"
        lessons.mkdir()
        (lessons / "__init__.py").touch()
        (lessons / "step99.py").write_text(
            "import sys; print([it for it in sys.modules if it.startswith('server')], __file__)"
        )
        command = [sys.executable, "-m", "lessons.step99"]
        options: dict[str, Any] = {"capture_output": True, "timeout": PROGRAM_PATIENCE}
        told = warm.run(command, cwd=self.folder, **options)
        self.assertEqual(told.stdout.decode(), f"[] {lessons / 'step99.py'}\n")
        for module in "lessons.step9", "lessons.step15", "server":
            program = warm.readProgram([sys.executable, "-m", module])
            assert program
            self.assertTrue(warm.kindOf(program, {}, str(ROOT)).hasOurs)
            self.assertFalse(warm.kindOf(program, {}, str(self.folder)).hasOurs)
            wrong = [sys.executable, "-m", module, "--port", "x"]
            alone, here = (run(wrong, cwd=ROOT, **options) for run in (subprocess.run, warm.run))
            self.assertEqual((here.returncode, here.stderr), (alone.returncode, alone.stderr))

    def test_isChild(self) -> None:
        """
        It is a child of this process: a signal ends it, and its status is known. Each one has
        a process of its own.
        """
        with StepProcess("lessons.step1") as one, StepProcess("lessons.step1") as other:
            self.assertIsInstance(one.process, warm.Warm)
            self.assertNotEqual(one.process.pid, other.process.pid)
            self.assertEqual(one.stop(signal.SIGKILL), -signal.SIGKILL)
            self.assertIsNone(other.process.poll())
            self.assertEqual(other.stop(), 0)

    def test_threads(self) -> None:
        """
        Several threads may start programs at a time; each gets its own.
        """
        with ThreadPoolExecutor() as threads:
            command = [sys.executable, "-m", "lessons.step1", "--port"]
            started = [
                threads.submit(
                    warm.run, [*command, f"x{number}"], PROGRAM_PATIENCE, capture_output=True
                )
                for number in range(6)
            ]
        for number, done in enumerate(each.result() for each in started):
            self.assertEqual(done.returncode, 2)
            self.assertIn(b"x%d" % number, done.stderr)

    def test_cold(self) -> None:
        """
        What only a new Python can do is left to one: another Python, options for it, a program
        that is not a module, and every program where somebody wants that.
        """
        command = [sys.executable, "-m", "lessons"]
        self.assertTrue(warm.isWarm(command, {}, []))
        for other in (["python3", "-m", "lessons"], [sys.executable, "-I", "-m", "lessons"]):
            self.assertFalse(warm.isWarm(other, {}, []))
        self.assertFalse(warm.isWarm(command, {"LD_PRELOAD": "faketime"}, []))
        self.patch(os, "environ", os.environ | {"COLD": "1"})
        self.assertFalse(warm.isWarm(command, {}, []))
