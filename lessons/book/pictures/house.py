"""
The house, drawn from its imports: which parts of the server rest on which.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from textwrap import wrap

import server
from lessons.book.pictures.drawing import MARGIN, WIDTH, Drawing
from lessons.book.pictures.picture import Picture
from lessons.book.pictures.things import Box

ROOT = Path(server.__file__).parent
#: The composition root: it alone may know the course, some of whose trees it puts on its site.
COMPOSITION_ROOT = "__main__"
COURSE = "lessons"
LEFT, WIDE, LINE, EDGE, GAP = MARGIN, WIDTH - 2 * MARGIN, 17.0, 8.0, 16.0
#: The most characters in a line of a box.
CHARACTERS = 50

#: Each part of the server, a folder or a file, with those that it imports.
Imports = Mapping[str, frozenset[str]]


class Circle(Exception):
    """
    Parts that import each other.
    """


def partsOf(tree: ast.Module) -> Iterator[str]:
    """
    Find what a file imports, at its beginning or later: the parts of the server, and the course as
    L{COURSE}.
    """
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{each.name}" for each in node.names]
        for name in names:
            package, *inner = name.split(".")
            if package == COURSE:
                yield COURSE
            elif package == "server" and inner:
                yield inner[0]


def readImports(root: Path = ROOT) -> dict[str, frozenset[str]]:
    """
    Read which part imports which.

    @param root: the folder of the parts.
    """
    found: dict[str, set[str]] = {}
    for path in sorted(root.rglob("*.py")):
        part = path.relative_to(root).parts[0].removesuffix(".py")
        tree = ast.parse(path.read_bytes())
        found.setdefault(part, set()).update(each for each in partsOf(tree) if each != part)
    found.pop("__init__", None)
    return {part: frozenset(imports) for part, imports in found.items()}


def storeysOf(imports: Imports) -> list[list[str]]:
    """
    Put each part on the lowest storey that is above all that it imports.

    @return: the storeys, from the ground up.
    @raise Circle: where there is none, as parts import each other.
    """
    storeys: list[list[str]] = []
    placed: set[str] = set()
    while len(placed) < len(imports):
        ready = [part for part, used in imports.items() if part not in placed and used <= placed]
        if not ready:
            raise Circle(", ".join(sorted(imports.keys() - placed)))
        storeys.append(sorted(ready))
        placed.update(ready)
    return storeys


@cache
def shownName(part: str) -> str:
    """
    Write a part as it is found on disk.
    """
    return f"{part}/" if (ROOT / part).is_dir() else f"{part}.py"


def draw() -> Picture:
    """
    Draw the storeys, one below the other, under the roof.
    """
    imports = readImports()
    root = imports.pop(COMPOSITION_ROOT)
    storeys = storeysOf(imports)
    drawing = Drawing()
    below = _drawRoof(drawing, isKnown=COURSE in root)
    for number, storey in reversed(list(enumerate(storeys))):
        names, kind = " ".join(map(shownName, storey)), "typed" if number else "left"
        box = _drawStorey(drawing, names, below.bottom + GAP, kind)
        x = below.middle[0]
        drawing.arrow((x, below.bottom), (x, box.y))
        below = box
    return Picture(
        "The house, drawn from its imports",
        f"{len(storeys)} storeys, one under the other. What is on one imports only what is "
        "further down. On top are the composition root and the course, which import all.",
        "Every part stands on the lowest storey that is above all that it imports: so there is "
        "no circle. One arrow points up: the composition root puts trees of the course on its "
        "site.",
        drawing,
    )


def _drawRoof(drawing: Drawing, isKnown: bool) -> Box:
    """
    Draw the two parts that rest on everything.

    @param isKnown: whether the lower knows the upper.
    @return: the lower.
    """
    course = _drawStorey(drawing, f"{COURSE}/", MARGIN, "arrived")
    root = _drawStorey(drawing, f"{COMPOSITION_ROOT}.py", course.bottom + GAP, "arrived")
    if isKnown:
        x = root.middle[0]
        drawing.arrow((x, root.y), (x, course.bottom))
    return root


def _drawStorey(drawing: Drawing, names: str, top: float, kind: str) -> Box:
    """
    Draw one storey as a box with the names of its parts.
    """
    lines = wrap(names, CHARACTERS, break_on_hyphens=False)
    box = drawing.box(LEFT, top, WIDE, LINE * len(lines) + EDGE, kind)
    drawing.label(box, *lines)
    return box
