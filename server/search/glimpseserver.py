"""
Glimpse's programs: C{glimpseindex}, C{glimpseserver} and C{glimpse}.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
from contextlib import suppress
from pathlib import Path
from random import SystemRandom

from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import ProcessExitedAlready
from twisted.internet.interfaces import IProcessTransport, IReactorProcess
from twisted.internet.protocol import ProcessProtocol
from twisted.internet.utils import getProcessOutputAndValue
from twisted.python.failure import Failure

from server.childcommand import endsWithParent
from server.search.engine import EngineFailure

HOST = "127.0.0.1"

#: How many seconds one query may take. The repository gives up earlier; this is for the
#: process, which nobody could stop otherwise.
QUERY_LIMIT = 6

#: The ports that Glimpse takes. A client that is given any other port uses 2001.
PORTS = range(1024, 30_001)

#: A line of the answer: "/path/to/words/12: tomato".
ANSWER = re.compile(rb".*/(\d+): [a-z]+")

#: The exit status with which the program "timeout" says that time was up.
TIMED_OUT = 124


def findProgram(name: str, package: str = "glimpse") -> str:
    """
    Find a program.

    @param package: the Debian package that brings it.
    @raise EngineFailure: when it is not installed.
    """
    path = shutil.which(name)
    if path is None:
        raise EngineFailure(f"{name} is missing: apt-get install {package}")
    return path


def environment(folder: Path) -> dict[str, str]:
    """
    Make the environment of Glimpse's programs.

    @param folder: their home. Where C{glimpse -C} does not find a server, it looks for an
        index there, and must not find somebody else's.
    """
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C"}


def freePort() -> int:
    """
    Find a port that nobody listens on.

    @raise EngineFailure: when not one of a hundred is free.
    """
    for port in SystemRandom().sample(PORTS, 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise EngineFailure("no port is free for glimpseserver; see --glimpse-port")


async def makeIndex(reactor: IReactorProcess, words: Path, index: Path) -> None:
    """
    Run C{glimpseindex}.

    @param words: the folder with the texts.
    @param index: the folder for the index; it is there, and empty.
    """
    # -E: all files are text, do not guess. -o: note for each word the files that hold it.
    # -S 100: no word is too common. -B: use more memory, and be faster. Not -f, which
    # would only add what is new: it keeps what is gone, and runs "mv" in a shell, with
    # names that nobody has quoted.
    options = ["-E", "-o", "-S", "100", "-B", "-H", str(index), str(words)]
    command, *arguments = endsWithParent(findProgram("glimpseindex"), *options)
    home = environment(index)
    out, error, status = await getProcessOutputAndValue(command, arguments, home, reactor=reactor)
    if status != 0 or not (index / ".glimpse_index").exists():
        raise EngineFailure(f"glimpseindex ended with status {status}: {firstLine(error or out)}")


async def ask(reactor: IReactorProcess, folder: Path, port: int, pattern: str) -> set[int]:
    """
    Run C{glimpse}, the client of C{glimpseserver}.

    @param pattern: words of ASCII letters, with commas between them.
    @return: the numbers of the files that hold one of the words.
    """
    # -y: do not ask back. -L 0:0:1: of each file one line is enough.
    query = ["-C", "-J", HOST, "-K", str(port), "-y", "-L", "0:0:1", pattern]
    limit = ["--kill-after=1", str(QUERY_LIMIT), findProgram("glimpse"), *query]
    home = environment(folder)
    # getProcessOutput would do, except in one case: killed because time was up, glimpse
    # has printed nothing, as if it had found nothing.
    out, error, status = await getProcessOutputAndValue(
        findProgram("timeout", "coreutils"), limit, home, reactor=reactor
    )
    # Through the server, the status is 1 whether something was found or not.
    if error or status not in (0, 1):
        said = "took too long" if status == TIMED_OUT else firstLine(error)
        raise EngineFailure(f"glimpse ended with status {status}: {said}")
    return set(map(readAnswer, out.splitlines()))


def readAnswer(line: bytes) -> int:
    """
    Read a line of the answer.

    @raise EngineFailure: when it is something else, such as a complaint.
    """
    match = ANSWER.fullmatch(line)
    if match is None:
        raise EngineFailure(f"glimpse said: {firstLine(line)}")
    return int(match[1])


def firstLine(output: bytes) -> str:
    """
    Find the first line that a program has printed, for the log.
    """
    lines = output.decode(errors="backslashreplace").strip().splitlines()
    return lines[0][:200] if lines else "(nothing)"


class GlimpseServer(ProcessProtocol):
    """
    One C{glimpseserver}, while it runs.

    @ivar online: fires when it listens; fails when it ends before.
    @ivar ended: fires when it has ended.
    """

    transport: IProcessTransport | None = None

    def __init__(self) -> None:
        self.output = b""
        self.isOnline = False
        self.online: Deferred[None] = Deferred()
        self.ended: Deferred[None] = Deferred()

    def spawn(self, reactor: IReactorProcess, index: Path, port: int) -> None:
        """
        Start the program on an index, at a port.
        """
        options = ["-H", str(index), "-J", HOST, "-K", str(port)]
        command = endsWithParent(findProgram("glimpseserver"), *options)
        reactor.spawnProcess(self, command[0], command, environment(index))

    def outReceived(self, data: bytes) -> None:
        """
        The program has printed something: it says "On-line" as soon as it listens.
        """
        self.output = (self.output + data)[-2000:]
        if not self.isOnline and b"On-line" in self.output:
            self.isOnline = True
            self.online.callback(None)

    errReceived = outReceived

    def processEnded(self, reason: Failure) -> None:
        """
        The program has ended, for whatever reason.
        """
        if not self.isOnline:
            why = f"glimpseserver does not start: {firstLine(self.output)}"
            self.online.errback(EngineFailure(why))
        self.isOnline = False
        self.ended.callback(None)

    def stop(self) -> Deferred[None]:
        """
        End the program, if it runs.
        """
        if self.transport is None or self.ended.called:
            return succeed(None)
        try:
            self.transport.signalProcess("KILL")  # it has nothing to save
        except ProcessExitedAlready:
            return succeed(None)
        waiting: Deferred[None] = Deferred()
        self.ended.addCallback(lambda nothing: waiting.callback(None))
        return waiting
