"""
The two rails of a Deferred: on which of them a result goes through its callbacks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.book.pictures.things import Box


def decode(data: bytes) -> str:
    """
    The first callback: bytes become text.
    """
    return data.decode()


def toNumber(text: str) -> int:
    """
    The second callback, which takes digits alone.
    """
    return int(text)


def double(number: int) -> int:
    """
    The third callback: the number is doubled.
    """
    return 2 * number


def useZero(reason: Failure) -> int:
    """
    The errback: it knows what to do without a number.
    """
    reason.trap(ValueError)
    return 0


def say(number: int) -> str:
    """
    The last callback: the number becomes text.
    """
    return f"{number} plants"


#: What is added, in order, and to which rail.
CHAIN: tuple[tuple[str, Callable[[Any], object]], ...] = (
    ("addCallback", decode),
    ("addCallback", toNumber),
    ("addCallback", double),
    ("addErrback", useZero),
    ("addCallback", say),
)
FIRST_RESULT = b"seven"
#: Where the rails are, and the room that a station takes.
GOOD, BAD, WIDTH, HEIGHT, TOP, ROW = 95.0, 313.0, 172.0, 26.0, 74.0, 68.0


class Passed(NamedTuple):
    """
    A station that was passed.

    @ivar isCalled: whether its function was called.
    @ivar isGood: whether what goes on is a result, and no failure.
    @ivar shown: what that is.
    """

    added: str
    name: str
    isCalled: bool
    isGood: bool
    shown: str


def run(first: object) -> list[Passed]:
    """
    Send a result through the chain.
    """
    deferred: Deferred[Any] = Deferred()
    called: list[Callable[[Any], object]] = []
    passed: list[Passed] = []

    def recorded(function: Callable[[Any], object]) -> Callable[[Any], object]:
        def call(value: Any) -> object:
            called.append(function)
            return function(value)

        return call

    def note(value: Any, added: str, function: Callable[[Any], object]) -> Any:
        isGood = not isinstance(value, Failure)
        shown = repr(value) if isGood else value.type.__name__
        passed.append(Passed(added, function.__name__, function in called, isGood, shown))
        return value

    for added, function in CHAIN:
        getattr(deferred, added)(recorded(function))
        deferred.addBoth(note, added, function)
    deferred.callback(first)
    return passed


def draw() -> Picture:
    """
    Draw both rails, and the way that a result takes through the stations.
    """
    drawing, passed = Drawing(), run(FIRST_RESULT)
    drawing.words(GOOD, 18, "a result goes here", "name", "middle")
    drawing.words(BAD, 18, "a failure goes here", "name", "middle")
    start = drawing.box(GOOD - WIDTH / 2, 28, WIDTH, HEIGHT, "left full")
    drawing.label(start, f"callback({FIRST_RESULT!r})")
    isGood, last = True, start
    for number, station in enumerate(passed):
        last = _drawStation(drawing, station, TOP + ROW * number, isGood, last)
        isGood = station.isGood
    _drawWay(drawing, last, isGood, (GOOD if isGood else BAD), last.bottom + 18, isEnd=True)
    told = [
        f"{each.name} {'is called' if each.isCalled else 'is skipped'}, and "
        f"{'the result' if each.isGood else 'the failure'} is {each.shown}"
        for each in passed
    ]
    seen = (
        "Two rails, one for results and one for failures. "
        f"callback({FIRST_RESULT!r}) starts on the first. {'; '.join(told)}."
    )
    caption = (
        "A callback is on the one rail, an errback on the other. What raises an exception "
        "throws the switch to the right; an errback that returns something, back to the left."
    )
    return Picture("The two rails of a Deferred", seen, caption, drawing)


def _drawStation(drawing: Drawing, station: Passed, top: float, wasGood: bool, last: Box) -> Box:
    """
    Draw a function on its rail, and the way to here.

    @return: where the way goes on: the function, or the place beside it that is passed.
    """
    rail = GOOD if station.added == "addCallback" else BAD
    kind = ("left" if rail == GOOD else "wrong") if station.isCalled else "dashed"
    box = drawing.box(rail - WIDTH / 2, top, WIDTH, HEIGHT, kind)
    drawing.label(box, f"{station.added}({station.name})")
    own = GOOD if wasGood else BAD
    place = box if station.isCalled else Box(own, top, 0, HEIGHT)
    _drawWay(drawing, last, wasGood, own, top, isEnd=not station.isCalled)
    if not station.isCalled:
        drawing.line((own, top), (own, top + HEIGHT), kind="left" if wasGood else "wrong")
    else:
        after = GOOD if station.isGood else BAD
        drawing.words(after + 8, top + HEIGHT + 33, station.shown, "code")
    return place


def _drawWay(drawing: Drawing, last: Box, isGood: bool, x: float, y: float, isEnd: bool) -> None:
    """
    Draw the way from one station to the next, from rail to rail where they differ.
    """
    begin, kind = last.middle[0], "left" if isGood else "wrong"
    turn = last.bottom + 14
    corner = [] if begin == x else [(begin, turn), (x, turn)]
    places = [(begin, last.bottom), *corner, (x, y)]
    if isEnd:
        drawing.line(*places, kind=kind)
    else:
        drawing.arrow(*places, kind=kind)
