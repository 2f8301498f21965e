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
import pty
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from lessons.book import Exchange, Kind, Line, matches, readTranscripts
from lessons.book.stage import PortTaken, Stage
from lessons.book.terminal import KEYS, ROOT, prepare
from lessons.book.terminal import Terminal as PatientTerminal
from lessons.book.transcript import ELLIPSIS
from tests.support import warm
from tests.support.needs import PACKAGES, need

#: Seconds to wait for a line that the book promises.
LINE_PATIENCE = 15.0
#: What runs a module, and needs no shell: all that it says are plain words, or are quoted.
#: A variable of its own may come before.
PLAIN = re.compile(r"(?:exec )?(?:([A-Z]+)=(\w+) )?python (-m(?: +(?:[\w./:@=,+-]+|'[^']*'))+)")
#: What a page shows before the command line of a server that runs.
TAKEN = " is taken by: "
#: Seconds of silence after which a server has shown all that came so far.
GAP = 0.05


class BookDisagrees(AssertionError):
    """
    What the book promises and what the program does disagree.
    """

    def __init__(self, exchange: Exchange, number: int, promised: str, got: str) -> None:
        path = exchange.path
        place = f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name}:{number}"
        super().__init__(
            f"{place}: under `{exchange.command}`\n  the book:    {promised}\n  the program: {got}"
        )


class Terminal(PatientTerminal):
    """
    A terminal that waits as long as this module says.
    """

    @property
    def patience(self) -> float:  # type: ignore[override]
        """
        Seconds to wait for a line that must come.
        """
        return LINE_PATIENCE


class WarmTerminal(Terminal):
    """
    One whose program begins at once, where that can be: see L{tests.support.warm}.
    """

    def start(self, command: str, variables: dict[str, str]) -> tuple[int, int]:
        """
        Have a waiting process become the program; where there is none for it, start one.

        @return: the number of the process, and our side of its terminal.
        """
        plain = PLAIN.fullmatch(command)
        words = [sys.executable, *shlex.split(plain[3])] if plain else []
        if plain and plain[1]:
            variables = variables | {plain[1]: plain[2]}
        if not warm.isWarm(words, variables):
            return super().start(command, variables)
        ours, its = pty.openpty()
        prepare(its)
        try:
            return warm.startInTerminal(words, variables, str(self.folder), its), ours
        finally:
            os.close(its)


class Player(Stage):
    """
    Plays the exchanges of one walkthrough, in order.
    """

    terminal: type[PatientTerminal] = WarmTerminal

    def __enter__(self) -> Player:
        return self

    def variables(self) -> dict[str, str]:
        """
        Where nothing may be skipped, the programs may skip nothing either.
        """
        own = {name: os.environ[name] for name in ("SKIP_NOTHING",) if name in os.environ}
        return own | super().variables()

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

    def start(self, exchange: Exchange) -> PatientTerminal:
        """
        Run the command in a new terminal.
        """
        try:
            return super().start(exchange)
        except PortTaken as error:
            port = f"starts on port {error}"
            raise BookDisagrees(exchange, exchange.number, port, "taken") from error

    def follow(self, exchange: Exchange, terminal: PatientTerminal) -> None:
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

    def typeLine(
        self, exchange: Exchange, terminal: PatientTerminal, line: Line, index: int
    ) -> None:
        """
        Wait for the prompt, where there is one, and type.
        """
        if line.prompt:
            awaitPrompt(terminal, index, line.prompt)
            self.takeBack(exchange, terminal, line, index, line.prompt)
        text = self.translate(line.text)
        if exchange.command.startswith("telnet ") and not line.prompt:
            terminal.awaitEcho()  # after a prompt, the terminal is as it was before
        echoes = terminal.echoes and text != "^D"  # the one key of which nothing is shown
        # Neither what answers a prompt nor a key is sent to a server as it is typed.
        isSent = not line.prompt and text not in KEYS
        watchers = self.watchers(terminal) if isSent else []
        terminal.type(text)
        for watcher, seen in watchers:
            watcher.line(seen)
        if echoes:  # telnet has the terminal repeat what is typed
            self.takeBack(exchange, terminal, line, index, text)

    def watchers(self, terminal: PatientTerminal) -> list[tuple[PatientTerminal, int]]:
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
        self, exchange: Exchange, terminal: PatientTerminal, line: Line, index: int, text: str
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
        self, exchange: Exchange, terminal: PatientTerminal, line: Line, index: int, skipping: bool
    ) -> int:
        """
        Compare one promised line with the next printed one, or, after a
        C{…}, with the next that fits.

        @return: the index after the line that fitted.
        """
        promised = self.translate(line.text)
        first = got = terminal.line(index)
        while got is not None and not matches(promised, got) and skipping:
            index += 1
            got = terminal.line(index)
        if got is None or not matches(promised, got):
            raise BookDisagrees(exchange, line.number, promised, describe(first))
        return index + 1

    def finish(
        self, exchange: Exchange, terminal: PatientTerminal, index: int, skipping: bool
    ) -> None:
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
        # A server that Ctrl-C has ended leaves its port, with status 0.
        status = self.stopped(exchange) if isServer else 0
        if status != 0:
            raise BookDisagrees(exchange, number, "ends with status 0", f"status {status}")
        terminal.close()


def awaitPrompt(terminal: PatientTerminal, index: int, prompt: str) -> None:
    """
    Wait for a prompt. Where it ends with a blank, it is whole as soon as that is there; for any
    other, it takes silence to tell.
    """
    while len(terminal.lines) <= index:
        if terminal.rest == f"{prompt.strip()} ":
            terminal.endLine()
        elif not terminal.receive(terminal.silence):
            return


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


#: The pages of the book that walk through nothing, and the folder of such pages. What own.rst
#: shows needs a file first: tests.lessons.test_own.
TABLES = {"index.rst", "readme.rst", "glossary.rst", "oldbooks.rst", "report.rst"}
TABLES |= {"own.rst", "writing.rst", "house.rst", "connectionstates.rst"}
TABLES |= {"quiz3.rst", "quiz8.rst", "quiz15.rst"}
FIELD = "field"


def walkthroughs() -> Iterator[Path]:
    """
    Find every walkthrough of the course, and the README.
    """
    yield ROOT / "README.rst"
    lessons = ROOT / "lessons"
    texts = sorted(path for path in lessons.rglob("*.rst") if path.name not in TABLES)
    yield from (path for path in texts if path.parent.name != FIELD)


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
    every = list(exchanges)
    shown = list(shownLater(every))
    with Player() as player:
        for exchange in every:
            player.terminal = Terminal if exchange in shown else WarmTerminal
            player.play(exchange)
    return len(every)


def shownLater(exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
    """
    Find the servers that run where the page shows the command line of one: they need their own.
    """
    running: dict[str, Exchange] = {}
    for exchange in exchanges:
        if any(TAKEN in line.text for line in exchange.lines):
            yield from running.values()
        if exchange.servesForever:
            running.setdefault(exchange.command, exchange)
        if any(line.kind is Kind.TYPED and line.text == "^C" for line in exchange.lines):
            running.pop(exchange.command, None)
