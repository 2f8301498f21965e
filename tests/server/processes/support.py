"""
A greenhouse of several processes, and visitors who come all the time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.process import PROGRAM_PATIENCE, ColdProcess, poll

#: Nothing is searched, and there is no back end, unless a test is about these.
NO_BACK_END = ("--temperature", "http://127.0.0.1:1/")


class Greenhouse(ColdProcess):
    """
    C{python -m server --processes K}.
    """

    def __init__(self, processes: int = 2, *arguments: str, hasBackEnd: bool = False) -> None:
        others = () if hasBackEnd else NO_BACK_END
        super().__init__("server", "--processes", str(processes), *others, *arguments)
        self.count = processes

    def workers(self) -> dict[int, int]:
        """
        Find the workers.

        @return: the number of each, by its process id.
        """
        found: dict[int, int] = {}
        for pid in childrenOf(self.process.pid):
            words = commandLine(pid)
            if "--worker" in words:
                inherited = words[words.index("--worker") + 1]
                found[pid] = int(inherited.partition(",")[0].removeprefix("number="))
        return found

    def awaitOthers(self, *before: int) -> dict[int, int]:
        """
        Wait until there are as many workers as there are to be, and some are gone.
        """
        poll(lambda: self.isFull(before))
        return self.workers()

    def isFull(self, before: tuple[int, ...]) -> bool:
        """
        Tell whether it has all its workers, without some.
        """
        workers = self.workers()
        return len(workers) == self.count and not workers.keys() & set(before)


class Portless(Greenhouse):
    """
    One that listens on no TCP port.
    """

    def awaitPort(self) -> int:
        """
        Wait until it says where it listens.
        """
        poll(lambda: "stop: Ctrl-C" in self.out)
        return 0


def childrenOf(pid: int) -> set[int]:
    """
    List the processes that a process has started, by way of any of its threads.
    """
    found: set[int] = set()
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        found |= set(map(int, children.read_text().split()))
    return found


def commandLine(pid: int) -> list[str]:
    """
    Read the command line of a process; nothing where it has just ended.
    """
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def countSockets(pid: int) -> int:
    """
    Tell how many sockets a process has open.
    """
    count = 0
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # it has just been closed
            count += str(link.readlink()).startswith("socket:")
    return count


class Visitor(threading.Thread):
    """
    Asks for a small page, again and again: on one connection as long as that is kept, or
    each time on a new one.

    @ivar answers: how many it got.
    @ivar failures: what else happened.
    """

    def __init__(self, port: int, isNew: bool) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.isNew = isNew
        self.isOver = threading.Event()
        self.answers = 0
        self.failures: list[str] = []

    def run(self) -> None:
        """
        Ask every 5 ms until it is told to end, and go on after failures with a new
        connection.
        """
        connection = HTTPConnection("127.0.0.1", self.port, PROGRAM_PATIENCE)
        while not self.isOver.wait(0.005):
            try:
                self.ask(connection)
            except (OSError, HTTPException) as error:
                self.failures.append(repr(error))
                connection.close()
        connection.close()

    def ask(self, connection: HTTPConnection) -> None:
        """
        Ask once. (The connection opens itself again where an answer has ended it.)
        """
        connection.request("GET", "/hello")
        response = connection.getresponse()
        if (response.status, response.read()) != (200, b"Hello, world!\n"):
            self.failures.append(f"status {response.status}")
        self.answers += 1
        if self.isNew:
            connection.close()


class Visitors:
    """
    Some of each kind, as long as a C{with} lasts.
    """

    def __init__(self, port: int, each: int = 2) -> None:
        self.all: Sequence[Visitor] = [
            Visitor(port, isNew) for isNew in (False, True) for _ in range(each)
        ]

    def __enter__(self) -> Self:
        for visitor in self.all:
            visitor.start()
        self.goOn()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for visitor in self.all:
            visitor.isOver.set()
        for visitor in self.all:
            visitor.join(PROGRAM_PATIENCE)

    def failures(self, kept: bool | None = None) -> list[str]:
        """
        Tell what went wrong.

        @param kept: of those who keep their connection, or of the others; of all if L{None}.
        """
        wanted = [it for it in self.all if kept is None or it.isNew is not kept]
        return [failure for visitor in wanted for failure in visitor.failures]

    def goOn(self) -> None:
        """
        Wait until each has got some more answers.
        """
        before = [visitor.answers for visitor in self.all]

        def haveMore() -> bool:
            pairs = zip(before, self.all, strict=True)
            return all(visitor.answers >= then + 3 for then, visitor in pairs)

        poll(haveMore)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """
    @raise AssertionError: when what is inside the C{with} takes so many seconds or more.
    """
    began = time.monotonic()
    yield
    lasted = time.monotonic() - began
    assert lasted < seconds, f"took {lasted:.2f} s"
