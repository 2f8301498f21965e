"""
A conversation at one moment: all that is shown of it is made from this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from weakref import WeakKeyDictionary

from server import explain
from server.escapes import visible
from server.explain import Difference, Explainer, Span, findDifferences
from server.http1 import Request
from server.inspector.clientnames import nameOf
from server.inspector.conversation.bytestream import ByteStream, nothing
from server.inspector.conversation.checkpoints import Checkpoints
from server.inspector.conversation.messages import Message, messagesOf
from server.inspector.inspector import Inspector
from server.inspector.study import DIRECTIONS, Study
from server.inspector.view import View
from server.semantics.secrets import maskedURL
from server.wire import Conversation, Direction

ECHO = "This step does not know HTTP: it says each line back. So its bytes are shown as lines."
HTTP2 = "They speak HTTP/2 here: frames in binary, which are shown and not explained."
DROPPED = (
    "What was said before these bytes has not been read, so there is no telling where a"
    " message begins: the bytes are shown and not explained."
)

#: What a client that speaks HTTP/2 says first (RFC 9113 section 3.4).
PREFACE = b"PRI * HTTP/2.0\r\n"
#: How many bytes of a target are shown.
LONGEST_TARGET = 60
#: How many requests are compared with what the step does.
NEWEST = 20


class Snapshot:
    """
    One conversation.

    @ivar conversation: what is kept of it.
    @ivar exchange: what it means.
    @ivar step: the number of the step; 0 where it is not one of the steps.
    @ivar streams: what was sent, of each direction.
    @ivar client: how the client is named.
    @ivar isSecure: whether the connection is under TLS.
    @ivar checkpoints: readers on their way through what the client has sent.
    @ivar first: the position of the first piece that has been read.
    @ivar end: the position after the last one.
    @ivar behind: how many pieces it is behind: they have come, and are not read yet.
    @ivar isFromStart: whether everything has been read since the connection's beginning.
    """

    def __init__(
        self,
        study: Study,
        step: int,
        showsSecrets: bool = False,
        client: str = "",
        isLive: bool = True,
    ) -> None:
        """
        @param step: its number; 0 where it is not one of the steps.
        @param showsSecrets: whether secrets, such as passwords, are shown.
        @param client: how the client is named, if not by its address.
        @param isLive: whether it is of this step, and not of a file.
        """
        self.client = client or study.conversation.peer
        self.conversation: Conversation = study.conversation
        self.exchange = study.exchange
        self.step = step
        self.isSecure = "TLS" in study.conversation.peer
        self.checkpoints = checkpointsOf(study)
        self.streams = {
            each: ByteStream(
                study.offsets,
                each,
                nothing if showsSecrets else partial(study.secrets.within, each),
            )
            for each in DIRECTIONS
        }
        self.first, self.end, self.behind = study.first, study.position, study.behind
        self.isFromStart = study.isFromStart
        self._showsSecrets = showsSecrets
        self._isWhole = study.isWhole
        self._isLive = isLive

    @property
    def isOver(self) -> bool:
        """
        Whether nothing more will come.
        """
        return self.conversation.ended is not None or not self._isLive

    @cached_property
    def whyUnexplained(self) -> str:
        """
        Tell why the bytes are not explained as HTTP/1.1; empty where they are.
        """
        if self.step == 1:
            return ECHO
        if not self._isWhole:
            return DROPPED
        return HTTP2 if self._speaksHttp2() else ""

    def named(self, request: Request) -> str:
        """
        Name a request, such as C{GET /about}.
        """
        target = request.target if self._showsSecrets else maskedURL(request.target)
        more = "…" if len(target) > LONGEST_TARGET else ""
        return f"{visible(request.method)} {visible(target[:LONGEST_TARGET])}{more}"

    def _speaksHttp2(self) -> bool:
        """
        Tell whether both sides speak HTTP/2: a server that does not know it answers the
        greeting with HTTP/1.1 400.
        """
        asked, said = (self.streams[each] for each in DIRECTIONS)
        greets = asked.start == 0 and asked.read(0, len(PREFACE)) == PREFACE
        return greets and not said.read(0, 7).startswith(b"HTTP/1.")

    def explainer(self, direction: Direction) -> Explainer:
        """
        @return: what explains this direction.
        """
        return self.exchange.of(DIRECTIONS[direction])

    def spans(self, direction: Direction, since: int) -> Sequence[Span]:
        """
        What the bytes of a direction mean; nothing where they are not explained.

        @param since: an offset: what ends before it is left out.
        """
        return () if self.whyUnexplained else self.explainer(direction).spans(since)

    @cached_property
    def messages(self) -> Mapping[Direction, Sequence[Message]]:
        """
        The messages of each direction, as far as they are explained; none where they cannot
        be.
        """
        if self.whyUnexplained:
            return dict.fromkeys(DIRECTIONS, ())
        return {each: messagesOf(self.explainer(each)) for each in DIRECTIONS}

    @cached_property
    def differences(self) -> Sequence[Difference]:
        """
        What the step does differently from the rules with the newest requests.
        """
        if self.step != 1 and self.whyUnexplained:
            return ()
        heads = self.exchange.requests.heads
        since = heads[-NEWEST].start if len(heads) > NEWEST else 0
        return findDifferences(self.step, self.exchange.requests, since)

    @cached_property
    def diagnosis(self) -> explain.Diagnosis | None:
        """
        What is wrong with what the client has sent, by the rules.
        """
        return None if self.whyUnexplained else self.exchange.requests.diagnosis()


def checkpointsOf(study: Study) -> Checkpoints:
    """
    Find the readers of a conversation: when more comes, they stay where they are.
    """
    return _CHECKPOINTS.setdefault(study, Checkpoints())


_CHECKPOINTS: WeakKeyDictionary[Study, Checkpoints] = WeakKeyDictionary()
#: For each conversation, the snapshot that was made last, and from what: an open page asks
#: for several parts after each thing that happens.
_KEPT: WeakKeyDictionary[Study, tuple[object, Snapshot]] = WeakKeyDictionary()


async def readSnapshot(inspector: Inspector, view: View) -> None:
    """
    Read a conversation as far as it has come by now; and what the client calls itself.
    """
    studies, number = inspector.lookedAt(view)
    await studies.readAhead(number, inspector.pace)
    await inspector.outlines.readAhead(view.connection, inspector.pace)


def _stepOn(inspector: Inspector, number: int) -> int:
    """
    Tell which step reads the requests on a connection; 0 where it is another server.
    """
    return inspector.step if inspector.upstream.find(number) is None else 0


def snapshotOf(inspector: Inspector, view: View) -> Snapshot | None:
    """
    Look at a conversation, as far as it has been read; L{None} where nothing is kept of it.
    """
    studies, number = inspector.lookedAt(view)
    study = studies.of(number)
    if study is None:
        return None
    imported = inspector.imports.kept.get(view.imported)
    step = imported.step if imported else _stepOn(inspector, view.connection)
    client = "client 1" if imported else nameOf(inspector, view, study.conversation)
    state = study.position, study.first, study.behind, client, view.showsSecrets
    kept = _KEPT.get(study)
    if kept is None or kept[0] != state:
        snapshot = Snapshot(study, step, view.showsSecrets, client, isLive=imported is None)
        kept = _KEPT[study] = state, snapshot
    return kept[1]
