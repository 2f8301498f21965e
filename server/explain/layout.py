"""
Lays out what the engine has found: its events, a fault, and what nobody reads.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.explain.descriptions import KINDS, Description
from server.explain.diagnosis import Evidence
from server.explain.finalspans import FinalSpans
from server.explain.lines import framingSpans, headSpans
from server.explain.span import Direction, Span, makeSpan
from server.http1 import Data, EndOfMessage, Framing, RemoteProtocolError, Request, Response

#: Bytes that are kept after a fault, to see what was meant.
EVIDENCE = 4096

Head = Request | Response


class Layout:
    """
    The spans of one direction.

    @ivar final: the spans that are final, and the bytes after them.
    @ivar head: of the message whose content is read; L{None} between messages.
    @ivar rest: the kind of all bytes that follow, once nothing more is read.
    @ivar restStart: the offset of the first of them.
    @ivar error: the fault, if there was one.
    @ivar evidence: the bytes around it.
    """

    def __init__(self, direction: Direction, most: int, start: int = 0) -> None:
        """
        @param most: how many spans are kept.
        @param start: the offset of the first byte.
        """
        self.direction = direction
        self.final = FinalSpans(most, start)
        self.head: Head | None = None
        self.rest = ""
        self.restStart = 0
        self.error: RemoteProtocolError | None = None
        self.evidence: Evidence | None = None
        self._before: Head | None = None  # of the message before
        self._hasChunks = False  # whether a chunk of this message has come

    def add(self, data: bytes) -> None:
        """
        Take bytes of which nothing is known yet.
        """
        self.final.window += data
        if self.rest:
            if self.evidence is not None:
                self.evidence.add(data)
            self._coverRest()

    def takeHead(self, head: Head) -> None:
        """
        Lay out a head, and empty lines before it.
        """
        self._layHead(head.end)
        self.head, self._hasChunks = head, False

    def takeContent(self, data: Data) -> None:
        """
        Lay out content, and the framing before it.
        """
        self._layFraming(data.start)
        self._hasChunks = True
        self.final.cover("chunk" if self._isChunked() else "content", data.end)

    def takeEnd(self, end: EndOfMessage) -> Head | None:
        """
        Lay out the end of a message.

        @return: its head.
        """
        self._layFraming(end.end)
        self._before, self.head = self.head, None
        return self._before

    def fail(self, error: RemoteProtocolError) -> None:
        """
        Lay out what comes before a fault, and read nothing after it.
        """
        self.error = error
        isHead = self.head is None
        most = error.offset - self.final.covered + EVIDENCE
        self.evidence = Evidence(self.final.covered, most, isHead, self._before)
        self.evidence.add(bytes(self.final.window))
        if isHead:
            self._layHead(error.offset)
        else:
            self._layFraming(error.offset)
        self.readNoMore("unread")

    def readNoMore(self, kind: str) -> None:
        """
        Read nothing that follows.

        @param kind: what it is.
        """
        self.rest, self.restStart = kind, self.final.covered
        self._coverRest()

    def spans(self, since: int, isUndecided: bool) -> Sequence[Span]:
        """
        The spans that are kept, including those of what is not complete.

        @param since: an offset: those that end before it, or there, are left out.
        @param isUndecided: whether an answer that has not come decides what they are.
        """
        unfinished = self._unfinished(since, isUndecided)
        return [*self.final.since(since), *(each for each in unfinished if each.end > since)]

    def received(self) -> int:
        """
        How many bytes of the content, or of the chunk, have come.
        """
        last = self.final.spans[-1] if self.final.spans else None
        if last is None or self.final.window or last.kind not in ("content", "chunk"):
            return 0
        return last.end - last.start

    def _unfinished(self, since: int, isUndecided: bool) -> Sequence[Span]:
        start, data = self.final.covered, bytes(self.final.window)
        if not data:
            return ()
        if self.head is not None:
            return framingSpans(data, start, not self._hasChunks, since)
        if isUndecided:
            return [makeSpan("undecided", start, self.final.end)]
        return headSpans(self.direction, data, start, since)

    def _isChunked(self) -> bool:
        return self.head is not None and self.head.framing is Framing.CHUNKED

    def _layHead(self, end: int) -> None:
        final = self.final
        isKept = final.most > 0  # else it need not be made
        data = final.cut(end) if isKept else b""
        final.lay(headSpans(self.direction, data, final.covered), end)

    def _layFraming(self, end: int) -> None:
        final = self.final
        if end > final.covered:
            final.lay(framingSpans(final.cut(end), final.covered, not self._hasChunks), end)

    def _coverRest(self) -> None:
        """
        More bytes of a fault may come than those that have shown it.
        """
        error = self.error
        if error is not None:
            meaning = Description(error.sentence, error.rule, KINDS["fault"].step)
            self.final.cover("fault", min(error.offset + error.length, self.final.end), meaning)
        self.final.cover(self.rest, self.final.end)
