"""
A step as its user runs it: a process of its own, on a free port.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

from tests.support.needs import need
from tests.support.warm import Warm

ROOT = Path(__file__).parents[2]

#: Seconds until a program that neither listens nor answers nor ends is given up.
PROGRAM_PATIENCE = 60.0
ANNOUNCEMENT = re.compile(r"^listening on (\S+):(\d+)$", re.MULTILINE)


class StepProcess:
    """
    C{python -m MODULE --port 0}, started, and stopped at the end of a C{with}.

    @cvar start: starts the process.
    @ivar port: the port it listens on.
    @ivar passed: descriptors that it inherits.
    """

    start: type[subprocess.Popen[Any]] = Warm
    passed: tuple[int, ...] = ()

    def __init__(
        self,
        module: str,
        *arguments: str,
        root: Path = ROOT,
        python: str = sys.executable,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """
        @param root: where its checkout is, or where one is that has installed it.
        @param environment: what it has beyond our own.
        """
        self.environment = environment
        self.root = root
        self.command = [python, "-m", module, "--port", "0", *arguments]
        self.files = tempfile.TemporaryDirectory()
        self.outPath = Path(self.files.name) / "out"
        self.errPath = Path(self.files.name) / "err"

    def __enter__(self) -> Self:
        # What a step stores by default does not go into the checkout.
        data = {"GREENHOUSE_DATA": str(Path(self.files.name) / "data")}
        ours = {**os.environ, **data, **self.environment}
        with self.outPath.open("wb") as out, self.errPath.open("wb") as err:
            self.process = self.start(
                self.command,
                stdout=out,
                stderr=err,
                cwd=self.root,
                env=ours,
                pass_fds=self.passed,
            )
        try:
            self.port = self.awaitPort()
        except BaseException:
            self.cleanUp()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.cleanUp()

    def cleanUp(self) -> None:
        """
        Leave no process and no file behind.
        """
        self.process.kill()
        self.process.wait()
        self.files.cleanup()

    @property
    def out(self) -> str:
        """
        What it printed so far on standard output.
        """
        return self.outPath.read_text(errors="backslashreplace")

    @property
    def err(self) -> str:
        """
        What it printed so far on standard error.
        """
        return self.errPath.read_text(errors="backslashreplace")

    def awaitPort(self) -> int:
        """
        Wait until it says where it listens.

        @raise AssertionError: when it ends, or does not say so in time.
        """
        poll(lambda: ANNOUNCEMENT.search(self.out) or self.process.poll() is not None)
        match = ANNOUNCEMENT.search(self.out)
        if match is None:
            raise AssertionError(f"{self.command} did not listen: {self.out}{self.err}")
        return int(match[2])

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """
        Send a signal, and wait for the end.

        @return: the exit status.
        """
        self.process.send_signal(number)
        return self.process.wait(PROGRAM_PATIENCE)

    def memory(self) -> int:
        """
        How much memory it uses now.

        @return: resident set size, in bytes.
        """
        return residentMemory(self.process.pid)


class ColdProcess(StepProcess):
    """
    One that nothing has prepared: whoever asks the system sees its own command line.
    """

    start = subprocess.Popen


def residentMemory(process: int) -> int:
    """
    How much memory a process uses now.

    @return: resident set size, in bytes.
    """
    fields = Path(f"/proc/{process}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def peakMemory(process: int) -> int:
    """
    How much memory a process has used at the most.

    @return: the highest resident set size so far, in bytes.
    """
    status = Path(f"/proc/{process}/status").read_text()
    match = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    assert match, status
    return int(match[1]) * 1024


def hasEnded(process: int) -> bool:
    """
    Tell whether a process has ended, even where nobody has asked for its status yet.
    """
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state in "ZX"


def asOrdinaryUser(*command: str) -> list[str]:
    """
    Make a command line that runs another one without the privilege of root to ignore what
    a file's mode says.
    """
    if os.geteuid() != 0:
        return list(command)
    drop = "--bounding-set=-dac_override,-dac_read_search"
    return [need("setpriv"), drop, *command]


@contextmanager
def readOnly(folder: Path) -> Iterator[None]:
    """
    Let nobody write into a folder, nor into those in it, for a while.
    """
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)


def allowDescriptors(number: int) -> int:
    """
    Make sure that this process and those it starts may open enough sockets.

    @return: how many it may; fewer where the system says so.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < number:
        soft = min(number, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft


def poll(isReady: Callable[[], object], seconds: float = PROGRAM_PATIENCE) -> None:
    """
    Wait until something is so, for a limited time.

    @param isReady: called with nothing; true ends the wait.
    @raise AssertionError: when it did not become so in time.
    """
    deadline = time.monotonic() + seconds
    while not isReady():
        if time.monotonic() > deadline:
            raise AssertionError(f"not ready after {seconds} s: {isReady}")
        time.sleep(0.01)
