"""
Where transcripts are played: the terminals of the servers that they start, and the ports that are
used instead of the book's.
"""

from __future__ import annotations

import re
import tempfile
from types import TracebackType

from lessons.book.terminal import Terminal
from lessons.book.transcript import Exchange

SAYS_PORT = re.compile(r"--(?:port|tls)[ =]\d+")
ANNOUNCED = re.compile(r":(\d+)$")
#: What listens beside a server, as it says so, and the option C{--NAME-port}, or another.
BESIDE = re.compile(r"(\w+) at \S+:(\d+)")
OPTIONS = {"TLS": "--tls"}


class PortTaken(Exception):
    """
    The book starts a second server on a port that it has not freed.
    """


def announcedPort(line: str | None) -> str:
    """
    Take the port out of a line that a server says; 0 where there is none.
    """
    found = ANNOUNCED.search(line or "")
    return found[1] if found else "0"


class Stage:
    """
    A server that a transcript starts goes on running in its terminal for the
    transcripts below it; one that begins with the same command looks at that same terminal again.

    The book says port 8000; other ports are taken, and translated.

    @ivar servers: the servers that run now, by the command the book shows.
    @ivar held: the book's port of each of them.
    @ivar ports: the real port for each port in the book.
    @ivar data: the directory for what the programs keep.
    """

    terminal: type[Terminal] = Terminal

    def __init__(self) -> None:
        self.servers: dict[str, Terminal] = {}
        self.held: dict[str, str] = {}
        self.ports: dict[str, str] = {}
        self.data = tempfile.TemporaryDirectory()

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for terminal in self.servers.values():
            terminal.close()
        self.data.cleanup()

    def variables(self) -> dict[str, str]:
        """
        Variables for the environment of the programs.
        """
        return {"GREENHOUSE_DATA": self.data.name}

    def open(self, command: str) -> Terminal:
        """
        Run a command in a new terminal.
        """
        return self.terminal(command, self.variables())

    def start(self, exchange: Exchange) -> Terminal:
        """
        Run the command in a new terminal.

        @raise PortTaken: for a server, on a port on which another one runs.
        """
        if not exchange.servesForever:
            return self.open(self.translate(exchange.command))
        port = announcedPort(exchange.lines[0].text)
        if port in self.held.values():
            raise PortTaken(port)
        beside = [match for line in exchange.lines[1:] if (match := BESIDE.fullmatch(line.text))]
        command = self.translate(SAYS_PORT.sub("", exchange.command))
        for name, other in (match.groups() for match in beside):
            option = OPTIONS.get(name, f"--{name}-port")
            command += f" {option} {self.choosePort(other)}"
        terminal = self.open(f"exec {command} --port {self.choosePort(port)}")
        self.servers[exchange.command] = terminal
        self.held[exchange.command] = port
        for index, other in enumerate([port, *(match[2] for match in beside)]):
            self.ports[other] = announcedPort(terminal.line(index))
        return terminal

    def choosePort(self, port: str) -> str:
        """
        Choose what to listen on instead of a port of the book: any free one.
        Started again, a server is where its clients have known it to be.
        """
        return self.ports.get(port, "0")

    def stopped(self, exchange: Exchange) -> int:
        """
        Forget a server that has ended, and its port.

        @return: its status.
        """
        del self.held[exchange.command]
        return self.servers.pop(exchange.command).wait()

    def translate(self, text: str) -> str:
        """
        Put the real ports in place of the book's.
        """
        for port, real in self.ports.items():
            text = re.sub(rf"\b{port}\b", real, text)
        return text
