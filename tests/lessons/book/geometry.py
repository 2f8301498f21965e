"""
What keeps a drawing from being read.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from lessons.book.pictures.drawing import MARGIN, WIDTH, Drawing
from lessons.book.pictures.things import Box, Words
from lessons.book.pictures.things import Path as Line

Area = tuple[float, float, float, float]


def overlap(one: Area, other: Area) -> bool:
    """
    Tell whether two areas have more in common than an edge.
    """
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > 0.5
        and min(one[3], other[3]) - max(one[1], other[1]) > 0.5
    )


def within(one: Area, other: Area) -> bool:
    """
    Tell whether one area is a part of another.
    """
    return (
        one[0] >= other[0] - 0.5
        and one[1] >= other[1] - 0.5
        and one[2] <= other[2] + 0.5
        and one[3] <= other[3] + 0.5
    )


def crosses(line: Line, area: Area) -> bool:
    """
    Tell whether a line runs through an area, as far as some hundred places on it tell.
    """
    for (x1, y1), (x2, y2) in zip(line.places, line.places[1:], strict=False):
        for step in range(101):
            x, y = x1 + (x2 - x1) * step / 100, y1 + (y2 - y1) * step / 100
            if area[0] < x < area[2] and area[1] + 2 < y < area[3] - 3:
                return True
    return False


def troubles(drawing: Drawing) -> list[str]:
    """
    List what keeps a drawing from being read.
    """
    words = [thing for thing in drawing.things if isinstance(thing, Words)]
    boxes = [thing for thing in drawing.things if isinstance(thing, Box)]
    lines = [thing for thing in drawing.things if isinstance(thing, Line)]
    page = (MARGIN / 2, 0.0, WIDTH - MARGIN / 2, drawing.bottom + MARGIN)
    outside = [thing for thing in drawing.things if not within(thing.area, page)]
    return [
        *(f"leaves the drawing: {thing}" for thing in outside),
        *wordTroubles(words, boxes, lines),
        *boxTroubles(boxes),
        *arrowTroubles(boxes, lines),
    ]


def wordTroubles(words: list[Words], boxes: list[Box], lines: list[Line]) -> Iterator[str]:
    """
    List words that lie on others, that stick out of their box, or that are crossed out.
    """
    for one, other in combinations(words, 2):
        if overlap(one.area, other.area):
            yield f"lie on each other: {one.text!r} and {other.text!r}"
    for one, box in product(words, boxes):
        if overlap(one.area, box.area) and not within(one.area, box.area):
            yield f"sticks out of its box: {one.text!r}"
    for one, line in product(words, lines):
        if crosses(line, one.area):
            yield f"a line runs through {one.text!r}"


def boxTroubles(boxes: list[Box]) -> Iterator[str]:
    """
    List boxes that lie on each other, of which neither is a part of the other.
    """
    for one, other in combinations(boxes, 2):
        isPart = within(one.area, other.area) or within(other.area, one.area)
        if overlap(one.area, other.area) and not isPart:
            yield f"boxes cut each other: {one} and {other}"


def arrowTroubles(boxes: list[Box], lines: list[Line]) -> Iterator[str]:
    """
    List arrows that lead from nowhere or to nowhere.
    """
    ends: list[Box | Line] = [*boxes, *lines]
    for line in lines:
        for place in (line.places[0], line.places[-1]) if line.isArrow else ():
            if not any(isAt(place, thing) for thing in ends):
                yield f"an arrow ends nowhere: {line.places}"


def isAt(place: tuple[float, float], thing: Box | Line) -> bool:
    """
    Tell whether a place is on the edge of a box, or on an upright or level line.
    """
    (x, y), (left, top, right, bottom) = place, thing.area
    isNear = left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1
    if isinstance(thing, Line):
        isStraight = right - left < 0.1 or bottom - top < 0.1
        return isNear and isStraight and not thing.isArrow
    return isNear and min(abs(x - left), abs(x - right), abs(y - top), abs(y - bottom)) <= 1
