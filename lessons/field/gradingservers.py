"""
Grades the servers: each is started where there is no network but loopback, goes through the
conformance table, and is asked the harmless questions.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from lessons.field.catalog import FOLDER
from lessons.field.chroot import environment, versionOf
from lessons.field.gradings import Grading, Server
from lessons.field.origin import CHANGED, FILE, HOST, PORT, makeContent
from lessons.field.questions import NAMES, askAll
from lessons.replay.servers import Servers
from server.conformance import CASES, Level
from server.conformance.probe import Unfit
from server.conformance.report import numbers
from server.conformance.run import begin
from server.conformance.target import Target

#: Seconds within which a server has to listen, and a port has to be free after it.
LISTEN_TIMEOUT = 30.0
#: Steps of the course that are graded beside the servers.
STEPS_GRADED = (2, 3, 4, 15)
#: Begins a command line whose processes are killed with the first one.
ALONE = ("unshare", "--pid", "--fork", "--kill-child")


def layOut(root: Path) -> None:
    """
    Put the files and the settings where the servers find them.
    """
    site = root / "srv" / "www"
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    shutil.copytree(FOLDER / "serving", root / "srv" / "serving", dirs_exist_ok=True)
    (site / "index.html").write_text("<!DOCTYPE html>\n<title>A fern</title>\n")
    (site / FILE).write_bytes(makeContent())
    for name in NAMES:
        (site / name).write_bytes(b"leaf\n")
    for path in site.iterdir():
        os.utime(path, (CHANGED, CHANGED))


def gradeServer(root: Path, server: Server, date: str) -> Grading:
    """
    Start a server, and grade it. It is started again for the questions: not every one lives
    through the whole table.
    """
    version = versionOf(root, server.version, server.packages)
    with _running(root, server):
        levels = levelsOf(PORT)
    with _running(root, server):
        answers = askAll(PORT, server.files)
    return Grading(server.name, server.title, version, date, levels, answers)


def gradeSteps(date: str) -> Iterator[Grading]:
    """
    Grade the steps of the course, as their users start them.
    """
    with Servers() as servers:
        for step in STEPS_GRADED:
            port = servers.start(step).port
            title = f"Step {step} of the course"
            yield Grading(f"step{step}", title, "", date, levelsOf(port), askAll(port, False))


def levelsOf(port: int) -> Mapping[str, Sequence[int]]:
    """
    Send the whole conformance table.

    @return: by level, how many rules are kept, of how many that could be tried; nothing where
        it cannot be graded.
    """
    with suppress(Unfit):
        run = begin(Target(HOST, port))
        for _ in run.tryFamilies(CASES):
            pass
        return {level.value: numbers(run.grades, level) for level in Level}
    return {}


@contextmanager
def _running(root: Path, server: Server) -> Iterator[None]:
    """
    Have a server run, with all that it starts: what goes into the background as well ends
    with the first of them, as in a machine of its own.
    """
    if isListening():
        raise RuntimeError(f"before {server.name} somebody else listens on port {PORT}")
    process = subprocess.Popen(  # noqa: S603  # named in our own list
        [*ALONE, "chroot", str(root), "sh", "-c", server.command],
        env=environment(server.packages),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _awaitPort(process, server)
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        _awaitSilence()


def _awaitPort(process: subprocess.Popen[bytes], server: Server) -> None:
    end = time.monotonic() + LISTEN_TIMEOUT
    while not isListening():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{server.name} does not listen: status {process.poll()}")
        time.sleep(0.1)


def _awaitSilence() -> None:
    """
    Wait until the port is free for the next one.
    """
    end = time.monotonic() + LISTEN_TIMEOUT
    while isListening() and time.monotonic() < end:
        time.sleep(0.1)


def isListening() -> bool:
    """
    Try to connect to where a server under test is to listen.
    """
    with socket.socket() as probe:
        return probe.connect_ex((HOST, PORT)) == 0
