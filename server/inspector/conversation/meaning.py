"""
What one span is: its sentence, the rule, the step that teaches it, the code that reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from twisted.web.template import Flattenable, Tag, tags

from server.escapes import visible
from server.explain import Span
from server.inspector.conversation.code import codeOf
from server.inspector.conversation.fragments import (
    FROM_ZERO,
    LETTERS,
    UNEXPLAINED,
    keyOf,
    lineSpans,
)
from server.inspector.conversation.references import linkToStep
from server.inspector.conversation.snapshot import Snapshot, readSnapshot, snapshotOf
from server.inspector.inspector import Inspector
from server.inspector.view import View
from server.pages.rules import linkToRule
from server.wire import Direction

#: How many bytes of the span are repeated here.
MOST_BYTES = 200
#: How many pieces are named.
NAMED_PIECES = 10
#: How many bytes are searched for the end of a line, where lines are all that there is.
LONGEST_LINE = 4096

SENDERS = {Direction.ARRIVED: "the client", Direction.LEFT: "the server"}
DIRECTIONS = {letter: direction for direction, letter in LETTERS.items()}
HINT = (
    "Point at some bytes, or step through them with the arrow keys: what they are, and which"
    " rule says so, is shown here. Enter keeps it here, Escape lets it go."
)


async def readMeaning(inspector: Inspector, view: View) -> Flattenable:
    """
    Tell what the span is that the view names, from what has been read by now.
    """
    await readSnapshot(inspector, view)
    return inspector.pace.make(meaning, inspector, view)


def meaning(inspector: Inspector, view: View) -> Flattenable:
    """
    Tell what the span is that the view names.
    """
    snapshot = snapshotOf(inspector, view)
    return "" if snapshot is None else meaningOf(snapshot, view)


def meaningOf(snapshot: Snapshot, view: View) -> Flattenable:
    """
    Tell what a span of a conversation is.
    """
    if not view.span:
        return tags.p(HINT, class_="quiet")
    direction = DIRECTIONS[view.span[0]]
    path = findSpan(snapshot, direction, int(view.span[2:]))
    if not path:
        return tags.p("Nothing is known of these bytes any more.", class_="quiet")
    answer = [*_tellPlace(snapshot, direction, path[-1]), *_tellMeaning(path)]
    return [
        _bytesOf(snapshot, direction, path[-1]),
        hidden("What is this?", answer) if view.quiz else answer,
    ]


def findSpan(snapshot: Snapshot, direction: Direction, offset: int) -> Sequence[Span]:
    """
    Find the spans that hold a byte, the outermost first.
    """
    stream = snapshot.streams[direction]
    if not stream.start <= offset < stream.end:
        return ()
    if snapshot.step == 1:
        return _holding(lineSpans(stream.shown(offset, offset + LONGEST_LINE), offset), offset)
    path = _holding(snapshot.spans(direction, offset), offset)
    return path or [Span(offset, stream.end, "unexplained", UNEXPLAINED, "")]


def _holding(spans: Iterable[Span], offset: int) -> list[Span]:
    for span in spans:
        if span.start <= offset < span.end:
            return [span, *_holding(span.children, offset)]
    return []


def hidden(question: str, answer: Sequence[Flattenable]) -> Tag:
    """
    Hide the answer to a question until it is asked for.
    """
    return tags.details(tags.summary(question), *answer, class_="answer")


def _bytesOf(snapshot: Snapshot, direction: Direction, span: Span) -> Tag:
    data = snapshot.streams[direction].shown(span.start, min(span.end, span.start + MOST_BYTES))
    more = " …" if span.end - span.start > MOST_BYTES else ""
    return tags.pre(visible(data) + more, **{"data-key": keyOf(direction, span)})


def _tellPlace(snapshot: Snapshot, direction: Direction, span: Span) -> list[Tag]:
    """
    Tell where a span is, and in how many pieces it came.
    """
    size, sender = span.end - span.start, SENDERS[direction]
    place = f"byte {span.start:,}" if size == 1 else f"bytes {span.start:,} to {span.end - 1:,}"
    pieces = snapshot.streams[direction].between(span.start, span.end, NAMED_PIECES + 1)
    numbers = ", ".join(f"#{piece.position}" for piece in pieces[:NAMED_PIECES])
    numbers += ", …" if len(pieces) > NAMED_PIECES else ""
    where = f"cut into pieces {numbers}" if len(pieces) > 1 else f"in piece {numbers}"
    return [
        tags.h3(span.kind),
        tags.p(f"{place} of what {sender} has sent, {where}{FROM_ZERO}", class_="quiet"),
    ]


def _tellMeaning(path: Sequence[Span]) -> list[Tag]:
    span = path[-1]
    lines = [tags.p(span.meaning)]
    if len(path) > 1:
        lines.append(tags.p("Part of: ", " in ".join(f"a {each.kind}" for each in path[-2::-1])))
    facts = []
    if span.rule:
        facts += [tags.dt("Rule"), tags.dd(linkToRule(span.rule))]
    if span.step:
        facts += [tags.dt("Taught by"), tags.dd(linkToStep(span.step))]
    # All parts of a status line are read at once, and not by the reader of requests.
    code = codeOf("status line" if path[0].kind == "status line" else span.kind)
    if code:
        place = f"{code.file}, lines {code.first} to {code.last}"
        shown = tags.details(tags.summary(code.name), tags.pre(code.text, tabindex="0"))
        facts += [tags.dt("Code"), tags.dd("step 15: ", place, shown)]
    return [*lines, tags.dl(facts)]
