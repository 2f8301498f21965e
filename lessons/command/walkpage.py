"""
C{walk}: a walkthrough in the terminal. Its paragraphs one by one; and what it
tells the reader to type is typed into the real programs, which answer.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from lessons.book import Exchange, Kind, Line
from lessons.book.page import Heading, Part, Text, isTable
from lessons.book.stage import PortTaken, Stage
from lessons.book.terminal import Terminal
from lessons.book.transcript import ELLIPSIS
from lessons.columns import columnsOf
from lessons.command.console import Console
from lessons.command.keys import Keys
from lessons.command.prose import plain, plainTable
from lessons.command.walkpace import Pace, Skip
from lessons.command.walktext import readParts
from lessons.language import _
from lessons.trouble import Trouble

#: Programs that a transcript may need, and their Debian packages.
DEBIAN_PACKAGES = {"telnet": "telnet", "curl": "curl", "nc": "netcat-openbsd"}
WORD = re.compile(r"[\w-]+")


class Walk:
    """
    One reader on the way through one walkthrough.

    @ivar moved: the ports of the book that the reader knows to be others here.
    """

    def __init__(self, console: Console, keys: Keys, stage: Stage, isTyping: bool = False) -> None:
        """
        @param isTyping: whether the reader types what the book types.
        """
        self.console = console
        self.stage = stage
        self.pace = Pace(console, keys, isTyping)
        self.moved: dict[str, str] = {}

    def walk(self, path: Path) -> None:
        """
        Show a walkthrough, part by part.
        """
        self.lead(readParts(path))

    def lead(self, parts: Sequence[Part]) -> None:
        """
        Show parts of one, one after the other.
        """
        total = sum(not isinstance(part, Heading) for part in parts)
        number = 0
        skipping = False
        for part in parts:
            isHeading = isinstance(part, Heading)
            number += not isHeading
            if skipping and not isHeading:
                continue
            self.pace.place = self.placeOf(number, total)
            skipping = False
            try:
                self.show(part)
            except Skip:
                skipping = True

    def placeOf(self, number: int, total: int) -> str:
        """
        Say what is shown where a key is waited for: how far the walk is.
        """
        return _("{number} of {total}").format(number=number, total=total)

    def show(self, part: Part) -> None:
        """
        Show one part; a transcript is played.
        """
        if isinstance(part, Heading):
            self.console.say()
            self.console.tell(part.text, "", "bold")
            ruler = "=" if part.level == 1 else "-"
            self.console.say(ruler * min(columnsOf(part.text), self.console.width), "bold")
        elif isinstance(part, Text):
            self.console.say()
            self.showText(part)
            self.pace.pause()
        else:
            for exchange in part:
                self.play(exchange)

    def showText(self, text: Text) -> None:
        """
        Show a paragraph; a list keeps its lines, and code its characters.
        """
        if text.isCode:
            self.console.say("\n".join(text.lines))
        elif text.isLiteral:
            if isTable(text.lines):
                self.console.say(plainTable(text.lines))
            else:
                self.console.tellItems(plain("\n".join(text.lines)))
        else:
            words = self.stage.translate(" ".join(text.lines))
            # As in reStructuredText, the colons go where there is a blank before them.
            words = re.sub(r"::$", ":", re.sub(r"\s::$", "", words))
            self.console.tell(plain(words))

    def play(self, exchange: Exchange) -> None:
        """
        Type one command and what follows it, and show what the programs say.
        """
        self.console.say()
        missing = [one for one in WORD.findall(exchange.command) if self.isMissing(one)]
        if missing:
            self.showFromBook(exchange, missing[0])
            return
        terminal = self.stage.servers.get(exchange.command)
        isNew = terminal is None
        self.typeCommand(exchange, isNew)
        try:
            terminal = terminal or self.stage.start(exchange)
            self.tellPorts()
            self.follow(exchange, terminal, 0)
        except PortTaken as error:
            text = _("{page} starts two servers on port {port}")
            raise Trouble(text.format(page=exchange.path.name, port=error)) from error

    def isMissing(self, word: str) -> bool:
        """
        Tell whether a word is a program that is needed, and not there.
        """
        return word in DEBIAN_PACKAGES and shutil.which(word) is None

    def showFromBook(self, exchange: Exchange, program: str) -> None:
        """
        Show what the book shows, where a program is missing.
        """
        install = f"apt-get install {DEBIAN_PACKAGES[program]}"
        text = _("{program} is not installed ({command}); this is what the book shows:")
        self.console.tell(text.format(program=program, command=install))
        marks = {Kind.TYPED: "> ", Kind.PRINTED: ""}
        rows = [f"$ {exchange.command}", *(marks[one.kind] + one.text for one in exchange.lines)]
        self.console.say("\n".join(f"    {row}" for row in rows), "dim")
        self.pace.pause()

    def typeCommand(self, exchange: Exchange, isNew: bool) -> None:
        """
        Show a command, and run it when the reader says so.
        """
        command = self.stage.translate(exchange.command)
        if self.pace.typist.isAsked and isNew:
            self.pace.retype("    $ ", command)
            return
        self.console.say(f"    $ {command}", "cyan")
        if not isNew:
            self.console.say(
                "    " + _("(it is still running; this is its terminal again)"), "dim"
            )
        self.pace.pause()

    def tellPorts(self) -> None:
        """
        Say once where a server listens, if not where the book says.
        """
        text = _("(port {port} is taken, so this walk uses {other})")
        for port, real in self.stage.ports.items():
            if real not in ("0", port) and self.moved.get(port) != real:  # 0: it has not started
                self.moved[port] = real
                self.console.tell(text.format(port=port, other=real), "", "dim")

    def follow(self, exchange: Exchange, terminal: Terminal, shown: int) -> None:
        """
        Show what a program prints, and type into it what the book types.

        @param shown: how many of its lines have been shown.
        """
        typed = [line for line in exchange.lines if line.kind is Kind.TYPED]
        for kind, several in groupby(exchange.lines, lambda line: line.kind):
            for line in several if kind is Kind.TYPED else ():
                shown = self.typeLine(terminal, line, shown)
            if kind is Kind.PRINTED:
                promised = [line for line in exchange.lines if line.kind is kind]
                shown = self.showLines(terminal, shown, len(promised), exchange)
        isServer = exchange.command in self.stage.servers
        if not isServer and not typed:
            terminal.ends()
        self.showRest(terminal, shown)
        self.leave(exchange, terminal, [line.text for line in typed])

    def typeLine(self, terminal: Terminal, line: Line, shown: int) -> int:
        """
        Type one line into a program.

        @return: how many of its lines have been shown.
        """
        shown = self.showRest(terminal, shown)
        text = self.stage.translate(line.text)
        if self.pace.typist.isAsked:
            self.pace.retype("    > ", text)
        else:
            self.console.say(f"    > {text}".rstrip(), "cyan")
            self.pace.pause()
        echoes = not terminal.ended and terminal.echoes
        terminal.type(text)
        if echoes and terminal.line(shown) == text:
            shown += 1  # the terminal's own echo
        return shown

    def showLines(self, terminal: Terminal, shown: int, promised: int, exchange: Exchange) -> int:
        """
        Show what comes, as much as the book promises.
        """
        isOpenEnded = any(line.text == ELLIPSIS for line in exchange.lines)
        while shown < promised or isOpenEnded:
            # A program takes its time to start; what it says next comes soon.
            seconds = terminal.silence if terminal.lines else terminal.patience
            if len(terminal.lines) <= shown and not terminal.receive(seconds):
                break
            shown = self.showRest(terminal, shown)
        return shown

    def showRest(self, terminal: Terminal, shown: int) -> int:
        """
        Show what has come beyond what was shown before.
        """
        while terminal.receive(0.05):
            pass
        for line in terminal.lines[shown:]:
            self.console.say(f"    {line}".rstrip())
        return len(terminal.lines)

    def leave(self, exchange: Exchange, terminal: Terminal, typed: list[str]) -> None:
        """
        Close what has ended; a server runs on until Ctrl-C.
        """
        isServer = exchange.command in self.stage.servers
        if not isServer:
            terminal.close()
        elif "^C" in typed:
            shown = len(terminal.lines)
            terminal.ends()
            self.showRest(terminal, shown)
            self.stage.stopped(exchange)
            terminal.close()
