"""
Blocking against not blocking: two people and one reactor, in step 9.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from unittest.mock import patch

from twisted.internet.task import Clock

from lessons import step9
from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.book.pictures.talking import Wire, connect, defaults

DELAY, SECOND, END, TICK = 4.0, 1.0, 5.0, 0.25
PATHS = ("/blocking", "/non_blocking")
#: Where the time begins, what a second takes, and how high a lane is.
LEFT, SCALE, LANE, PANEL = 78.0, 64.0, 34.0, 176.0
#: The least width of something that takes no time.
SLIVER = 5.0


@dataclass
class Timeline:
    """
    What happened when.

    @ivar asked: for each person, when the request was sent.
    @ivar answered: for each person, when the last byte of the answer came.
    @ivar busy: from when until when the reactor was at work, each time.
    """

    asked: dict[str, float] = field(default_factory=dict)
    answered: dict[str, float] = field(default_factory=dict)
    busy: list[tuple[float, float]] = field(default_factory=list)


class Watched(Wire):
    """
    A connection that notes when something is written on it.
    """

    def __init__(self, who: str, clock: Clock, timeline: Timeline) -> None:
        super().__init__()
        self.who, self.clock, self.timeline = who, clock, timeline

    def write(self, data: bytes) -> None:
        """
        Take some bytes of an answer.
        """
        self.timeline.answered[self.who] = self.clock.seconds()
        super().write(data)


def run(path: str) -> Timeline:
    """
    Let Ann ask for a page, and Ben ask for the home page a second later.
    """
    clock, timeline = Clock(), Timeline()

    def sleep(seconds: float) -> None:
        clock.rightNow += seconds  # and nobody is called meanwhile

    options = defaults(step9.addOptions, "--delay", str(DELAY))
    site = step9.makeFactory(clock, options)
    with patch.object(step9, "sleep", sleep):
        for who, time, target in (("Ann", 0.0, path), ("Ben", SECOND, "/")):
            protocol = connect(site, Watched(who, clock, timeline))
            _pass(clock, time)  # the request lies in the socket until the reactor is free
            begun = clock.seconds()
            protocol.dataReceived(f"GET {target} HTTP/1.1\r\nHost: me\r\n\r\n".encode())
            timeline.asked[who] = time
            timeline.busy.append((begun, clock.seconds()))
        _pass(clock, END)
    late = sorted(set(timeline.answered.values()) - {end for _, end in timeline.busy})
    timeline.busy += [(time, time) for time in late]
    return timeline


def _pass(clock: Clock, until: float) -> None:
    while clock.seconds() < until:
        clock.advance(TICK)


def draw() -> Picture:
    """
    Draw the two timelines, one above the other.
    """
    drawing, told = Drawing(), []
    for number, path in enumerate(PATHS):
        timeline = run(path)
        _drawPanel(drawing, path, timeline, PANEL * number)
        waits = [f"{who} waits {_waited(timeline, who):g} s" for who in timeline.asked]
        told.append(f"Ann asks for {path}, Ben for the home page: {', '.join(waits)}")
    seen = (
        "Two timelines of five seconds, each with a lane for Ann, for Ben, who asks a second "
        f"later, and for the reactor. {'. '.join(told)}."
    )
    caption = (
        "Above, the reactor sleeps in the first request, and the second one lies unread. "
        "Below, it is free between the moments in which there is something to do."
    )
    return Picture("Blocking, and not blocking", seen, caption, drawing)


def _waited(timeline: Timeline, who: str) -> float:
    return timeline.answered[who] - timeline.asked[who]


def _drawPanel(drawing: Drawing, path: str, timeline: Timeline, top: float) -> None:
    drawing.words(8, top + 18, f"Ann asks for {path}", "name")
    for lane, (who, begun) in enumerate(timeline.asked.items()):
        y, end = top + 28 + LANE * lane, timeline.answered[who]
        drawing.words(8, y + 18, f"{who} waits")
        _drawSpan(drawing, begun, end, y, "arrived", f"{end - begun:g} s", "at once")
    y = top + 28 + LANE * 2
    drawing.words(8, y + 18, "reactor")
    for begun, end in timeline.busy:
        _drawSpan(drawing, begun, end, y, "wrong full", f"sleep({end - begun:g})")
    base = y + LANE
    drawing.line((LEFT, base), (LEFT + SCALE * END, base))
    for second in range(int(END) + 1):
        x = LEFT + SCALE * second
        drawing.line((x, base), (x, base + 5))
        drawing.words(x, base + 19, f"{second} s", "note", "middle")


def _drawSpan(
    drawing: Drawing, begun: float, end: float, y: float, kind: str, words: str, atOnce: str = ""
) -> None:
    """
    Draw a span of time; what takes none is a narrow bar.
    """
    x, width = LEFT + SCALE * begun, SCALE * (end - begun)
    box = drawing.box(x, y, max(width, SLIVER), 26, kind if width else "left full")
    if width:
        drawing.label(box, words)
    elif atOnce:
        drawing.words(box.right + 6, y + 17, atOnce)
