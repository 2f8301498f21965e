"""
C{python -m lessons replay}, as a process: it leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Semaphore

from twisted.trial.unittest import SynchronousTestCase

from lessons.replay import Answer, ClientStream, replay, servers
from lessons.replay.stepanswers import ask
from tests.support.process import PROGRAM_PATIENCE, ROOT, poll

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
#: Seconds that are waited for an answer: on a machine that is busy, it may take long.
WAIT = 30


@contextmanager
def temporary() -> Iterator[dict[str, str]]:
    """
    Let programs write their temporary files into a folder of their own.

    @return: the environment for them.
    """
    with tempfile.TemporaryDirectory() as folder:
        yield os.environ | {"TMPDIR": folder}


def running(folder: str) -> list[str]:
    """
    Find the processes whose data is in a folder.
    """
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"GREENHOUSE_DATA={folder}".encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:  # it has ended meanwhile
            continue
    return found


class EndTests(SynchronousTestCase):
    """
    However it ends, nothing is left behind.
    """

    def test_interrupted(self) -> None:
        """
        However it is ended, no step runs on, and no data stays.
        """
        for number, status in (signal.SIGINT, 130), (signal.SIGTERM, 143):
            with temporary() as environment:
                self.interrupt(environment, number, status)

    def test_killed(self) -> None:
        """
        Where it is killed, and can no longer clean up, the steps end all the same.
        """
        with temporary() as environment:
            process = self.start(environment)
            process.kill()
            process.communicate(timeout=PROGRAM_PATIENCE)
            poll(lambda: not running(environment["TMPDIR"]))

    def interrupt(self, environment: dict[str, str], number: signal.Signals, status: int) -> None:
        """
        Send a signal once several steps run.
        """
        folder = environment["TMPDIR"]
        process = self.start(environment)
        process.send_signal(number)
        said, _ = process.communicate(timeout=PROGRAM_PATIENCE)
        self.assertEqual((process.returncode, said), (status, b""))
        self.assertEqual((running(folder), os.listdir(folder)), ([], []))

    def start(self, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        """
        Begin a replay, and wait until several steps run.
        """
        name = Path(self.mktemp()).absolute()
        name.write_bytes(GET[:-2])
        process = subprocess.Popen(
            [sys.executable, "-m", "lessons", "replay", str(name), "--wait", "60"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.addCleanup(process.kill)
        poll(lambda: len(running(environment["TMPDIR"])) >= 3)
        return process

    def test_input(self) -> None:
        """
        A hyphen, or no name, is standard input: so another program may ask.
        """
        for name in ["-"], []:
            ended = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "lessons",
                    "replay",
                    *name,
                    "--json",
                    "--steps",
                    "3",
                    "--wait",
                    str(WAIT),
                ],
                cwd=ROOT,
                input=GET,
                capture_output=True,
                timeout=PROGRAM_PATIENCE,
            )
            self.assertEqual((ended.returncode, ended.stderr), (0, b""))
            self.assertEqual(json.loads(ended.stdout)[0]["status"], [200])

    def test_callback(self) -> None:
        """
        Each answer is handed over as it comes; at the end there are all, in order.
        """
        heard: list[Answer] = []
        answers = replay(ClientStream(GET), [3, 1], heard.append, WAIT)
        self.assertEqual([answer.step for answer in answers], [3, 1])
        self.assertEqual(sorted(answer.step for answer in heard), [1, 3])

    def test_late(self) -> None:
        """
        Once it is over, no further step starts.
        """
        with servers.Servers() as over:
            pass
        answer = ask(over, Semaphore(), 3, ClientStream(GET), WAIT)
        self.assertEqual(answer.problem, "it was stopped before it began")
