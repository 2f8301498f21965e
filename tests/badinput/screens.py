"""
What goes over a wire, as the terminal shows it: in the two views of C{--wire}, in the command
C{explain}, and in what the judge of servers tells.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from io import StringIO

from twisted.internet.task import Clock

from lessons.command.annotated import Explanation
from lessons.command.console import Console
from lessons.command.explain import asData
from server.conformance import CASES
from server.conformance.conversation import Conversation
from server.conformance.judge import judge
from server.conformance.report import story
from server.console import printable
from server.explain import Direction as Read
from server.explain import Explainer
from server.wire import Chunk, Direction
from server.wire.terminal import WirePrinter
from server.wire.view import TerminalView
from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind
from tests.badinput.proxied import makeAnswer
from tests.badinput.requests import makeRequests
from tests.badinput.terminal import steering
from tests.badinput.trial import Trial

PROGRAMS = ["lessons.step1", "lessons.step3", "lessons.step15", "server"]
EVENTS = [Direction.OPENED, Direction.ENDED, Direction.CLOSED]


class Screen(StringIO):
    """
    A terminal with colours, which keeps what is written.
    """

    encoding = "utf-8"

    def isatty(self) -> bool:
        """
        Say that it is a terminal.
        """
        return True

    def take(self) -> str:
        """
        Take what was written since the last time.
        """
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text


class ScreensTrial(Trial):
    """
    Conversations as text: nothing in them may reach the terminal but what is printable, and
    our own colours.
    """

    name = "screens"
    about = "conversations, on a terminal"
    short = 60

    def start(self) -> None:
        """
        Make sure that the terminal has colours.
        """
        before = dict(os.environ)
        self.resources.callback(os.environ.update, before)
        self.resources.callback(os.environ.clear)
        os.environ["TERM"] = "xterm-256color"
        os.environ.pop("NO_COLOR", None)
        self.clock = Clock()

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Show a conversation, in all ways.
        """
        self.tried += 1
        asked, answered = makeRequests(chance), makeAnswer(chance)
        screen, plain = Screen(), Screen()
        watches = (
            TerminalView(screen, self.clock, chance.choice(PROGRAMS)),
            WirePrinter(plain),
        )
        for chunk in makeChunks(chance, asked, answered):
            for watch in watches:
                watch(chunk)
            self.clock.advance(chance.choice([0, 0.1, 3]))
        self.clock.pump([3] * 3)
        told = Screen()
        explain(told, Explainer(Read.REQUESTS), asked, chance.choice([None, *range(1, 16)]))
        explain(told, Explainer(Read.ANSWERS), answered, None)
        case = chance.choice(CASES)
        tell = story(case, Conversation(answered, True), judge(case, answered, True))
        for text in (screen.take(), plain.take(), told.take(), tell):
            for found in steering(text, isColoured=True):
                yield Fault(Kind.TERMINAL, found)


def makeChunks(chance: Chance, asked: bytes, answered: bytes) -> Iterator[Chunk]:
    """
    Make up what happens on a connection, in any order.
    """
    yield Chunk(
        1, 0.0, Direction.OPENED, note=chance.choice(["127.0.0.1:51234", makeNote(chance)])
    )
    for way, data in ((Direction.ARRIVED, asked), (Direction.LEFT, answered)):
        cut = chance.place(data)
        for piece in (data[:cut], data[cut:]):
            yield Chunk(1, chance.random(), way, piece)
            if chance.often(0.1):
                yield Chunk(1, 1.0, chance.choice(EVENTS), note=makeNote(chance), by="client")
    yield Chunk(1, 2.0, Direction.CLOSED, note=makeNote(chance), by="server")


def makeNote(chance: Chance) -> str:
    """
    Make up a note, as the tap makes one of whatever it is told.
    """
    return printable(chance.odd()[:300])


def explain(screen: Screen, explainer: Explainer, data: bytes, step: int | None) -> None:
    """
    Explain bytes as the command does, for a person and for a program.
    """
    explainer.feed(data)
    Explanation(Console(screen), data, explainer).show(step)
    json.dumps(asData(explainer, step))
