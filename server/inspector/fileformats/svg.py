"""
A conversation as a drawing: one SVG file that needs nothing else.

It is the lane of the inspector's ladder, with its looks in the file: client and server, time
running down, and an arrow for each piece.
"""

from __future__ import annotations

from collections.abc import Iterator

from twisted.web.template import Tag

from server.escapes import visible
from server.inspector.fileformats.record import WAYS, Piece, Record
from server.inspector.ladder import Arrow, Mark, drawLane
from server.inspector.ladder.geometry import Event
from server.inspector.ladder.shapes import element
from server.pages.flattener import flattenedText
from server.wire import Direction

#: How many things are drawn at most, and how many bytes are looked at for a label.
MOST_DRAWN, LABEL = 2000, 80

DRAWING_STYLE = """
svg { color-scheme: light dark; background: #fff; color: #1d2126;
  font: 12px system-ui, sans-serif; }
text { fill: currentColor; text-anchor: middle; }
.name, .label { font-weight: 600; }
.label, .time { font-family: ui-monospace, monospace; font-size: 11px; }
.time, .end { text-anchor: end; }
.name { text-anchor: start; }
.name.end { text-anchor: end; }
.note, .time, text.silence { fill: #59626c; font-size: 10.5px; }
.hit { fill: none; }
.side { stroke: #9aa3ad; stroke-width: 2; }
line.silence { stroke: #9aa3ad; stroke-width: 2; stroke-dasharray: 2 4; }
.break { fill: none; stroke: #9aa3ad; stroke-width: 1.5; }
line.arrived { stroke: #0b5cad; stroke-width: 2; }
polygon.arrived { fill: #0b5cad; }
line.left { stroke: #a3480b; stroke-width: 2; }
polygon.left { fill: #a3480b; }
.sign { fill: #fff; stroke: currentColor; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
  svg { background: #16191d; color: #e6e9ec; }
  .note, .time, text.silence { fill: #a5afb9; }
  line.arrived { stroke: #6db3f8; }
  polygon.arrived { fill: #6db3f8; }
  line.left { stroke: #f0a06a; }
  polygon.left { fill: #f0a06a; }
  .sign { fill: #16191d; }
}
"""


def writeSVG(record: Record) -> str:
    """
    Write a conversation as a drawing, in SVG.
    """
    name, lane = _nameOf(record), drawn(record)
    lane.attributes["xmlns"] = "http://www.w3.org/2000/svg"
    # SVG 2 section 5.8: the title of the whole should be its first child.
    told = [element("title", {}, [name]), element("desc", {}, [describe(record)])]
    lane.children[:0] = [*told, element("style", {}, [DRAWING_STYLE])]
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + flattenedText(lane, None) + "\n"


def _nameOf(record: Record) -> str:
    return f"A connection with {record.peer}, {record.opened:%Y-%m-%d %H:%M:%S} UTC"


def drawn(record: Record) -> Tag:
    """
    Draw it, without its style sheet.
    """
    return drawLane(list(eventsOf(record)), _nameOf(record), record.closing is None)


def describe(record: Record) -> str:
    """
    Say in words what is drawn.
    """
    arrived, left = (_count(record, way) for way in WAYS)
    masks = " Secrets are masked." if record.isMasked else ""
    return f"From the client: {arrived}. From the server: {left}.{masks}"


def _count(record: Record, way: Direction) -> str:
    pieces = sum(piece.chunk.direction is way for piece in record.pieces)
    size = len(record.data(way))
    return f"{size:,} bytes in {pieces:,} {'piece' if pieces == 1 else 'pieces'}"


def eventsOf(record: Record) -> Iterator[Event]:
    """
    List what is drawn, in order.
    """
    for position, piece in enumerate(record.pieces[:MOST_DRAWN]):
        yield _eventOf(position, piece, record)
    hidden = len(record.pieces) - MOST_DRAWN
    if hidden > 0:
        seconds = record.pieces[MOST_DRAWN - 1].chunk.seconds
        yield Mark(MOST_DRAWN, seconds, "dropped", f"{hidden:,} more are not drawn")


def _eventOf(position: int, piece: Piece, record: Record) -> Event:
    chunk = piece.chunk
    if chunk.direction in WAYS:
        isAsking = chunk.direction is Direction.ARRIVED
        label = firstLine(record.shownOf(piece))
        return Arrow(position, chunk.seconds, isAsking, len(chunk.data), label)
    labels = {
        Direction.OPENED: f"opened by {record.peer}",
        Direction.ENDED: f"{chunk.by or 'one side'} sends no more",
        Direction.CLOSED: f"closed by the {chunk.by}" if chunk.by else "closed",
    }
    by = chunk.by if chunk.direction is Direction.ENDED else ""
    note = chunk.note if chunk.direction is Direction.CLOSED else ""
    kind = chunk.direction.value
    return Mark(position, chunk.seconds, kind, labels[chunk.direction], by or "both", note)


def firstLine(data: bytes) -> str:
    """
    Write the beginning of a piece, up to the end of its first line.
    """
    return visible(data[:LABEL].lstrip(b"\r\n").partition(b"\n")[0].rstrip(b"\r")) or visible(
        data[:LABEL]
    )
