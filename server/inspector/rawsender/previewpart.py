"""
What is about to be sent: its bytes with nothing invisible left invisible, and what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from twisted.web.template import Flattenable, Tag, tags

from server.escapes import visible
from server.explain import Diagnosis
from server.inspector.rawsender.commands import Copy
from server.inspector.rawsender.draft import resendLink
from server.inspector.rawsender.notation import Draft
from server.inspector.rawsender.preview import Look
from server.inspector.view import View

#: How many bytes of a draft are shown, and how many requests are named.
MOST_SHOWN, MOST_NAMED = 4096, 8

#: Bytes that can be seen, and others.
VISIBLE_TOKEN = re.compile(rb"[ -~]+|\r|\n|[^ -~\r\n]+")
#: The style sheet draws the signs: few fonts have them.
SIGNS: dict[bytes, Flattenable] = {
    b"\r": tags.span("␍", class_="sign cr"),
    b"\n": [tags.span("␊", class_="sign lf"), "\n"],
}


def showBytes(draft: Draft) -> Tag:
    """
    Show the bytes, line by line. A bar marks where they are cut.
    """
    ends = (*draft.cuts, len(draft.data))
    content: list[Flattenable] = []
    start = 0
    for end in ends:
        if start >= MOST_SHOWN:
            break
        content += [tags.span("|", class_="cut")] if start else []
        content += _tokens(draft.data[start : min(end, MOST_SHOWN)])
        start = end
    rest = len(draft.data) - MOST_SHOWN
    if rest > 0:
        content.append(tags.span(f"… and {rest:,} bytes more", class_="quiet"))
    return tags.pre(content, class_="bytes", tabindex="0", **{"aria-label": "The bytes"})


def _tokens(data: bytes) -> Iterator[Flattenable]:
    for token in VISIBLE_TOKEN.findall(data):
        if token in SIGNS:
            yield SIGNS[token]
        else:
            isPlain = token[0] in range(0x20, 0x7F)
            yield token.decode() if isPlain else tags.span(visible(token), class_="sign")


def showLook(look: Look, view: View) -> Flattenable:
    """
    Say what the bytes are, taken for requests.
    """
    found = list(look.found[:MOST_NAMED])
    more = len(look.found) - len(found)
    names = ", ".join([*found, f"and {more} more"] if more else found)
    parts: list[Flattenable] = []
    if found:
        count = "One request" if len(look.found) == 1 else f"{len(look.found)} requests"
        parts.append(tags.p(f"{count}: ", tags.code(names)))
    if look.diagnosis is not None:
        parts += _showDiagnosis(look.diagnosis, view)
    elif look.waiting is not None:
        parts.append(tags.p("Not whole: ", look.waiting))
    return parts


def _showDiagnosis(diagnosis: Diagnosis, view: View) -> list[Flattenable]:
    place = f"Byte {diagnosis.offset:,}: " if diagnosis.length else ""
    refused = f" A server may answer {diagnosis.status}."
    parts: list[Flattenable] = [
        tags.p(place, diagnosis.sentence, " ", tags.cite(diagnosis.rule), ".", refused)
    ]
    if diagnosis.correction is not None:
        title = "correct it: put the head as it was probably meant into the form"
        parts.append(tags.p(resendLink(view, diagnosis.correction, "correct it", title)))
    return [tags.div(parts, class_="notice")]


def showCopies(copies: Iterable[Copy]) -> Flattenable:
    """
    Show what can be copied. The script adds the buttons that do it.
    """
    return [_showCopy(copy) for copy in copies]


def _showCopy(copy: Copy) -> Tag:
    shown = tags.pre(copy.text, tabindex="0", class_="copy", **{"aria-label": copy.name})
    return tags.details(
        tags.summary(f"Copy as {copy.name}"),
        shown if copy.text else "",
        [tags.p(note, class_="quiet") for note in copy.notes],
        id=f"copy-{copy.name.split(',')[0]}",
    )
