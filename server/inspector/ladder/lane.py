"""
One lane: who is connected, how it stands, and the drawing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import inf

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.clientnames import addressOf, nicknameOf
from server.inspector.conversation.window import MOST_FRAGMENTS, MOST_PIECES, SHORT_FRAGMENTS
from server.inspector.inspector import Inspector
from server.inspector.ladder.drawing import drawLane
from server.inspector.ladder.events import eventsOf
from server.inspector.ladder.labels import Labels
from server.inspector.ladder.silence import tellSilence
from server.inspector.ladder.students import titled
from server.inspector.outline import Outline
from server.inspector.related import tellRelated
from server.inspector.unreadpieces import behindNote
from server.inspector.view import View
from server.wire import Conversation

#: In an address, what is replaced by a position.
PLACE = "999999999"


async def readLane(inspector: Inspector, view: View) -> Flattenable:
    """
    Read the connection of a lane as far as it has come by now, and show it.
    """
    await inspector.outlines.readAhead(view.lane, inspector.pace)
    return inspector.pace.make(lane, inspector, view)


def lane(inspector: Inspector, view: View, until: float = inf) -> Flattenable:
    """
    Show the connection of a lane, as far as it has been read.

    @param until: from then on, on the pace's clock, there is no time to draw it: it is shown
        as it was drawn last.
    """
    outline = inspector.outlines.of(view.lane)
    if outline is None:
        return tags.p(f"Nothing is kept of connection {view.lane}.")
    conversation, isHttp = outline.conversation, inspector.step != 1
    hasTime = inspector.pace.seconds() <= until
    return [
        _heading(inspector, view, conversation),
        tellRelated(inspector, view, view.lane),
        tags.p(_standing(outline, isHttp), class_="standing"),
        tags.p(_tellOpening(conversation), class_="opening"),
        behindNote(outline.behind, hasTime),
        _drawn(inspector, view, outline) if hasTime else inspector.lanes.find(view) or "",
        tellSilence(inspector, outline),
    ]


def _drawn(inspector: Inspector, view: View, outline: Outline) -> Flattenable:
    """
    Draw what has happened; or take the last drawing, where nothing has happened since.
    """
    stamp = outline.position, outline.first, outline.behind > 0, outline.isWhole
    return inspector.lanes.get(view, stamp, partial(_draw, inspector, view, outline))


def _draw(inspector: Inspector, view: View, outline: Outline) -> Tag:
    conversation, number = outline.conversation, view.lane
    labels = Labels(outline, inspector.step, view.showsSecrets)
    before = view.before if view.connection == number else 0
    shown = eventsOf(outline, labels, before, view.favicon != "hide")
    isAll = not outline.behind and shown.end == outline.position
    isOpen = conversation.ended is None and isAll
    link = Links(view, outline).link
    outlook = outlookOf(outline) if isOpen and inspector.step != 1 else ""
    name = f"Connection {number}, what happened on it"
    client = "client" if inspector.upstream.find(number) is None else "proxy, a client"
    drawing = drawLane(shown.events, name, isOpen, link, f"lane-{number}", outlook, client)
    return tags.transparent(
        *_older(view, shown.first - outline.first, shown.first),
        tags.div(drawing, class_="rungs", id=f"rungs-{number}"),
        *_newer(view, outline.position - shown.end),
    )


def _heading(inspector: Inspector, view: View, conversation: Conversation) -> Tag:
    number, nickname = conversation.number, nicknameOf(inspector, conversation)
    isChosen = view.connection == number
    link = tags.a(
        f"#{number}",
        [" ", titled(nickname)] if nickname else "",
        href=_talk(view, connection=number, before=0) + "#conversation",
        **({"aria-current": "true"} if isChosen else {}),
    )
    return tags.h3(link, " ", tags.small(addressOf(inspector, view, conversation)))


def _tellOpening(conversation: Conversation) -> list[Flattenable]:
    """
    Tell when a connection was opened, so that lanes can be compared: on this machine's clock,
    which is also the reader's, except where somebody looks on from elsewhere.
    """
    opened = conversation.opened.astimezone()
    time = opened.isoformat(timespec="milliseconds")
    return ["opened at ", tags.time(f"{opened:%H:%M:%S}.{time[20:23]}", datetime=time)]


def outlookOf(outline: Outline) -> str:
    """
    Say what may come on an open connection, where that can be told.

    RFC 9112 section 9.3: "HTTP/1.1 defaults to the use of persistent connections, allowing
    multiple requests and responses to be carried over a single connection."
    """
    pairs, facts = outline.exchange.pairs, outline.facts
    isNumbered = outline.isFromStart
    if outline.exchange.unanswered():
        number = f"answer {facts.answers + 1}" if isNumbered else "the next answer"
        return f"{number} has not come yet"
    last = pairs[-1] if pairs else None
    if last is None or last.request is None or last.response is None:
        return ""
    isKept = last.request.keepAlive and last.response.keepAlive
    number = f"request {facts.requests + 1}" if isNumbered else "another request"
    return f"kept open for {number}" if isKept else ""


def _standing(outline: Outline, isHttp: bool) -> str:
    """
    Say in a few words how a connection stands.
    """
    facts = outline.facts
    state = "open" if outline.conversation.ended is None else "closed"
    if not isHttp or not (facts.requests or facts.answers):
        return state
    requests = "1 request" if facts.requests == 1 else f"{facts.requests:,} requests"
    answers = "1 answer" if facts.answers == 1 else f"{facts.answers:,} answers"
    more = "" if outline.isFromStart else " that were read"
    return f"{state}, {requests}, {answers}{more}"


def _older(view: View, count: int, first: int) -> Iterator[Tag]:
    if count > 0:
        href = _whole(view, connection=view.lane, before=first)
        yield tags.p(tags.a(f"{count:,} older", href=href), class_="older")


def _newer(view: View, count: int) -> Iterator[Tag]:
    if count > 0:
        href = _whole(view, connection=view.lane, before=0)
        yield tags.p(tags.a(f"{count:,} newer: the newest", href=href), class_="older")


def _whole(view: View, connection: int, before: int) -> str:
    """
    Write the address of the page, as seen from a lane.
    """
    return view.href(lane=0, connection=connection, before=before)


def _talk(view: View, connection: int, before: int) -> str:
    """
    Write the address of the page with the conversation on it, as seen from a lane. Where the
    lanes are shown alone, the conversation takes their place.
    """
    part = "conversation" if view.part else ""
    return view.href(lane=0, connection=connection, before=before, part=part)


class Links:
    """
    Writes where arrows lead: to the piece, where the conversation is shown. That part
    shows the newest pieces, as many as there is room for; so others are asked for by their
    position. A piece has no more fragments than bytes: so it is known which pieces are
    shown in any case.
    """

    def __init__(self, view: View, outline: Outline) -> None:
        # Each of these addresses is written once, and filled in for each arrow.
        self._toNewest = _talk(view, connection=view.lane, before=0)
        self._toOlder = _talk(view, connection=view.lane, before=int(PLACE))
        self._newest = outline.position
        begin = max(outline.position - MOST_PIECES, outline.first)
        measured = list(outline.conversation.measure(begin, outline.position - begin))
        room = MOST_FRAGMENTS
        for _, size in reversed(measured):
            room -= min(size, SHORT_FRAGMENTS)
            if room < 0:
                break
            self._newest -= 1

    def link(self, position: int) -> str:
        """
        Write the address of a piece.
        """
        if position >= self._newest:
            return f"{self._toNewest}#piece-{position}"
        return f"{self._toOlder.replace(PLACE, str(position + 1))}#piece-{position}"
