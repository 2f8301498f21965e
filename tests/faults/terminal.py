"""
The terminal in which the server was started is closed, with or without C{nohup}.
"""

from __future__ import annotations

import os
import pty
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.faults.attacks import CLOSE, request
from tests.faults.clients import Reader
from tests.faults.crowds import GOOD, readAll
from tests.faults.outcome import Outcome, Size
from tests.faults.servers import ALONE, STEP, STOP
from tests.support.process import ANNOUNCEMENT, ROOT, poll
from tests.support.raw import connect
from tests.support.warm import isWarm, startInTerminal

#: How it is started: options, and whether with nohup.
WAYS: Sequence[tuple[tuple[str, ...], bool]] = (
    ((), False),
    (("--access-log", "-"), False),
    (("--access-log", "log"), False),
    (("--processes", "2"), False),
    ((), True),
    (("--access-log", "log"), True),
)


def start(command: list[str], isLeft: bool) -> tuple[int, int]:
    """
    Start a program in a terminal.

    @return: the number of its process, and our end of the terminal.
    """
    if isWarm(command, os.environ) and not isLeft:
        ours, its = pty.openpty()
        try:
            return startInTerminal(command, os.environ, str(ROOT), its), ours
        finally:
            os.close(its)
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        if isLeft:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.execv(command[0], command)
    return pid, terminal


class InTerminal:
    """
    A server in a terminal of its own.
    """

    def __init__(self, folder: Path, options: Sequence[str], isLeft: bool) -> None:
        """
        @param isLeft: whether it is started by C{nohup}.
        """
        command = [sys.executable, "-m", STEP, "--port", "0", "--data", str(folder / "data")]
        command += ["--delay", "0.5", *ALONE]
        command += [str(folder / "log") if option == "log" else option for option in options]
        self.pid, self.terminal = start(command, isLeft)
        self.port = self.awaitPort()

    def awaitPort(self) -> int:
        """
        Read until it says where it listens.
        """
        said = ""
        while "stop: Ctrl-C" not in said:
            said += os.read(self.terminal, 4096).decode(errors="replace")
        match = ANNOUNCEMENT.search(said.replace("\r", ""))
        assert match is not None, said
        return int(match[2])

    def hasEnded(self) -> bool:
        """
        Tell whether it ended; its status stays to be asked for.
        """
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def status(self) -> int:
        """
        Wait for the server's end, and return its status.
        """
        poll(self.hasEnded)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def closed(size: Size) -> Outcome:
    """
    Close the terminal while a request runs. The request is answered. Then the server ends,
    as after Ctrl-C, whether it writes a log or not; but for C{nohup}: then it serves on.
    """
    survived = 0
    for options, isLeft in WAYS:
        with tempfile.TemporaryDirectory() as name:
            server = InTerminal(Path(name), options, isLeft)
            try:
                survived += getsOver(server, isLeft)
            finally:
                with suppress(ProcessLookupError):
                    os.kill(server.pid, signal.SIGKILL)
    return Outcome(len(WAYS), survived, note="with a log and without, with nohup and without")


def getsOver(server: InTerminal, isLeft: bool) -> bool:
    """
    Close the terminal of a server, while a request runs.

    @param isLeft: whether it is to go on without a terminal, as with C{nohup}.
    @return: whether the request was answered, and the server went on or ended in time.
    """
    with connect(server.port) as running:
        running.sendall(request("GET /non_blocking", CLOSE))
        poll(Reader(server.port, "/hello").visit)
        os.close(server.terminal)
        began = time.monotonic()
        isAnswered = readAll(running).startswith(GOOD)
    if isLeft:
        isServing = Reader(server.port, "/hello").visit()
        os.kill(server.pid, signal.SIGTERM)
        return isAnswered and isServing and server.status() == 0
    return server.status() == 0 and isAnswered and time.monotonic() - began < STOP
