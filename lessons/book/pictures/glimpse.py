"""
The programs of Glimpse: when step 12 starts each of them, and how long it lives.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, cast
from unittest.mock import patch

from twisted.internet.defer import Deferred
from twisted.internet.error import ProcessDone
from twisted.internet.interfaces import IReactorProcess
from twisted.internet.protocol import ProcessProtocol
from twisted.python.failure import Failure

from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.book.pictures.talking import defaults
from server.search import glimpseserver
from server.search.options import addSearchOptions

PROGRAMS = ("glimpseindex", "glimpse", "glimpseserver")
WORD = "tomato"
#: What the programs print, as far as step 12 looks at it.
ONLINE, FOUND = b"On-line\n", b"/data/words/12: tomato\n"
#: The middle of each program's lane; half the width of a life.
STEP, HALF = 44.0, 8.0
LANES = {"glimpseindex": 150.0, "glimpse": 258.0, "glimpseserver": 360.0}
#: From when until when each of them lives, on the paper.
LIVES = {"glimpseindex": (56.0, 116.0), "glimpseserver": (142.0, 366.0), "glimpse": (228.0, 326.0)}


class Run(NamedTuple):
    """
    What step 12 did.

    @ivar commands: for each program, in the order of their starts, its options.
    @ivar found: the numbers of the files that were found.
    """

    commands: dict[str, Sequence[str]]
    found: set[int]


class Spawning:
    """
    A reactor that starts no process, but remembers which it should have.
    """

    def __init__(self) -> None:
        self.commands: dict[str, Sequence[str]] = {}

    def spawnProcess(
        self, protocol: ProcessProtocol, executable: str, args: Sequence[str], *others: object
    ) -> None:
        """
        Remember it. The program's name comes after what starts it: what ends it with its parent,
        and a time limit.
        """
        self.last = protocol
        (name,) = (each for each in args if each in PROGRAMS)
        self.commands[name] = args[args.index(name) + 1 :]

    def say(self, printed: bytes) -> None:
        """
        Let the last program print something.
        """
        self.last.outReceived(printed)

    def end(self) -> None:
        """
        Let the last program end, with status 0.
        """
        self.last.processEnded(Failure(ProcessDone(0)))


def run(port: int) -> Run:
    """
    Make an index, start the server, and ask it, with the functions of step 12.
    """
    programs, found = Spawning(), list[set[int]]()
    reactor = cast(IReactorProcess, programs)
    with (
        TemporaryDirectory() as name,
        patch.object(glimpseserver, "findProgram", lambda name, package="glimpse": name),
    ):
        index = Path(name)
        made = Deferred.fromCoroutine(glimpseserver.makeIndex(reactor, index, index))
        (index / ".glimpse_index").touch()
        programs.end()
        made.addErrback(lambda failure: failure.raiseException())
        glimpseserver.GlimpseServer().spawn(reactor, index, port)
        programs.say(ONLINE)
        asked = Deferred.fromCoroutine(glimpseserver.ask(reactor, index, port, WORD))
        programs.say(FOUND)
        programs.end()
        asked.addCallback(found.append)
    return Run(programs.commands, found[0])


def draw() -> Picture:
    """
    Draw the life of each program as a bar in its lane.
    """
    drawing = Drawing()
    port: int = defaults(addSearchOptions).glimpse_port
    commands, found = run(port)
    _drawLives(drawing)
    _there(drawing, "glimpseindex", 64, "starts")
    drawing.words(LANES["glimpseindex"] + 16, 92, "reads all, writes the index")
    _back(drawing, "glimpseindex", 108, "ends")
    _there(drawing, "glimpseserver", 164, f"starts, on port {port}")
    _back(drawing, "glimpseserver", 194, "On-line")
    files = " ".join(map(str, found))
    _drawQuery(drawing, f"file {files}")
    seen = (
        f"Four lanes. Step 12 starts {', then '.join(commands)}. glimpseindex ends when the index "
        f"is written; glimpseserver listens on port {port} for as long as the step runs. glimpse "
        f"is started for one query, {WORD}, asks glimpseserver, prints that it is in file {files} "
        "and ends."
    )
    caption = (
        "A bar is the life of a process: one works and ends, one stays, and one lives for a "
        "query. Step 12 waits for none of them: it is told."
    )
    return Picture("The programs of Glimpse", seen, caption, drawing)


def _drawLives(drawing: Drawing) -> None:
    drawing.words(STEP, 30, "step 12", "name", "middle")
    drawing.box(STEP - HALF, 40, 2 * HALF, 326, "arrived full")
    for name, (begin, end) in LIVES.items():
        drawing.words(LANES[name], 30, name, "note", "middle")
        drawing.box(LANES[name] - HALF, begin, 2 * HALF, end - begin, "left full")


def _drawQuery(drawing: Drawing, answer: str) -> None:
    """
    Draw a query: step 12 asks the client, and the client asks the server.
    """
    _there(drawing, "glimpse", 250, f"for each query: {WORD}")
    left, right = LANES["glimpse"] + HALF, LANES["glimpseserver"] - HALF
    for y, start, end, kind in ((272, left, right, "arrived"), (296, right, left, "left")):
        drawing.arrow((start, y), (end, y), kind=kind)
    drawing.words((left + right) / 2, 266, WORD, "note", "middle")
    drawing.words((left + right) / 2, 290, answer, "note", "middle")
    _back(drawing, "glimpse", 316, f"{answer}; it ends")


def _there(drawing: Drawing, name: str, y: float, words: str) -> None:
    """
    Draw that step 12 starts a program.
    """
    start, end = STEP + HALF, LANES[name] - HALF
    drawing.words((start + end) / 2, y - 6, words, "note", "middle")
    drawing.arrow((start, y), (end, y), kind="arrived")


def _back(drawing: Drawing, name: str, y: float, words: str) -> None:
    """
    Draw that step 12 is told something.
    """
    start, end = LANES[name] - HALF, STEP + HALF
    drawing.words((start + end) / 2, y - 6, words, "note", "middle")
    drawing.arrow((start, y), (end, y), kind="left")
