"""
What is written below a lane on which nothing happens: for how long, and what the server waits
for.
"""

from __future__ import annotations

from twisted.web.template import Flattenable, tags

from server.inspector.conversation.state import NO_EMPTY_LINE
from server.inspector.inspector import Inspector
from server.inspector.outline import Outline
from server.wire import Direction
from server.wire.linedissector import CRLF, KEPT, whyWaiting

#: The numbers of the steps that look only at lines, and only at the empty line.
LINE_STEP, EMPTY_LINE_STEP = 1, 2
#: More bytes than step 2 ever waits for are not looked at.
MOST_LOOKED_AT = 2**16
REFUSED = "A rule is broken: choose the connection to see at which byte."


def tellSilence(inspector: Inspector, outline: Outline) -> Flattenable:
    """
    Say how long nothing has happened on an open connection, which the script counts on, and
    why the server does not answer, as far as that can be told.
    """
    conversation = outline.conversation
    newest = next(conversation.backwards(), None)
    if conversation.ended is not None or newest is None:
        return ""
    silence = inspector.reactor.seconds() - conversation.began - newest.seconds
    since = conversation.opened.timestamp() + newest.seconds
    counted = tags.p(
        f"nothing for {max(int(silence), 0):,} s",
        class_="silent",
        **{"data-since": f"{since:.3f}"},
    )
    why = "" if outline.behind else whySilent(inspector.step, outline)
    return [counted, tags.p(why, class_="why") if why else ""]


def whySilent(step: int | None, outline: Outline) -> str:
    """
    Say what the server waits for; empty where it waits for nothing, or nobody can tell.
    """
    if step == LINE_STEP:
        return _ofLine(outline)
    if step == EMPTY_LINE_STEP and lacksEmptyLine(outline):
        return NO_EMPTY_LINE
    requests = outline.exchange.requests
    if requests.diagnosis() is not None:
        return REFUSED if step != EMPTY_LINE_STEP else ""
    return requests.waiting() or ""


def lacksEmptyLine(outline: Outline) -> bool:
    """
    Tell whether step 2, which looks at nothing else, still waits. A request that begins with
    empty lines has not ended yet.
    """
    if outline.exchange.answers.length or not outline.isFromStart:
        return False
    arrived = b""
    for chunk in outline.conversation.backwards():
        if chunk.direction is Direction.ARRIVED:
            arrived = chunk.data + arrived
        if len(arrived) > MOST_LOOKED_AT:
            return False
    return bool(arrived) and CRLF + CRLF not in arrived.lstrip(CRLF)


def _ofLine(outline: Outline) -> str:
    """
    Say why step 1, which knows nothing but lines, does not answer.
    """
    line = b""
    for chunk in outline.conversation.backwards():
        if chunk.direction is Direction.ARRIVED:
            line = chunk.data + line
        if CRLF in line or len(line) > KEPT:
            break
    rest = line.rpartition(CRLF)[2][-KEPT:]
    return whyWaiting(rest, outline.ends[Direction.ARRIVED][-1] - len(rest)) if rest else ""
