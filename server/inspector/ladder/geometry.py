"""
Where things are on a lane of the ladder: time runs down, and waiting takes room.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap

#: Seconds of silence: from how many on it takes room; from how many on its length is
#: written; and after how many it takes no more room, however long it is.
SHORT, TOLD, LONG = 0.05, 0.2, 2.5
#: How much room a silence takes: at least, and for each further second.
GAP, PER_SECOND = 14.0, 32.0
#: How much room an arrow takes, and a mark; and how much there is above everything.
ARROW, MARK, TOP = 46.0, 26.0, 26.0
#: How much room a line of a note takes below a mark; how many characters it has; and how
#: many lines there are at most.
LINE, CHARACTERS, MOST_LINES = 14.0, 45, 4


@dataclass(frozen=True, slots=True)
class Arrow:
    """
    A piece that went from one side to the other.

    @ivar position: its number among the things that happened on its connection; 0 is the
        opening.
    @ivar seconds: the time since the connection began.
    @ivar isAsking: whether the client has sent it.
    @ivar size: how many bytes it has.
    @ivar label: what it is, in a few words.
    @ivar note: of which message it is a part, such as C{request 1}; may be empty.
    @ivar isWrong: whether it tells of an error.
    """

    position: int
    seconds: float
    isAsking: bool
    size: int
    label: str
    note: str = ""
    isWrong: bool = False

    @property
    def height(self) -> float:
        """
        The room that it takes, in the units of the drawing: the same for every arrow.
        """
        return ARROW

    @property
    def weight(self) -> str:
        """
        How many bytes it has, in words.
        """
        return "1 byte" if self.size == 1 else f"{self.size:,} bytes"


@dataclass(frozen=True, slots=True)
class Mark:
    """
    Something else that happened.

    @ivar position: as in an L{Arrow}.
    @ivar seconds: the time since the connection began.
    @ivar kind: C{opened}, C{ended}, C{closed} or C{named}; C{dropped} for what is no longer
        known; C{hidden} for what is not wanted.
    @ivar label: what it is, in a few words.
    @ivar by: who did it: C{client}, C{server}, or C{both}.
    @ivar note: the reason; may be empty.
    """

    position: int
    seconds: float
    kind: str
    label: str
    by: str = "both"
    note: str = ""

    @property
    def height(self) -> float:
        """
        The room that it takes, in the units of the drawing, with the lines of its words.
        """
        return MARK + LINE * len(self.lines)

    @property
    def lines(self) -> list[str]:
        """
        The reason, in lines that fit between the sides.
        """
        return wrap(self.note, CHARACTERS, max_lines=MOST_LINES, placeholder=" …")


Event = Arrow | Mark


@dataclass(frozen=True, slots=True)
class Placed:
    """
    Something that happened, and where it is on the lane.

    @ivar top: where it begins.
    @ivar silence: for how many seconds nothing had happened before it.
    @ivar gap: the room that the silence takes, above C{top}; 0 for a short one.
    """

    event: Event
    top: float
    silence: float
    gap: float

    @property
    def bottom(self) -> float:
        """
        Where what follows may begin.
        """
        return self.top + self.event.height


def place(events: Iterable[Event]) -> list[Placed]:
    """
    Find the places of what happened, in order.
    """
    placed: list[Placed] = []
    for event in events:
        last = placed[-1] if placed else None
        silence = max(event.seconds - last.event.seconds, 0.0) if last else 0.0
        gap = gapOf(silence)
        placed.append(Placed(event, (last.bottom if last else TOP) + gap, silence, gap))
    return placed


def gapOf(silence: float) -> float:
    """
    How much room a silence takes: as much as it is long, up to a limit.
    """
    return GAP + PER_SECOND * min(silence, LONG) if silence >= SHORT else 0.0


def timeText(seconds: float) -> str:
    """
    Write a time in about seven characters.
    """
    digits = 3 if seconds < 100 else 1 if seconds < 10_000 else 0
    return f"{seconds:.{digits}f} s"


def silenceText(seconds: float) -> str:
    """
    @return: what is written where nothing happened for so many seconds.
    """
    return f"{seconds:,.1f} s nothing"
