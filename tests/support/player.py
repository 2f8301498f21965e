"""
Plays the transcripts of a walkthrough against the real programs.

Every command runs in a terminal of its own (a pty). A server that a transcript
starts goes on running in its terminal for the transcripts below it, until one
types C{^C} into it; a transcript that begins with the same command again looks
at that same terminal again, from its first line.

The book says port 8000; the player takes free ports and translates.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

import pexpect

from lessons.book import Exchange, Kind, Line, matches, readTranscripts
from lessons.book.transcript import ELLIPSIS
from tests.support.needs import PACKAGES, need

ROOT = Path(__file__).parents[2]

#: Seconds to wait for a line that the book promises.
PATIENCE = 15.0
#: Seconds of silence after which a line without an end counts as a line.
SILENCE = 0.3

#: What curl prints around a field name to make it bold.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
#: Seconds of silence after which a server has shown all that came so far.
GAP = 0.05

KEYS = {"^C": "\x03", "^D": "\x04", "^]": "\x1d"}
SAYS_PORT = re.compile(r"--port[ =]\d+")
ANNOUNCED = re.compile(r":(\d+)$")
#: What listens beside a server, as it says so, and the option C{--NAME-port}.
BESIDE = re.compile(r"(\w+) at \S+:(\d+)")


class BookDisagrees(AssertionError):
    """
    The book and the program disagree.
    """

    def __init__(self, exchange: Exchange, number: int, promised: str, got: str) -> None:
        path = exchange.path
        place = f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name}:{number}"
        super().__init__(
            f"{place}: under `{exchange.command}`\n  the book:    {promised}\n  the program: {got}"
        )


class Terminal:
    """
    One program in a terminal of its own, and everything it has printed.

    @ivar lines: what it printed so far, without line ends.
    """

    def __init__(self, command: str, data: str) -> None:
        """
        @param data: the directory for what the programs keep.
        """
        self.child = pexpect.spawn(
            "/bin/sh",
            ["-c", command],
            cwd=str(ROOT),
            env=environment() | {"GREENHOUSE_DATA": data},
            echo=False,
            dimensions=(50, 200),
            encoding="utf-8",
            codec_errors="backslashreplace",
        )
        self.child.delaybeforesend = None
        self.lines: list[str] = []
        self.rest = ""
        self.ended = False

    def receive(self, seconds: float) -> bool:
        """
        Wait for output, and split it into lines.

        @return: whether anything came within the time.
        """
        try:
            text = self.child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            self.endLine()
            self.ended = True
            return False
        *whole, self.rest = COLOURS.sub("", self.rest + text).split("\n")
        self.lines.extend(line.rstrip("\r") for line in whole)
        return True

    def endLine(self) -> None:
        """
        Count what stands on the last row as a line.
        """
        if self.rest:
            self.lines.append(self.rest)
            self.rest = ""

    def line(self, index: int) -> str | None:
        """
        Wait for a line.

        @return: the line, or L{None} when the program ended or fell silent.
        """
        deadline = time.monotonic() + PATIENCE
        while len(self.lines) <= index and not self.ended and time.monotonic() < deadline:
            if not self.receive(SILENCE):
                self.endLine()
        return self.lines[index] if index < len(self.lines) else None

    def ends(self) -> bool:
        """
        Wait for the program's end.
        """
        deadline = time.monotonic() + PATIENCE
        while not self.ended and time.monotonic() < deadline:
            self.receive(SILENCE)
        return self.ended

    def type(self, text: str) -> None:
        """
        Type a line, or press a key with Ctrl.
        """
        self.child.send(KEYS.get(text, text + "\n"))

    def close(self) -> None:
        """
        Hang up, as one who closes the window.
        """
        self.child.close(force=True)


def environment() -> dict[str, str]:
    """
    The environment of a reader who has just activated the virtual environment.
    """
    binaries = str(Path(sys.executable).parent)
    own = {name: os.environ[name] for name in ("SKIP_NOTHING",) if name in os.environ}
    return own | {
        "PATH": os.pathsep.join([binaries, os.environ.get("PATH", os.defpath)]),
        "HOME": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "PS1": "",
    }


class Player:
    """
    Plays the exchanges of one walkthrough, in order.

    @ivar servers: the servers that run now, by the command the book shows.
    @ivar held: the book's port of each of them.
    @ivar ports: the real port for each port in the book.
    """

    def __init__(self) -> None:
        self.servers: dict[str, Terminal] = {}
        self.held: dict[str, str] = {}
        self.ports: dict[str, str] = {}
        self.data = tempfile.TemporaryDirectory()

    def __enter__(self) -> Player:
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

    def play(self, exchange: Exchange) -> None:
        """
        Play one exchange.

        @raise BookDisagrees: where the program does something else.
        """
        terminal = self.servers.get(exchange.command)
        if terminal is None:
            needPrograms(exchange.command)
            terminal = self.start(exchange)
        self.follow(exchange, terminal)

    def start(self, exchange: Exchange) -> Terminal:
        """
        Run the command in a new terminal.
        """
        if not exchange.servesForever:
            return Terminal(self.translate(exchange.command), self.data.name)
        port = ANNOUNCED.findall(exchange.lines[0].text)[-1]
        if port in self.held.values():
            raise BookDisagrees(exchange, exchange.number, f"starts on port {port}", "taken")
        # Started again, a server is where its clients have known it to be.
        real = self.ports.get(port, "0")
        command = self.translate(SAYS_PORT.sub("", exchange.command))
        beside = [match for line in exchange.lines[1:] if (match := BESIDE.fullmatch(line.text))]
        for name, other in (match.groups() for match in beside):
            command += f" --{name}-port {self.ports.get(other, '0')}"
        terminal = Terminal(f"exec {command} --port {real}", self.data.name)
        self.servers[exchange.command] = terminal
        self.held[exchange.command] = port
        self.ports[port] = (ANNOUNCED.findall(terminal.line(0) or "") or [real])[-1]
        for index, match in enumerate(beside, start=1):
            self.ports[match[2]] = (ANNOUNCED.findall(terminal.line(index) or "") or ["0"])[-1]
        return terminal

    def translate(self, text: str) -> str:
        """
        Put the real ports in the place of the book's.
        """
        for port, real in self.ports.items():
            text = re.sub(rf"\b{port}\b", real, text)
        return text

    def follow(self, exchange: Exchange, terminal: Terminal) -> None:
        """
        Type and compare, line by line.
        """
        index = 0
        skipping = False
        for line in exchange.lines:
            if line.kind is Kind.TYPED:
                self.typeLine(exchange, terminal, line, index)
            elif line.text == ELLIPSIS:
                skipping = True
                continue
            else:
                index = self.compare(exchange, terminal, line, index, skipping)
            skipping = False
        self.finish(exchange, terminal, index, skipping)

    def typeLine(self, exchange: Exchange, terminal: Terminal, line: Line, index: int) -> None:
        """
        Wait for the prompt, where there is one, and type.
        """
        if line.prompt:
            self.takeBack(exchange, terminal, line, index, line.prompt)
        text = self.translate(line.text)
        echoes = terminal.child.getecho() and text not in KEYS
        # What answers a prompt is not sent to a server as it is typed.
        watchers = [] if line.prompt else self.watchers(terminal)
        terminal.type(text)
        for watcher, seen in watchers:
            watcher.line(seen)
        if echoes:  # telnet has the terminal repeat what is typed
            self.takeBack(exchange, terminal, line, index, text)

    def watchers(self, terminal: Terminal) -> list[tuple[Terminal, int]]:
        """
        Find the servers that show what is typed into a client. To wait for
        them is to type no faster than a person: each line is a chunk of its own.

        @return: each with the number of lines that it shows before.
        """
        found = []
        for command, server in self.servers.items():
            if "--wire" in command and server is not terminal:
                while server.receive(GAP):
                    pass
                found.append((server, len(server.lines)))
        return found

    def takeBack(
        self, exchange: Exchange, terminal: Terminal, line: Line, index: int, text: str
    ) -> None:
        """
        Drop a line of output that the book does not show as one: a prompt, or
        the echo of what was typed.
        """
        got = terminal.line(index)
        if got is None or got.strip() != text.strip():
            raise BookDisagrees(exchange, line.number, text, describe(got))
        del terminal.lines[index]

    def compare(
        self, exchange: Exchange, terminal: Terminal, line: Line, index: int, skipping: bool
    ) -> int:
        """
        Compare one promised line with the next printed one, or, behind a
        C{…}, with the next that fits.

        @return: the index behind the line that fitted.
        """
        promised = self.translate(line.text)
        first = got = terminal.line(index)
        while got is not None and not matches(promised, got) and skipping:
            index += 1
            got = terminal.line(index)
        if got is None or not matches(promised, got):
            raise BookDisagrees(exchange, line.number, promised, describe(first))
        return index + 1

    def finish(self, exchange: Exchange, terminal: Terminal, index: int, skipping: bool) -> None:
        """
        A program ends where its transcript ends. One that is typed at may be
        left open, and a server runs on until C{^C}.
        """
        isServer = exchange.command in self.servers
        typed = [line.text for line in exchange.lines if line.kind is Kind.TYPED]
        number = exchange.lines[-1].number if exchange.lines else exchange.number
        if isServer and "^C" not in typed:
            return
        if (isServer or not typed) and not terminal.ends():
            raise BookDisagrees(exchange, number, "(ends)", "(still runs)")
        # A literal block cannot end in blank lines, so they need not be promised.
        extra = [line for line in terminal.lines[index:] if line.strip()]
        if extra and not skipping:
            raise BookDisagrees(exchange, number, "(nothing more)", extra[0])
        if isServer:
            self.stopped(exchange, number)
        terminal.close()

    def stopped(self, exchange: Exchange, number: int) -> None:
        """
        A server that Ctrl-C has ended leaves its port, with status 0.
        """
        del self.held[exchange.command]
        status = self.servers.pop(exchange.command).child.wait()
        if status != 0:
            raise BookDisagrees(exchange, number, "ends with status 0", f"status {status}")


def describe(got: str | None) -> str:
    """
    Name a line that came, or that did not.
    """
    return "(nothing)" if got is None else got


def needPrograms(command: str) -> None:
    """
    Skip the test where a program of the command line is missing.
    """
    for word in set(re.findall(r"[\w-]+", command)) & PACKAGES.keys():
        need(word)


def walkthroughs() -> Iterator[Path]:
    """
    Find every walkthrough of the course, and the README.
    """
    yield ROOT / "README.rst"
    yield from sorted((ROOT / "lessons").rglob("*.rst"))


def play(path: Path) -> int:
    """
    Play every transcript of one file.

    @return: how many exchanges there were.
    @raise BookDisagrees: where the book and the program disagree.
    """
    return playAll(readTranscripts(path))


def playAll(exchanges: Iterable[Exchange]) -> int:
    """
    As L{play}, for exchanges that are already read.
    """
    played = 0
    with Player() as player:
        for exchange in exchanges:
            player.play(exchange)
            played += 1
    return played
