"""
The requests of one connection: in how many pieces each came, and what it was answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import islice

from twisted.web.template import Flattenable, Tag, tags

from server.escapes import visible
from server.explain import Pair
from server.inspector.conversation.messages import Message
from server.inspector.conversation.resend import resendOffer
from server.inspector.conversation.snapshot import Snapshot
from server.inspector.pacedflattener import Later
from server.inspector.study import HEADS
from server.inspector.view import View
from server.wire import Direction

#: How many are listed, how many characters of a reason are shown, and how many pieces are
#: linked.
MOST, LONGEST_REASON, LINKS = 12, 60, 6

Messages = Mapping[int, Message]


def exchanges(snapshot: Snapshot, view: View) -> Flattenable:
    """
    List the newest requests and their answers.
    """
    requests = snapshot.messages[Direction.ARRIVED]
    if not requests:
        return ""
    pairs = list(islice(reversed(snapshot.exchange.pairs), MOST))[::-1]
    rest = requests[-1] if requests[-1].head is None else None
    if rest and not (pairs and pairs[-1].request is None):
        pairs.append(Pair(None))
    listed = _Listed(snapshot, view, rest)
    return [
        "" if snapshot.behind else tags.p(_tellUse(snapshot), class_="use"),
        tags.div(
            tags.table(
                tags.thead(tags.tr([tags.th(each, scope="col") for each in COLUMNS])),
                tags.tbody([Later(partial(listed.row, pair)) for pair in pairs[-MOST:]]),
            ),
            class_="wide",
            tabindex="0",
            role="group",
            **{"aria-label": "Requests on this connection"},
        ),
    ]


NOT_READ = "not read"
COLUMNS = ("Request", "came in", "Answer", "went in", "once more")


def _tellUse(snapshot: Snapshot) -> str:
    """
    Say what the connection was used for; and where it is over in the middle of a request, what
    was missing.
    """
    missing = snapshot.exchange.requests.missing
    ending = f" When it closed, {missing} was missing." if missing else ""
    return _tellRequests(snapshot) + ending


def _tellRequests(snapshot: Snapshot) -> str:
    requests = snapshot.exchange.requests
    count, isOver = len(requests.heads), snapshot.isOver
    if count > 1:
        # Only those that are kept and were read are counted.
        isAll = count < HEADS and snapshot.isFromStart
        number = f"{count:,}" if isAll else f"{count:,} or more"
        return f"This one connection was used again: {number} requests have come on it."
    if count:
        used = "This connection was used" if isOver else "So far this connection has been used"
        return f"{used} for one request."
    if requests.waiting() and not isOver:
        return "No request on this connection is complete yet."
    if snapshot.diagnosis and not requests.missing:
        return "No request on this connection was read: what came breaks a rule."
    return "No request on this connection was complete."


class _Listed:
    """
    Makes the rows of the table.
    """

    def __init__(self, snapshot: Snapshot, view: View, rest: Message | None) -> None:
        """
        @param rest: bytes that are not a request, or not yet.
        """
        self._rest = rest
        self._snapshot = snapshot
        self._view = view
        self._messages: dict[Direction, Messages] = {
            direction: {
                each.head.start: each for each in snapshot.messages[direction] if each.head
            }
            for direction in snapshot.streams
        }

    def row(self, pair: Pair) -> Tag:
        """
        Tell of one request and its answer.
        """
        asked, answer = pair.request, pair.response
        request = self._messages[Direction.ARRIVED].get(asked.start) if asked else self._rest
        said = self._messages[Direction.LEFT].get(answer.start) if answer else None
        return tags.tr(
            tags.th(self._snapshot.named(asked) if asked else self._nameRest(), scope="row"),
            tags.td(self._pieces(Direction.ARRIVED, request)),
            tags.td("" if asked is None and self._isIgnored() else _tellAnswer(pair)),
            tags.td(self._pieces(Direction.LEFT, said)),
            tags.td(resendOffer(self._snapshot, self._view, request)),
        )

    def _isIgnored(self) -> bool:
        """
        Tell whether the bytes that are not a request are not answered either.
        """
        return self._nameRest() == NOT_READ

    def _nameRest(self) -> str:
        """
        Say why some bytes are not read as a request.
        """
        if self._rest is None:
            return "none"
        if self._snapshot.exchange.requests.waiting():
            return "not complete"
        return "breaks a rule" if self._snapshot.diagnosis else NOT_READ

    def _pieces(self, direction: Direction, message: Message | None) -> Flattenable:
        """
        Count the pieces of a message, and link them.
        """
        if message is None:
            return ""
        stream = self._snapshot.streams[direction]
        count = stream.count(message.start, message.end)
        if not count:
            return "pieces that were dropped"
        links: list[Flattenable] = ["1 piece: " if count == 1 else f"{count:,} pieces: "]
        for piece in stream.between(message.start, message.end, LINKS):
            place = f"#piece-{piece.position}"
            links += [tags.a(f"#{piece.position}", href=self._href(piece.position) + place), " "]
        return [*links, "…"] if count > LINKS else links

    def _href(self, position: int) -> str:
        """
        Make the link to a piece. The newest are shown anyway; for others the window is
        moved.
        """
        isFar = self._snapshot.end - position > 40
        return self._view.href(before=position + 10 if isFar else 0)


def _tellAnswer(pair: Pair) -> str:
    interim = "".join(f"{each.status} and then " for each in pair.interim[:3])
    answer = pair.response
    return interim + (
        f"{answer.status} {_shortened(visible(answer.reason))}" if answer else "none yet"
    )


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}…"
