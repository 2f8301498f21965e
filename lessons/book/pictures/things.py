"""
What a drawing is made of: boxes, words and arrows. Each knows its place and its size, so
that a test can see whether all of it has room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from unicodedata import east_asian_width

from twisted.web.template import Tag

from server.inspector.ladder.shapes import Point, box, line, points, text

#: For each kind of words, the greatest width of a character and height of a line.
EMS = {"code": (7.9, 17.0), "note": (7.2, 15.0), "name": (8.3, 17.0), "tiny": (6.5, 12.0)}
#: In these, not all characters are equally wide: a short word may have wide ones only.
SPARE = {"note": 3.0, "name": 3.0}
#: By how much a Chinese character is wider than that.
WIDER = 0.7
#: How much of a line is above its baseline.
ASCENT = 0.74
#: The length of an arrow's head, and half its width.
ARROWHEAD_LENGTH, ARROWHEAD_HALF = 9.0, 4.5


def widthOf(text: str, kind: str) -> float:
    """
    Tell how wide a line of text is, at the most.
    """
    name = kind.split()[0]
    wide = sum(east_asian_width(character) in "WF" for character in text)
    return (len(text) + wide * WIDER) * EMS[name][0] + SPARE.get(name, 0.0)


@dataclass(frozen=True)
class Words:
    """
    One line of text.

    @ivar x: its beginning, its middle or its end, as C{anchor} says.
    @ivar y: its baseline.
    @ivar kind: C{code}, C{note}, C{name} or C{tiny}, and perhaps more classes after it.
    """

    x: float
    y: float
    text: str
    kind: str
    anchor: str = "start"

    @property
    def width(self) -> float:
        """
        The room that it takes in its style, in the units of the drawing.
        """
        return widthOf(self.text, self.kind)

    @property
    def area(self) -> tuple[float, float, float, float]:
        """
        Left, top, right and bottom.
        """
        height = EMS[self.kind.split()[0]][1]
        left = self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * self.width
        top = self.y - ASCENT * height
        return left, top, left + self.width, top + height

    def draw(self) -> list[Tag]:
        """
        @return: one SVG C{text}, whose class says where C{x} is.
        """
        return [text(f"{self.kind} {self.anchor}", self.x, self.y, self.text)]


@dataclass(frozen=True)
class Box:
    """
    A rectangle, drawn in the style of its kind.
    """

    x: float
    y: float
    width: float
    height: float
    kind: str = ""

    @property
    def right(self) -> float:
        """
        The x of its right edge, in the units of the drawing.
        """
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """
        The y of its lower edge; y grows downwards, as in SVG.
        """
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """
        Its middle, as x and y.
        """
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def area(self) -> tuple[float, float, float, float]:
        """
        Left, top, right and bottom.
        """
        return self.x, self.y, self.right, self.bottom

    def draw(self) -> list[Tag]:
        """
        @return: one SVG C{rect}, in the style of its kind.
        """
        return [box(f"box {self.kind}".strip(), (self.x, self.y), self.width, self.height)]


@dataclass(frozen=True)
class Path:
    """
    A line through some places.

    @ivar isArrow: whether it has a head at its end.
    """

    places: tuple[Point, ...]
    kind: str = ""
    isArrow: bool = False

    @property
    def area(self) -> tuple[float, float, float, float]:
        """
        Left, top, right and bottom.
        """
        across, down = [x for x, _ in self.places], [y for _, y in self.places]
        return min(across), min(down), max(across), max(down)

    def draw(self) -> list[Tag]:
        """
        Make its elements. The line ends within the head, whose tip is thinner than it.
        """
        if not self.isArrow:
            return [self._line(self.places)]
        (x, y), (fromX, fromY) = self.places[-1], self.places[-2]
        length = hypot(x - fromX, y - fromY) or 1.0
        alongX, alongY = (x - fromX) / length, (y - fromY) / length
        footX, footY = x - ARROWHEAD_LENGTH * alongX, y - ARROWHEAD_LENGTH * alongY
        side, other = ARROWHEAD_HALF * alongY, ARROWHEAD_HALF * alongX
        head = [(x, y), (footX - side, footY + other), (footX + side, footY - other)]
        rounded = [(round(a, 2), round(b, 2)) for a, b in head]
        foot = round(footX, 2), round(footY, 2)
        kind = f"head {self.kind}".strip()
        return [self._line((*self.places[:-1], foot)), points("polygon", kind, rounded)]

    def _line(self, places: Sequence[Point]) -> Tag:
        kind = f"path {self.kind}".strip()
        if len(places) == 2:
            return line(kind, *places)
        return points("polyline", kind, places)
