"""
The elements that a drawing is made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from twisted.web.template import Flattenable, Tag

Point = tuple[float, float]


def element(
    name: str, attributes: Mapping[str, str | float], children: Iterable[Flattenable] = ()
) -> Tag:
    """
    Make an element of SVG. A style sheet says how it looks, by its class.
    """
    return Tag(
        name,
        {key: it if isinstance(it, str) else f"{it:g}" for key, it in attributes.items()},
        list(children),
    )


def text(kind: str, x: float, y: float, words: str) -> Tag:
    """
    Write some words at a place.
    """
    return element("text", {"class": kind, "x": x, "y": y}, [words])


def line(kind: str, start: Point, end: Point) -> Tag:
    """
    Draw a line from one point to another.
    """
    (x1, y1), (x2, y2) = start, end
    return element("line", {"class": kind, "x1": x1, "y1": y1, "x2": x2, "y2": y2})


def box(kind: str, corner: Point, width: float, height: float) -> Tag:
    """
    Draw a rectangle with round corners.
    """
    places = {"x": corner[0], "y": corner[1], "width": width, "height": height, "rx": 5.0}
    return element("rect", {"class": kind, **places})


def points(name: str, kind: str, places: Sequence[Point]) -> Tag:
    """
    Draw a C{polyline}, or a C{polygon}.
    """
    words = " ".join(f"{x:g},{y:g}" for x, y in places)
    return element(name, {"class": kind, "points": words})


def short(words: str, most: int) -> str:
    """
    Cut words that are longer than there is room for.
    """
    return words if len(words) <= most else words[: most - 1] + "…"
