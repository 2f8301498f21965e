"""
The answers that can be compared: the newest, by who has asked for what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from server.escapes import visible
from server.http1 import Request, Response
from server.inspector.catalog import LANES
from server.inspector.clientnames import nameOf
from server.inspector.inspector import Inspector
from server.inspector.outline import Message, Outline
from server.inspector.studies import STUDY_TIMEOUT
from server.inspector.view import View
from server.semantics.secrets import maskedURL
from server.wire import Direction

#: How many answers of one connection can be chosen, and how many bytes are shown of what
#: was asked.
NEWEST, LONGEST = 8, 40
#: Means all that was sent, where that is not HTTP.
ALL = "all"


class Answer(NamedTuple):
    """
    An answer that can be chosen.

    @ivar key: how it is named in an address: C{CONNECTION.OFFSET}, or C{CONNECTION.all}.
    @ivar words: how it is named on the page.
    """

    key: str
    words: str


async def readAnswers(inspector: Inspector, view: View) -> list[Answer]:
    """
    List the newest answers, the newest connection first.
    """
    pace = inspector.pace
    until = pace.seconds() + STUDY_TIMEOUT
    found: list[Answer] = []
    for number in list(islice(reversed(inspector.recorder.conversations), LANES)):
        await inspector.outlines.readAhead(number, pace, until)
        outline = inspector.outlines.of(number)
        if outline is not None:
            found += pace.make(_answersOf, inspector, view, outline)
        await pace.pause()
    return found


def _answersOf(inspector: Inspector, view: View, outline: Outline) -> list[Answer]:
    number = outline.conversation.number
    who = f"#{number} {nameOf(inspector, view, outline.conversation)}"
    left = outline.streams[Direction.LEFT]
    if inspector.step == 1 or not outline.isWhole:
        isThere = outline.offsets.endOf(Direction.LEFT)
        return [Answer(f"{number}.{ALL}", f"{who}: all that was sent")] if isThere else []
    asked = {it.number: it.head for it in outline.streams[Direction.ARRIVED].messages}
    newest = list(_final(left.messages))[-NEWEST:]
    return [
        Answer(f"{number}.{head.start}", f"{who}: {_told(head, asked.get(place))}")
        for place, head in reversed(newest)
    ]


def _final(messages: Iterable[Message]) -> Iterator[tuple[int, Response]]:
    for each in messages:
        if isinstance(each.head, Response) and each.head.status >= 200:
            yield each.number, each.head


def _told(head: Response, asked: object) -> str:
    """
    Say what was answered to what.
    """
    answer = f"{head.status} {visible(head.reason[:LONGEST])}".rstrip()
    if not isinstance(asked, Request):
        return answer
    target = visible(maskedURL(asked.target)[:LONGEST])
    return f"{visible(asked.method[:LONGEST])} {target}, {answer}"
