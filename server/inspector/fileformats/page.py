"""
A conversation as a page: one HTML file that needs nothing else, and runs nothing.

Each piece is shown as text, with what each of its parts is; as a table of the parts, each
with the rule that says so; and as numbers. What was sent is text wherever it appears: it is
escaped by construction, and made visible before that, so that no byte of it can control the
screen of whoever looks.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice

from twisted.web.template import Flattenable, Tag, tags

from server.escapes import visible
from server.explain import Exchange, Span, innermost
from server.inspector.conversation.fragments import Fragment, fragmentsOf, linesOf
from server.inspector.conversation.views import COLOUR_OF
from server.inspector.fileformats.record import WAYS, Piece, Record
from server.inspector.fileformats.svg import DRAWING_STYLE, describe, drawn
from server.inspector.ladder.geometry import timeText
from server.pages.flattener import flattenedText
from server.wire import Direction

#: How many pieces are explained, and how many bytes of them, in all and of each. There are up
#: to C{MOST_BRIEF} pieces in all: those after the first C{MOST_EXPLAINED} as numbers
#: alone, so that the page can be imported again.
MOST_EXPLAINED, MOST_BYTES, MOST_PIECE = 300, 2**16, 2**13
MOST_BRIEF = 3000
BRIEFLY = "From here on, pieces are shown as numbers alone."
#: How many bytes are written in a row of numbers.
ROW_BYTES = 16

SENDER_NAMES = {Direction.ARRIVED: "the client", Direction.LEFT: "the server"}
NOTES = {
    Direction.OPENED: "The connection was opened.",
    Direction.ENDED: "It was said by {by} that no more would come.",
    Direction.CLOSED: "The connection was closed by {by}. {note}",
}

PAGE_STYLE = """
html { color-scheme: light dark; }
body { margin: 0 auto; max-width: 64rem; padding: 1rem; overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, sans-serif; background: #fff; color: #1d2126; }
h1, h2 { line-height: 1.2; }
h2 { font-size: 1rem; margin: 2rem 0 .3rem; border-top: 1px solid #9aa3ad; padding-top: .6rem; }
pre, code, td { font: .85rem/1.5 ui-monospace, monospace; }
pre { margin: .3rem 0; white-space: pre-wrap; }
pre.hex { white-space: pre; overflow-x: auto; }
summary { cursor: pointer; padding: .2rem 0; }
svg { max-width: 100%; height: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; min-width: 44rem; overflow-wrap: normal; }
td:nth-child(3) { overflow-wrap: anywhere; min-width: 6rem; }
th, td { text-align: left; vertical-align: top; padding: .1rem .8rem .1rem 0; }
.quiet { color: #59626c; }
pre .word, pre .name { font-weight: 600; }
pre .target, pre .name { color: #0b5cad; }
pre .value { color: #1d6b34; }
pre .framing, pre .content { color: #7a3aa3; }
pre .wrong { color: #b3261e; text-decoration: underline wavy; }
pre .mark, pre .unread { color: #59626c; }
.fault { border-left: .3rem solid #b3261e; padding-left: .8rem; }
@media (prefers-color-scheme: dark) {
  body { background: #16191d; color: #e6e9ec; }
  .quiet, pre .mark, pre .unread { color: #a5afb9; }
  pre .target, pre .name { color: #6db3f8; }
  pre .value { color: #7fd196; }
  pre .framing, pre .content { color: #cfa2f2; }
  pre .wrong { color: #ff8a80; }
}
"""


def writePage(record: Record) -> str:
    """
    Write a conversation as an HTML page.
    """
    title = f"A conversation with {record.peer}, {record.opened:%Y-%m-%d %H:%M:%S} UTC"
    style = PAGE_STYLE + DRAWING_STYLE
    page = tags.html(
        tags.head(
            tags.meta(charset="utf-8"),
            tags.meta(**{"http-equiv": "Content-Security-Policy", "content": policy(style)}),
            tags.meta(name="viewport", content="width=device-width, initial-scale=1"),
            tags.title(title),
            tags.style(style),
        ),
        tags.body(
            # Twisted's tags know no main.
            Tag("main")(tags.h1(title), tags.p(describe(record)), list(_body(record))),
        ),
        lang="en",
    )
    return "<!DOCTYPE html>\n" + flattenedText(page, None) + "\n"


def policy(style: str) -> str:
    """
    Let a page do nothing but look as it does: its one style sheet is allowed by its hash
    (CSP Level 3 section 2.3.1).
    """
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _body(record: Record) -> Iterator[Tag]:
    exchange = record.explained()
    yield from _faults(exchange)
    yield tags.details(tags.summary("As a ladder"), drawn(record))
    pages = Pieces(record, exchange)
    for position, piece in enumerate(record.pieces[:MOST_EXPLAINED]):
        yield pages.show(position, piece)
    if len(record.pieces) > MOST_EXPLAINED:
        yield tags.p(BRIEFLY, class_="quiet")
    for position, piece in enumerate(record.pieces[MOST_EXPLAINED:MOST_BRIEF], MOST_EXPLAINED):
        yield pages.showBriefly(position, piece)
    hidden = len(record.pieces) - MOST_BRIEF
    if hidden > 0:
        yield tags.p(f"{hidden:,} more pieces are not shown.", class_="quiet")


def _faults(exchange: Exchange) -> Iterator[Tag]:
    """
    Say what is wrong in each direction, or still missing.
    """
    for name, explainer in (("client", exchange.requests), ("server", exchange.answers)):
        diagnosis, waiting = explainer.diagnosis(), explainer.waiting()
        if diagnosis is not None:
            where = f"Byte {diagnosis.offset:,} from the {name}: "
            text = f"{where}{diagnosis.sentence} ({diagnosis.rule})"
            yield tags.p(text, class_="fault")
        elif waiting is not None and explainer.length:
            yield tags.p(f"From the {name}: {waiting}", class_="quiet")


class Pieces:
    """
    Shows the pieces, as far as there is room.
    """

    def __init__(self, record: Record, exchange: Exchange) -> None:
        self._record = record
        self._spans = {
            way: list(innermost(exchange.of(direction).spans())) for way, direction in WAYS.items()
        }
        self._room = MOST_BYTES

    def show(self, position: int, piece: Piece) -> Tag:
        """
        Show one piece: as text, as a table of its parts, and as numbers.
        """
        chunk = piece.chunk
        if chunk.direction not in WAYS:
            return _note(piece)
        data, more = self._take(piece)
        spans: Sequence[Span] = self._spans[chunk.direction]
        fragments = list(fragmentsOf(data, piece.start, spans))
        return _section(
            position,
            piece,
            tags.pre([_line(line) for line in linesOf(fragments)], class_="text"),
            more,
            _folded("What each part is", _table(fragments)),
            _folded("Numbers", _numbers(data, piece.start)),
        )

    def showBriefly(self, position: int, piece: Piece) -> Tag:
        """
        Show one piece as numbers alone.
        """
        if piece.chunk.direction not in WAYS:
            return _note(piece)
        data, more = self._take(piece)
        return _section(position, piece, _numbers(data, piece.start), more)

    def _take(self, piece: Piece) -> tuple[bytes, list[Tag]]:
        """
        Take as many bytes of a piece as there is room for; and say how many more there are.
        """
        size = min(len(piece.chunk.data), self._room, MOST_PIECE)
        self._room -= size
        hidden = len(piece.chunk.data) - size
        more = [tags.p(f"… and {hidden:,} bytes more", class_="quiet")] if hidden else []
        direction, start = piece.chunk.direction, piece.start
        return self._record.starred(direction, start, start + size), more


def _note(piece: Piece) -> Tag:
    """
    Tell of something that happened without bytes.
    """
    chunk = piece.chunk
    by = f"the {chunk.by}" if chunk.by else "one side"
    told = NOTES[chunk.direction].format(by=by, note=visible(chunk.note.encode()))
    return tags.section(_heading(piece, "")[0], tags.p(told.rstrip()))


def _section(position: int, piece: Piece, *content: Flattenable) -> Tag:
    heading = _heading(piece, f"#{position}, from {SENDER_NAMES[piece.chunk.direction]}")
    return tags.section(heading, *content, id=f"piece-{position}")


def _numbers(data: bytes, start: int) -> Tag:
    return tags.pre("\n".join(hexRows(data, start)), class_="hex", tabindex="0")


def _heading(piece: Piece, what: str) -> list[Flattenable]:
    size = len(piece.chunk.data)
    words = f"{what}, {size:,} {'byte' if size == 1 else 'bytes'}" if what else "The connection"
    return [tags.h2(timeText(piece.chunk.seconds), ": ", words)]


def _folded(summary: str, content: Flattenable) -> Tag:
    return tags.details(tags.summary(summary), content)


def _line(line: Sequence[Fragment]) -> list[Flattenable]:
    return [*(_part(fragment) for fragment in line), "\n"]


def _part(fragment: Fragment) -> Tag:
    span = fragment.span
    rule = f" ({span.rule})" if span.rule else ""
    return tags.span(
        visible(fragment.data),
        class_=COLOUR_OF.get(span.kind, "plain"),
        title=f"{span.kind}: {span.meaning}{rule}",
    )


def _table(fragments: Sequence[Fragment]) -> Tag:
    columns = ("Byte", "What", "Sent", "Description", "Rule")
    head = tags.tr([tags.th(column, scope="col") for column in columns])
    rows = [
        tags.tr(
            tags.td(f"{each.start:,}"),
            tags.td(each.span.kind),
            tags.td(_short(each.data)),
            tags.td(each.span.meaning),
            tags.td(each.span.rule),
        )
        for each in fragments
    ]
    table = tags.table(tags.thead(head), tags.tbody(rows))
    label = {"aria-label": "What each part is"}
    return tags.div(table, class_="wide", tabindex="0", role="group", **label)


def _short(data: bytes) -> str:
    return visible(data[:40]) + (" …" if len(data) > 40 else "")


def hexRows(data: bytes, start: int) -> Iterator[str]:
    """
    Write bytes as numbers and as characters, in rows.

    @param start: the offset of the first.
    """
    for place in range(0, len(data), ROW_BYTES):
        row = data[place : place + ROW_BYTES]
        letters = "".join(
            chr(byte) if 0x20 <= byte < 0x7F else "." for byte in islice(row, ROW_BYTES)
        )
        yield f"{start + place:8}  {row.hex(' '):47}  {letters}"
