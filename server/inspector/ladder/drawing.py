"""
Draws a lane of the ladder: the client on the left, the server on the right, and an arrow
for each piece between them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from twisted.web.template import Tag

from server.inspector.ladder.geometry import (
    ARROW,
    CHARACTERS,
    LINE,
    LONG,
    TOLD,
    Arrow,
    Event,
    Mark,
    Placed,
    place,
    silenceText,
    timeText,
)
from server.inspector.ladder.shapes import box, element, line, points, short, text

#: The width of a lane, the places of the two sides, of the middle, and of the times.
WIDTH, CLIENT, SERVER, TIMES = 360.0, 72.0, 346.0, 58.0
MIDDLE = (CLIENT + SERVER) / 2
#: How much of an arrow's room is above its line, where the line ends, and where the note
#: is.
ABOVE, SLOPE, BELOW = 19.0, 6.0, 38.0
#: How many characters of a label have room between the sides.
LABEL_CHARACTERS = 35

#: Marks for what is not drawn: they have no sign, and no time.
OMITTED = ("dropped", "hidden")

#: Writes where the arrow for a piece leads.
Link = Callable[[int], str]


def drawLane(
    events: Sequence[Event],
    name: str,
    isOpen: bool,
    link: Link | None = None,
    key: str = "lane",
    outlook: str = "",
    client: str = "client",
) -> Tag:
    """
    Draw a lane.

    @param events: what happened, in order.
    @param name: what the whole is called, for those who cannot see it.
    @param isOpen: whether more may come.
    @param link: where the arrows lead, if anywhere.
    @param key: what the ids of its elements begin with.
    @param outlook: what may come, in a few words.
    @param client: what is written above the client's side.
    """
    placed = place(events)
    end = placed[-1].bottom if placed else 40.0
    height = end + (24.0 if isOpen else 6.0)
    attributes: dict[str, str | float] = {
        "id": key,
        "class": "lane",
        "viewBox": f"0 0 {WIDTH:g} {height:g}",
        "width": WIDTH,
        "height": height,
        "role": "list",
        "aria-label": name,
    }
    things = [_drawEvent(each, link, key) for each in placed]
    if outlook:
        words = text("silence", MIDDLE, end + 16, short(outlook, CHARACTERS))
        things.append(element("g", {"id": f"{key}-outlook", "role": "listitem"}, [words]))
    return element("svg", attributes, [_drawSides(placed, end, isOpen, client), *things])


def _drawSides(placed: Sequence[Placed], end: float, isOpen: bool, client: str) -> Tag:
    """
    Draw the line of each side: dotted where nobody says anything.
    """
    parts = [text("name", CLIENT, 13, client), text("name end", SERVER + 13, 13, "server")]
    top = placed[0].top + 13 if placed else 20.0
    for each in placed:
        if each.gap:
            parts += [*_sides("side", top, each.top - each.gap), *_drawSilence(each)]
            top = each.top
    parts += _sides("side", top, end)
    if isOpen:
        parts += _sides("silence", end, end + 24)
    return element("g", {"aria-hidden": "true"}, parts)


def _sides(kind: str, top: float, bottom: float) -> list[Tag]:
    return [line(kind, (x, top), (x, bottom)) for x in (CLIENT, SERVER)]


def _drawSilence(placed: Placed) -> list[Tag]:
    """
    Draw how long nothing happened. A silence that is longer than its room shows is drawn
    broken.
    """
    top, bottom = placed.top - placed.gap, placed.top
    parts, middle = _sides("silence", top, bottom), (top + bottom) / 2
    if placed.silence > LONG:
        for x in (CLIENT, SERVER):
            parts += _drawBreak(x, middle)
    if placed.silence >= TOLD:
        parts.append(text("silence", MIDDLE, middle + 4, silenceText(placed.silence)))
    return parts


def _drawBreak(x: float, y: float) -> list[Tag]:
    """
    Draw two strokes across a side, and nothing between them.
    """
    corners = [(x - 8, y), (x + 8, y - 7), (x + 8, y), (x - 8, y + 7)]
    strokes = [line("break", corners[0], corners[1]), line("break", corners[2], corners[3])]
    return [points("polygon", "break", corners), *strokes]


def _drawEvent(placed: Placed, link: Link | None, key: str) -> Tag:
    event = placed.event
    attributes = {"id": f"{key}-{event.position}", "role": "listitem"}
    if isinstance(event, Mark):
        return element("g", attributes, _drawMark(event, placed.top + 13))
    parts, words = _drawArrow(event, placed.top), told(event, placed.silence)
    if link is None:
        return element("g", attributes, [element("title", {}, [words]), *parts])
    target = {"href": link(event.position), "aria-label": words}
    return element("g", attributes, [element("a", target, parts)])


def _drawArrow(arrow: Arrow, top: float) -> list[Tag]:
    kind = "arrived" if arrow.isAsking else "left"
    start, end = (CLIENT, SERVER) if arrow.isAsking else (SERVER, CLIENT)
    first, last, sign = top + ABOVE, top + ABOVE + SLOPE, 1 if arrow.isAsking else -1
    head = [(end, last), (end - 11 * sign, last - 5), (end - 10 * sign, last + 4.5)]
    note = ", ".join(filter(None, (arrow.weight, arrow.note)))
    style = "label wrong" if arrow.isWrong else "label"
    return [
        box("hit", (1, top), WIDTH - 2, ARROW - 1),
        text(style, MIDDLE, top + 13, short(arrow.label, LABEL_CHARACTERS)),
        line(kind, (start, first), (end - 8 * sign, last)),
        points("polygon", kind, head),
        text("note", MIDDLE, top + BELOW, short(note, CHARACTERS)),
        text("time", TIMES, top + ABOVE + 4, timeText(arrow.seconds)),
    ]


def _drawMark(mark: Mark, y: float) -> list[Tag]:
    sides = [("client", CLIENT), ("server", SERVER)] if mark.kind not in OMITTED else []
    signs = [_drawSign(mark.kind, x, y) for by, x in sides if mark.by in (by, "both")]
    parts = [*signs, text(f"mark {mark.kind}", MIDDLE, y + 4, mark.label)]
    for row, words in enumerate(mark.lines, 1):
        parts.append(text("note", MIDDLE, y + 4 + LINE * row, words))
    if mark.kind not in OMITTED:
        parts.append(text("time", TIMES, y + 4, timeText(mark.seconds)))
    return parts


def _drawSign(kind: str, x: float, y: float) -> Tag:
    """
    Draw a ring for the opening, a bar where one side ends, a cross for the close, a rhombus
    for a name.
    """
    if kind == "opened":
        return element("circle", {"class": "sign", "cx": x, "cy": y, "r": 5})
    strokes = {
        "ended": f"M{x - 8:g} {y:g}h16",
        "closed": f"M{x - 6:g} {y - 6:g}l12 12m0 -12l-12 12",
        "named": f"M{x:g} {y - 6:g}l6 6l-6 6l-6 -6z",
    }
    return element("path", {"class": f"sign {kind}", "d": strokes[kind]})


def told(arrow: Arrow, silence: float) -> str:
    """
    Say what an arrow shows, for those who cannot see it.

    @param silence: for how many seconds nothing had happened before it.
    """
    who = "client" if arrow.isAsking else "server"
    after = f"after {silenceText(silence)}" if silence >= TOLD else ""
    parts = (f"{timeText(arrow.seconds)}: {who} sends {arrow.weight}", arrow.label, arrow.note)
    return ", ".join(part for part in (*parts, after) if part)
