"""
The tap's view for a screen: C{--wire}, where somebody looks.

Like the plain view, which is what the book shows, but in colours: each span in that of its
kind, each connection in its own. Rows are as wide as the screen, content is set apart from
the head before it, and so is what comes after a while. Where a connection is quiet, the
view says what the server waits for, or what was wrong::

    #1    0.000 s  opened by 127.0.0.1:51234
    #1    1.204 s  -> GET / HTTP/1.1\\r\\n                     16 bytes
    #1    3.204 s  waits: The head is not finished: no empty line yet.
"""

from __future__ import annotations

from typing import NamedTuple, TextIO

from twisted.internet.interfaces import IReactorTime

from server.colours import Palette
from server.screen import countColours, countColumns, drawable, isScreen
from server.wire.chunk import Chunk, Direction, Watch
from server.wire.dissector import Dissector, makeDissector
from server.wire.frame import Frame
from server.wire.idleconnections import IdleConnections
from server.wire.remark import Remark
from server.wire.rows import Study, chunkRows, firstScreen
from server.wire.tap import SECURED
from server.wire.terminal import ARROWS, WirePrinter, describeEvent

#: After how many seconds without a byte a connection counts as quiet, and after how many
#: the view says how much time has gone by.
QUIET, GAP = 2.0, 1.0
#: How many connections are explained at a time: those that have spoken last. Each may take
#: a megabyte, if its client wants to do harm.
EXPLAINED = 100
#: A client begins HTTP/2 like this (RFC 9113 section 3.4).
HTTP2 = b"PRI * HTTP/2.0"


class Explained(NamedTuple):
    """
    A connection that is explained.

    @ivar began: when, on the reactor's clock.
    """

    dissector: Dissector
    began: float
    isSecure: bool


class TerminalView:
    """
    Shows every chunk on a screen, in colours if it has any.
    """

    def __init__(self, out: TextIO, reactor: IReactorTime, program: str) -> None:
        """
        @param reactor: tells the time.
        @param program: the name of the program, as C{python -m} takes it.
        """
        self._out = out
        self._reactor = reactor
        self._program = program
        self._palette = Palette(countColours(out))
        self._explained: dict[int, Explained] = {}  # the one that was quiet longest comes first
        self._idleConnections = IdleConnections(reactor, QUIET, self._fallSilent)
        self._latest = 0.0  # when the last chunk was shown

    def __call__(self, chunk: Chunk) -> None:
        """
        Show bytes in a frame, or what else has happened in a line.
        """
        frame, gap = self._frame(chunk.connection), self._gap()
        if chunk.direction in ARROWS:
            shown = self._bytes(frame, chunk)
        else:
            shown = self._event(frame, chunk)
        self._write(gap + shown)

    def _write(self, text: str) -> None:
        print(drawable(text, self._out.encoding), end="", file=self._out, flush=True)

    def _frame(self, connection: int) -> Frame:
        return Frame(self._palette, countColumns(self._out), connection)

    def _gap(self) -> str:
        """
        Tell how much time has gone by, if anybody can have noticed.
        """
        now = self._reactor.seconds()
        passed, self._latest = now - (self._latest or now), now
        if passed < GAP:
            return ""
        return self._palette.paint(f"… {duration(passed)} later", "aside") + "\n"

    def _event(self, frame: Frame, chunk: Chunk) -> str:
        """
        Show what has happened where no bytes went.
        """
        shown = frame.sentence(chunk.seconds, describeEvent(chunk), "plain")
        if chunk.direction is Direction.OPENED:
            self._begin(chunk)
        elif explained := self._explained.get(chunk.connection):
            if chunk.direction is Direction.ENDED and chunk.by == "client":
                explained.dissector.ended()
            if chunk.direction is Direction.CLOSED:
                shown += self._end(frame, chunk, explained)
        return shown

    def _end(self, frame: Frame, chunk: Chunk, explained: Explained) -> str:
        """
        Forget a connection that is over, and tell what was wrong.
        """
        del self._explained[chunk.connection]
        self._idleConnections.forget(chunk.connection)
        remark = explained.dissector.closed()
        return self._remark(frame, chunk.seconds, remark) if remark else ""

    def _bytes(self, frame: Frame, chunk: Chunk) -> str:
        """
        Show bytes that went one way.
        """
        data, count = firstScreen(chunk.data), len(chunk.data)
        study = self._study(chunk, data)
        rows = chunkRows(data, study, count - len(data))
        size = f"{count:,} byte{'s' * (count != 1)}"
        return frame.piece(chunk.seconds, ARROWS[chunk.direction], size, rows)

    def _study(self, chunk: Chunk, data: bytes) -> Study:
        """
        Find out what the bytes are, where the connection is explained.

        @param data: those of the chunk that are shown.
        """
        explained = self._explained.pop(chunk.connection, None)
        if explained is None or (explained.isSecure and data.startswith(HTTP2)):
            self._idleConnections.forget(chunk.connection)
            return Study(["plain"] * len(data), {})
        self._explained[chunk.connection] = explained  # the last one now
        self._idleConnections.hear(chunk.connection)
        return explained.dissector.take(chunk.direction, data, chunk.data[len(data) :])

    def _begin(self, chunk: Chunk) -> None:
        """
        Explain one more connection and, where there are too many, stop explaining the one
        that was quiet longest.
        """
        if len(self._explained) >= EXPLAINED:
            oldest = next(iter(self._explained))
            del self._explained[oldest]
            self._idleConnections.forget(oldest)
        isSecure = chunk.note.endswith(SECURED)
        dissector = makeDissector(self._program, isSecure)
        began = self._reactor.seconds() - chunk.seconds
        self._explained[chunk.connection] = Explained(dissector, began, isSecure)
        self._idleConnections.hear(chunk.connection)

    def _fallSilent(self, connection: int) -> None:
        """
        Tell why nothing happens on a connection.
        """
        explained = self._explained[connection]
        if remark := explained.dissector.quiet():
            seconds = self._reactor.seconds() - explained.began
            self._write(self._remark(self._frame(connection), seconds, remark))

    def _remark(self, frame: Frame, seconds: float, remark: Remark) -> str:
        look = "wrong" if remark.isFault else "waits"
        return frame.sentence(seconds, f"{remark.mark}: {remark.text}", look)


def duration(seconds: float) -> str:
    """
    Write how long something took.
    """
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes:,} min {seconds} s"


def makePrinter(out: TextIO, reactor: IReactorTime, program: str) -> Watch:
    """
    Make the view that fits where it is printed.
    """
    return TerminalView(out, reactor, program) if isScreen(out) else WirePrinter(out)
