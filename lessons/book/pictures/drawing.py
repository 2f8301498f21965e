"""
A small kit for drawings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from twisted.web.template import Tag

from lessons.book.pictures.things import ASCENT, EMS, Box, Path, Words
from server.inspector.ladder.shapes import Point, element

#: The width of every drawing, in its own units. On a phone one of them is most of a pixel.
WIDTH = 420.0
#: What stays empty at every edge.
MARGIN = 6.0

Thing = Words | Box | Path
SomeThing = TypeVar("SomeThing", Words, Box, Path)


class Drawing:
    """
    What has been drawn so far.

    @ivar things: in the order in which they were drawn.
    """

    def __init__(self) -> None:
        self.things: list[Thing] = []

    @property
    def bottom(self) -> float:
        """
        The lower edge of all that has been drawn.
        """
        return max(thing.area[3] for thing in self.things)

    def add(self, thing: SomeThing) -> SomeThing:
        """
        Add something to the drawing; what comes later may hide it.
        """
        self.things.append(thing)
        return thing

    def box(self, x: float, y: float, width: float, height: float, kind: str = "") -> Box:
        """
        Draw a rectangle, given its left upper corner and its size.
        """
        return self.add(Box(x, y, width, height, kind))

    def words(
        self, x: float, y: float, text: str, kind: str = "note", anchor: str = "start"
    ) -> Words:
        """
        Write one line of text, given its baseline.
        """
        return self.add(Words(x, y, text, kind, anchor))

    def label(self, box: Box, *lines: str, kind: str = "code") -> None:
        """
        Write lines into the middle of a box.
        """
        height = EMS[kind.split()[0]][1]
        x, y = box.middle
        top = y - height * len(lines) / 2
        for number, each in enumerate(lines):
            self.words(x, round(top + height * (number + ASCENT + 0.04), 2), each, kind, "middle")

    def arrow(self, *places: Point, kind: str = "") -> Path:
        """
        Draw an arrow through some places.
        """
        return self.add(Path(places, kind, isArrow=True))

    def line(self, *places: Point, kind: str = "") -> Path:
        """
        Draw a line through some places.
        """
        return self.add(Path(places, kind))

    def draw(self) -> list[Tag]:
        """
        Make the elements: first what has an area, then lines, then words, which nothing hides.
        """
        order = [Box, Path, Words]
        things = sorted(self.things, key=lambda thing: order.index(type(thing)))
        return [each for thing in things for each in thing.draw()]


def makeSVG(drawing: Drawing, attributes: dict[str, str], children: Sequence[Tag]) -> Tag:
    """
    Make an element of the whole drawing.
    """
    height = drawing.bottom + MARGIN
    size = {"viewBox": f"0 0 {WIDTH:g} {height:g}"}
    return element("svg", {**size, **attributes}, [*children, *drawing.draw()])
