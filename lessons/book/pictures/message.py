"""
A message as boxes: a request to step 2 and its answer, taken apart by the explainer.
"""

from __future__ import annotations

from twisted.internet.testing import StringTransport

from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.book.pictures.things import widthOf
from lessons.step2 import WebEcho
from server.explain import Direction, Exchange, Span

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
#: Where the bytes begin, beside what they are called.
LEFT, ROW, CODE_ROW = 108.0, 25.0, 17.0
#: What is written in place of bytes that cannot be seen.
MARKS = {"space": "SP", "white space": "SP", "line end": "CR LF", "end of head": "CR LF"}
NAMES = {"end of head": "empty line"}
KINDS = {"end of head": "typed", "content": "left", "field line": "arrived"}


def run(request: bytes) -> bytes:
    """
    Send a request to step 2, and take its answer.
    """
    transport, protocol = StringTransport(), WebEcho()
    protocol.makeConnection(transport)
    protocol.dataReceived(request)
    answer: bytes = transport.value()
    return answer


def explain(request: bytes, answer: bytes) -> list[tuple[str, bytes, list[Span]]]:
    """
    Take both messages apart: for each its name, its bytes, and their spans.
    """
    exchange = Exchange()
    exchange.feed(Direction.REQUESTS, request)
    exchange.feed(Direction.ANSWERS, answer)
    return [
        ("the request", request, list(exchange.requests.spans())),
        ("the answer", answer, list(exchange.answers.spans())),
    ]


def draw() -> Picture:
    """
    Draw the request, and below it the answer, span by span.
    """
    drawing, top, told = Drawing(), 18.0, []
    for name, data, spans in explain(REQUEST, run(REQUEST)):
        drawing.words(8, top, name, "name")
        top += 10
        for span in spans:
            top = _drawSpan(drawing, span, data, top)
        told.append(f"{name[0].upper()}{name[1:]}: {_tell(spans, data)}.")
        top += 30
    seen = " ".join(told)
    caption = (
        "Both are built alike: a first line, field lines, an empty line, and then the content."
    )
    return Picture("A message as boxes", seen, caption, drawing)


def _tell(spans: list[Span], data: bytes) -> str:
    return ", ".join(
        f"{NAMES.get(span.kind, span.kind)} {_written(span, data)}".strip() for span in spans
    )


def _written(span: Span, data: bytes) -> str:
    if span.kind == "content":
        return f"of {span.end - span.start} bytes"
    return data[span.start : span.end].decode().strip()


def _drawSpan(drawing: Drawing, span: Span, data: bytes, top: float) -> float:
    """
    Draw a line of the head, or the content.

    @return: where the next one begins.
    """
    drawing.words(8, top + 15, NAMES.get(span.kind, span.kind))
    if span.kind == "content":
        return _drawContent(drawing, data[span.start : span.end], top)
    x = LEFT
    for part in span.children or (span,):
        isSeen = part.kind not in MARKS
        shown = data[part.start : part.end].decode() if isSeen else MARKS[part.kind]
        kind = "code" if isSeen else "tiny quiet"
        color = KINDS.get(span.kind, "full") if isSeen or span.kind == "end of head" else ""
        width = widthOf(shown, kind) + 6
        drawing.label(drawing.box(x, top, width, 22, color), shown, kind=kind)
        x += width + 2
    return top + ROW


def _drawContent(drawing: Drawing, content: bytes, top: float) -> float:
    """
    Draw the content: lines or not, it is bytes that are counted.
    """
    lines = content.decode().splitlines()
    width = max(widthOf(line, "code") for line in lines) + 20
    box = drawing.box(LEFT, top, width, CODE_ROW * len(lines) + 8, KINDS["content"])
    for number, line in enumerate(lines):
        drawing.words(LEFT + 6, top + 17 + CODE_ROW * number, line, "code")
    drawing.words(box.right + 8, box.middle[1] + 4, f"{len(content)} bytes")
    return box.bottom + 3
