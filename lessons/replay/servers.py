"""
A step as its user starts it: a process of its own, on a free port.
"""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import BinaryIO, cast

from lessons.language import _
from server.childcommand import endsWithParent

ROOT = Path(__file__).parents[2]

#: Seconds until a step that neither listens nor ends is given up; and until one is killed
#: that does not obey SIGTERM.
START_TIMEOUT, STOP_TIMEOUT = 30.0, 5.0
#: What a step's command line needs beside C{--port 0}, so that several can run.
FREE_PORTS = {"step14": ("--counts-port", "0")}
ANNOUNCEMENT = re.compile(rb"^listening on \S+:(\d+)$", re.MULTILINE)
#: The most that is read until a step says where it listens.
MOST_ANNOUNCED = 2**16


class NotStarted(Exception):
    """
    A step has not begun to listen. The text says why.
    """


class Servers:
    """
    The steps that run now. Leaving the C{with} ends all of them, and their data is gone.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="replay-", ignore_cleanup_errors=True)
        self._lock = Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._isOver = False

    def __enter__(self) -> Servers:
        return self

    def __exit__(self, *reason: object) -> None:
        with self._lock:
            self._isOver = True
            for process in self._running:
                killSession(process)
            self._folder.cleanup()

    def start(self, step: int) -> Server:
        """
        Start a step, and wait until it listens.

        @raise NotStarted: when it does not.
        """
        return self.startProgram(f"step{step}")

    def startProgram(self, name: str) -> Server:
        """
        Start a program of the course, and wait until it listens.

        @param name: as C{step3}, or C{reportcard.stock}.
        @raise NotStarted: when it does not.
        """
        data = Path(self._folder.name) / name
        with self._lock:
            if self._isOver:
                raise NotStarted(_("it was stopped before it began"))
            data.mkdir()
            process = launch(name, data)
            self._running.add(process)
        try:
            return Server(process, awaitPort(process, data / "errors"))
        except BaseException:
            self.stop(process)
            raise

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """
        Send a step SIGTERM, and let it end; what has not ended by then is killed.
        """
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT)
        with self._lock:
            self._running.discard(process)
            killSession(process)


class Server:
    """
    A step that listens.

    @ivar port: where.
    """

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port


def launch(name: str, data: Path) -> subprocess.Popen[bytes]:
    """
    Start a step's program in a session of its own: Ctrl-C in this terminal is for us. Where
    we are killed and can no longer clean up, it ends as well.

    @param data: a folder for what it keeps, so that nobody's own is touched.
    """
    step = (sys.executable, "-m", f"lessons.{name}", "--port", "0", *FREE_PORTS.get(name, ()))
    with (data / "errors").open("wb") as errors:
        return subprocess.Popen(  # noqa: S603  # our own module
            endsWithParent(*step),
            cwd=ROOT,
            env=os.environ | {"GREENHOUSE_DATA": str(data)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )


def awaitPort(process: subprocess.Popen[bytes], errors: Path) -> int:
    """
    Wait until a step says where it listens. What it says after that is not read: a step
    whose terminal is gone serves on.

    @raise NotStarted: when it ends, or does not say so in time.
    """
    deadline = time.monotonic() + START_TIMEOUT
    said = b""
    with cast(BinaryIO, process.stdout) as out:  # it is a pipe
        while not (match := ANNOUNCEMENT.search(said)):
            left = max(deadline - time.monotonic(), 0)
            isReady = select.select([out], [], [], left)[0]
            piece = (
                os.read(out.fileno(), MOST_ANNOUNCED)
                if isReady and len(said) < MOST_ANNOUNCED
                else b""
            )
            if not piece:
                raise NotStarted(whyNot(process, errors))
            said += piece
    return int(match[1])


def whyNot(process: subprocess.Popen[bytes], errors: Path) -> str:
    """
    Say why a step does not listen: its own last words, where it has ended with some.
    """
    lines = errors.read_text(errors="backslashreplace").split("\n")
    words = [line.strip() for line in lines if line.strip()]
    if words:
        return _("it did not start: {words}").format(words=words[-1])
    with suppress(subprocess.TimeoutExpired):
        text = _("it ended with status {status} before it listened")
        return text.format(status=process.wait(1))
    return _("it did not listen within {seconds:g} s").format(seconds=START_TIMEOUT)


def killSession(process: subprocess.Popen[bytes]) -> None:
    """
    Kill a process, and all that it has started.
    """
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
