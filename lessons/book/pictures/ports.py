"""
Boxes and ports: which program listens where in the transcripts of step 14, which are
tested.
"""

from __future__ import annotations

import re
from pathlib import Path

import lessons
from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.book.pictures.things import Box
from lessons.book.transcript import readTranscripts

TEXT = Path(lessons.__file__).parent / "step14.rst"
PROGRAM = re.compile(r"python -m (\S+)")
LISTENS = re.compile(r"(listening on|\w+ at) (127\.0\.0\.1):(\d+)$")
#: The doors of a program: how wide and high, and how far apart.
DOOR, HIGH, APART = 46.0, 26.0, 52.0
TOP, FIRST_DOOR = 54.0, 86.0


def run() -> dict[str, dict[str, str]]:
    """
    Read who listens where.

    @return: for each program, by port, what is there: an empty string for the port that the
        program is for.
    """
    found: dict[str, dict[str, str]] = {}
    for exchange in readTranscripts(TEXT):
        program = PROGRAM.match(exchange.command)
        for line in exchange.lines if program else ():
            listens = LISTENS.match(line.text)
            if program and listens:
                name = listens[1].removesuffix(" at").removeprefix("listening on")
                found.setdefault(program[1], {}).setdefault(listens[3], name)
    return found


def draw() -> Picture:
    """
    Draw the machine, the programs in it, and who connects to which port.
    """
    found, drawing = run(), Drawing()
    drawing.box(6, 26, 408, 184, "frame dashed")
    drawing.words(8, 18, "this machine: 127.0.0.1", "name")
    proxy, counts = found["lessons.step14"]
    (server,) = found["lessons.step6"]
    doors = [(proxy, "proxy"), (counts, "counts")]
    step14 = _drawProgram(drawing, 150, 112, "lessons.step14", doors)
    step6 = _drawProgram(drawing, 306, 102, "lessons.step6", [(server, "files")])
    for number, name in enumerate(("curl -x", "a browser")):
        y = FIRST_DOOR + APART * number
        client = drawing.box(14, y, 84, HIGH, "arrived")
        drawing.label(client, name, kind="note")
        drawing.words(client.x, client.bottom + 14, "a free port")
        drawing.arrow((client.right, y + HIGH / 2), (step14.x, y + HIGH / 2), kind="arrived")
    drawing.arrow(
        (step14.right, FIRST_DOOR + HIGH / 2), (step6.x, FIRST_DOOR + HIGH / 2), kind="arrived"
    )
    seen = (
        f"One machine, with four programs in it. curl goes to port {proxy} of lessons.step14, "
        f"the proxy; a browser goes to port {counts} of the same program, the counts; and the "
        f"proxy goes to port {server} of lessons.step6. No arrow comes from outside the machine."
    )
    caption = (
        "A box is a process, a door in it a port. One process can have two, and can be a server "
        "on the one side and a client on the other."
    )
    return Picture("Boxes and ports", seen, caption, drawing)


def _drawProgram(
    drawing: Drawing, x: float, width: float, name: str, doors: list[tuple[str, str]]
) -> Box:
    """
    Draw a program, with its ports on its left side.
    """
    height = FIRST_DOOR - TOP + APART * len(doors) + 4
    box = drawing.box(x, TOP, width, height, "left")
    drawing.words(x + width / 2, TOP + 18, name, "note", "middle")
    for number, (port, what) in enumerate(doors):
        door = drawing.box(x, FIRST_DOOR + APART * number, DOOR, HIGH, "typed full")
        drawing.label(door, port)
        drawing.words(door.right + 6, door.middle[1] + 4, what)
    return box
