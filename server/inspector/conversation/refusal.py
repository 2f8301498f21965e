"""
What is wrong with a request: the byte, the rule, and how it should be written.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from twisted.web.template import Flattenable, Tag, tags

from server.escapes import visible
from server.explain import Diagnosis
from server.http1 import Framing, RemoteProtocolError, Request, RequestReader
from server.inspector.conversation.corrected import sendCorrected
from server.inspector.conversation.fragments import FROM_ZERO
from server.inspector.conversation.snapshot import Snapshot
from server.inspector.secretmask import maskedBytes
from server.inspector.view import View
from server.pages.rules import linkToRule
from server.wire import Direction

#: How many bytes of the line are shown on each side of the fault, and how many carets
#: below it.
AROUND_FAULT, CARETS = 30, 40
#: How many bytes a request in a link may have: it has to fit into a request line.
DRAFT = 4096
MASKED = "What is secret has a mask in its place, also in what is sent: show secrets first."
HEAD_END = re.compile(rb"\r?\n\r*\n")

NAMES = {0: "NUL", 9: "TAB", 10: "LF", 13: "CR", 27: "ESC", 32: "SP", 127: "DEL"}


class Marked(NamedTuple):
    """
    A line and the marks below it.

    @ivar line: the line, as far as it is shown.
    @ivar carets: spaces and carets, as wide as the line up to the end of the fault.
    """

    line: str
    carets: str


def mark(data: bytes, start: int, offset: int, length: int) -> Marked:
    """
    Mark the bytes of a fault.

    @param data: the bytes around it.
    @param start: the offset of the first of them.
    @param offset: of the fault.
    @param length: of the fault; 0 where something is missing there.
    """
    place = min(max(offset - start, 0), len(data))
    begin = max(data.rfind(b"\n", 0, place) + 1, place - AROUND_FAULT)
    end = data.find(b"\n", place) + 1 or len(data)
    end = min(end, place + AROUND_FAULT)
    before, line = visible(data[begin:place]), visible(data[begin:end])
    width = len(visible(data[place : min(place + length, end)]))
    return Marked(line, " " * len(before) + "^" * min(max(width, 1), CARETS))


def nameByte(byte: int) -> str:
    """
    Name a byte, such as C{LF (0x0a)}.
    """
    name = NAMES.get(byte) or (chr(byte) if 0x20 < byte < 0x7F else "")
    return f"{name} (0x{byte:02x})" if name else f"0x{byte:02x}"


def refusal(snapshot: Snapshot, view: View) -> Flattenable:
    """
    Show what is wrong; nothing where nothing is wrong.
    """
    diagnosis = snapshot.diagnosis
    if diagnosis is None:
        return ""
    return tags.div(
        _showPlace(snapshot, diagnosis),
        tags.p(
            diagnosis.finding,
            f" So by the rules, a server answers with status {diagnosis.status}: ",
            linkToRule(diagnosis.rule),
        ),
        _showCorrection(snapshot, view, diagnosis),
        class_="refusal",
    )


def _showPlace(snapshot: Snapshot, diagnosis: Diagnosis) -> list[Tag]:
    stream, offset = snapshot.streams[Direction.ARRIVED], diagnosis.offset
    start = max(offset - 4 * AROUND_FAULT, stream.start)
    data = stream.shown(start, offset + 4 * AROUND_FAULT)
    marked = mark(data, start, offset, diagnosis.length)
    at = data[offset - start : offset - start + 1]
    if diagnosis.length and at:
        place = f"Byte {offset:,}, {nameByte(at[0])}"
    else:
        place = f"Something is missing at byte {offset:,}"
    shown = tags.pre(
        marked.line,
        "\n",
        tags.span(marked.carets, class_="carets", **{"aria-hidden": "true"}),
        tabindex="0",
        role="group",
        **{"aria-label": place},
    )
    return [shown, tags.p(place + FROM_ZERO + ".", class_="place")]


def _showCorrection(snapshot: Snapshot, view: View, diagnosis: Diagnosis) -> Flattenable:
    if diagnosis.correction is None:
        return tags.p("We cannot tell how it was meant.", class_="quiet")
    shown = diagnosis.correction if view.showsSecrets else maskedBytes(diagnosis.correction)
    masked = "" if shown == diagnosis.correction else tags.p(MASKED, class_="quiet")
    return [
        tags.p("Written right, it is probably this:"),
        tags.pre(
            "\n".join(map(visible, shown.split(b"\r\n")[:-2])),
            tabindex="0",
            role="group",
            **{"aria-label": "The corrected request"},
        ),
        masked,
        _offer(view, shown + contentOf(snapshot, diagnosis.correction)),
    ]


def _offer(view: View, whole: bytes) -> Tag:
    if len(whole) > DRAFT:
        return tags.p("It is too long to be sent from here.", class_="quiet")
    return sendCorrected(view, whole)


def contentOf(snapshot: Snapshot, correction: bytes) -> bytes:
    """
    Find the content that came after a wrong head, in the length that the corrected head
    says.
    """
    reader = RequestReader()
    reader.feed(correction)
    try:
        head = reader.nextEvent()
    except RemoteProtocolError:
        return b""
    if not isinstance(head, Request) or head.framing is not Framing.SIZED:
        return b""
    message = snapshot.messages[Direction.ARRIVED][-1]
    stream = snapshot.streams[Direction.ARRIVED]
    data = stream.shown(message.start, message.start + 2 * DRAFT).lstrip(b"\r\n")
    end = HEAD_END.search(data)
    return data[end.end() :][: head.contentLength] if end else b""
