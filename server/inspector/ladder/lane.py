"""
One lane: who is connected, how it stands, and the drawing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.conversation.window import FRAGMENTS, PIECES, SHORT_FRAGMENTS
from server.inspector.inspector import Inspector
from server.inspector.ladder.drawing import drawLane
from server.inspector.ladder.events import Shown, eventsOf
from server.inspector.ladder.labels import Labels
from server.inspector.outline import Facts, Outline
from server.inspector.view import View
from server.inspector.who import addressOf, nicknameOf
from server.pages.kept import Kept
from server.wire import Conversation

#: In an address, the place of a position.
PLACE = "999999999"


def lane(inspector: Inspector, view: View) -> Flattenable:
    """
    Show the connection whose lane it is.
    """
    conversation = inspector.recorder.conversations.get(view.lane)
    if conversation is None:
        return tags.p(f"Nothing is kept of connection {view.lane}.")
    return [keptLane(inspector, view, conversation), tellSilence(inspector, conversation)]


def keptLane(inspector: Inspector, view: View, conversation: Conversation) -> Kept:
    """
    Draw a lane, or take it as it was drawn, where nothing has happened since.
    """
    stamp = (conversation.length, conversation.dropped)
    return inspector.lanes.get(view, stamp, partial(_make, inspector, view, conversation))


def _make(inspector: Inspector, view: View, conversation: Conversation) -> Tag:
    outline = inspector.outlines.of(conversation.number)
    if outline is None:  # it was forgotten meanwhile
        return tags.p(f"Nothing is kept of connection {view.lane}.")
    before = view.before if view.connection == conversation.number else 0
    labels = Labels(outline, inspector.step, view.showsSecrets)
    shown = eventsOf(outline, labels, before, view.favicon != "hide")
    name = f"Connection {conversation.number}, what happened on it"
    isOpen = conversation.ended is None and shown.end == conversation.length
    link = Links(view, conversation).link
    outlook = outlookOf(outline) if isOpen and inspector.step != 1 else ""
    drawing = drawLane(shown.events, name, isOpen, link, f"lane-{conversation.number}", outlook)
    return tags.transparent(
        _heading(inspector, view, conversation),
        tags.p(_standing(conversation, outline.facts, inspector.step != 1), class_="standing"),
        *_older(view, conversation, shown),
        tags.div(drawing, class_="rungs", id=f"rungs-{conversation.number}"),
        *_newer(view, conversation, shown),
    )


def tellSilence(inspector: Inspector, conversation: Conversation) -> Flattenable:
    """
    Say how long nothing has happened on an open connection. The script counts on.
    """
    newest = next(conversation.backwards(), None)
    if conversation.ended is not None or newest is None:
        return ""
    silence = inspector.reactor.seconds() - conversation.began - newest.seconds
    since = conversation.opened.timestamp() + newest.seconds
    return tags.p(
        f"nothing for {max(int(silence), 0):,} s",
        class_="silent",
        **{"data-since": f"{since:.3f}"},
    )


def _heading(inspector: Inspector, view: View, conversation: Conversation) -> Tag:
    number, nickname = conversation.number, nicknameOf(inspector, conversation)
    isChosen = view.connection == number
    link = tags.a(
        f"#{number}",
        [" ", tags.bdi(nickname)] if nickname else "",
        href=_talk(view, connection=number, before=0) + "#conversation",
        **({"aria-current": "true"} if isChosen else {}),
    )
    return tags.h3(link, " ", tags.small(addressOf(inspector, view, conversation)))


def outlookOf(outline: Outline) -> str:
    """
    Say what may come on an open connection, where that can be told.

    RFC 9112 section 9.3: "HTTP/1.1 defaults to the use of persistent connections, allowing
    multiple requests and responses to be carried over a single connection."
    """
    pairs, facts = outline.exchange.pairs, outline.facts
    if outline.exchange.unanswered():
        return f"answer {facts.answers + 1} has not come yet"
    last = pairs[-1] if pairs else None
    if last is None or last.request is None or last.response is None:
        return ""
    isKept = last.request.keepAlive and last.response.keepAlive
    return f"kept open for request {facts.requests + 1}" if isKept else ""


def _standing(conversation: Conversation, facts: Facts, isHttp: bool) -> str:
    """
    Say how a connection stands.
    """
    state = "open" if conversation.ended is None else "closed"
    if not isHttp or not (facts.requests or facts.answers):
        return state
    requests = "1 request" if facts.requests == 1 else f"{facts.requests:,} requests"
    answers = "1 answer" if facts.answers == 1 else f"{facts.answers:,} answers"
    return f"{state}, {requests}, {answers}"


def _older(view: View, conversation: Conversation, shown: Shown) -> Iterator[Tag]:
    count = shown.first - conversation.dropped
    if count > 0:
        href = _whole(view, connection=conversation.number, before=shown.first)
        yield tags.p(tags.a(f"{count:,} older", href=href), class_="older")


def _newer(view: View, conversation: Conversation, shown: Shown) -> Iterator[Tag]:
    count = conversation.length - shown.end
    if count > 0:
        href = _whole(view, connection=conversation.number, before=0)
        yield tags.p(tags.a(f"{count:,} newer: the newest", href=href), class_="older")


def _whole(view: View, connection: int, before: int) -> str:
    """
    Write the address of the page, as seen from a lane.
    """
    return view.href(lane=0, connection=connection, before=before)


def _talk(view: View, connection: int, before: int) -> str:
    """
    Write the address of the page with the conversation on it, as seen from a lane. Where the
    lanes are shown alone, it is shown in their place.
    """
    part = "conversation" if view.part else ""
    return view.href(lane=0, connection=connection, before=before, part=part)


class Links:
    """
    Writes where arrows lead: to the piece, where the conversation is shown. That shows the
    newest, as many as it has room for; so others are asked for by their position. A piece
    has no more fragments than bytes: so those that are shown in any case are known.
    """

    def __init__(self, view: View, conversation: Conversation) -> None:
        # Of all these addresses, each is written once, and filled in for each arrow.
        self._toNewest = _talk(view, connection=conversation.number, before=0)
        self._toOlder = _talk(view, connection=conversation.number, before=int(PLACE))
        self._newest = conversation.length
        room = FRAGMENTS
        for chunk in conversation.backwards():
            room -= min(len(chunk.data), SHORT_FRAGMENTS)
            if room < 0 or conversation.length - self._newest == PIECES:
                break
            self._newest -= 1

    def link(self, position: int) -> str:
        """
        Write the address of a piece.
        """
        if position >= self._newest:
            return f"{self._toNewest}#piece-{position}"
        return f"{self._toOlder.replace(PLACE, str(position + 1))}#piece-{position}"
