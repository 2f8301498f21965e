"""
The diagnosis: which byte broke which rule, what it probably was, and how it should be
written.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from server.explain.clues import (
    ANYWHERE,
    BEGINNINGS,
    IN_ANSWERS,
    IN_REQUESTS,
    NOT_ENDED,
    Clue,
    begin,
    search,
)
from server.explain.corrections import correct
from server.explain.span import Direction
from server.http1 import Framing, RemoteProtocolError, Request, Response


class Evidence:
    """
    The bytes around a fault.

    @ivar start: the offset of the first byte.
    @ivar data: the bytes: those that belonged to no event, and some after them.
    @ivar isHead: whether the fault is in a head.
    @ivar before: the head of the message before it, if there was one.
    """

    def __init__(
        self, start: int, most: int, isHead: bool, before: Request | Response | None
    ) -> None:
        """
        @param most: how many bytes are kept.
        """
        self.start = start
        self.data = b""
        self.isHead = isHead
        self.before = before
        self._most = most

    def add(self, data: bytes) -> None:
        """
        Keep more bytes, as far as there is room.
        """
        room = self._most - len(self.data)
        if room > 0:
            self.data += data[:room]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """
    One fault, with all that is known of it.

    @ivar finding: what the engine says, in one sentence.
    @ivar clue: what the bytes probably were, where we recognise them; else empty.
    @ivar rule: the section that is broken, such as C{RFC 9112 section 2.2}.
    @ivar offset: of the first byte that breaks it, from the connection's first.
    @ivar length: how many bytes do; 0 where something is missing.
    @ivar status: the status that a server answers with.
    @ivar correction: the head of the request as it was probably meant, where we know.
    """

    finding: str
    clue: str
    rule: str
    offset: int
    length: int
    status: int
    correction: bytes | None = field(repr=False)  # it may hold a password

    @property
    def sentence(self) -> str:
        """
        The finding and the clue, in one text.
        """
        return f"{self.clue} {self.finding}".lstrip()


def diagnose(direction: Direction, error: RemoteProtocolError, evidence: Evidence) -> Diagnosis:
    """
    Tell all that can be known of a fault.
    """
    position = error.offset - evidence.start
    isAsked = direction is Direction.REQUESTS
    return Diagnosis(
        error.sentence,
        _tellClue(isAsked, position, error.length, evidence),
        error.rule,
        error.offset,
        error.length,
        error.statusHint,
        correct(evidence.data) if isAsked and evidence.isHead else None,
    )


def _tellClue(isAsked: bool, position: int, length: int, evidence: Evidence) -> str:
    """
    @param isAsked: whether the direction is that of requests.
    @param position: of the fault in the evidence.
    @param length: of the fault; 0 where something is missing.
    """
    data = evidence.data
    if length and data[position : position + 1] == b"\n":
        return Clue(NOT_ENDED, position, b"\n").tell(evidence.start)
    begins = data.rfind(b"\n", 0, position) + 1
    ends = data.find(b"\n", position) + 1 or len(data)
    line, isFirst = data[begins:ends], evidence.isHead and not data[:begins].strip(b"\r\n")
    found = (isFirst and begin(line, BEGINNINGS)) or search(
        line, ANYWHERE, position - begins, max(length, 1)
    )
    if not found and isFirst:
        found = begin(line, IN_REQUESTS if isAsked else IN_ANSWERS)
    if found:
        return found.tell(evidence.start + begins)
    return _tellBefore(evidence.before) if isFirst and isAsked else ""


def _tellBefore(before: Request | Response | None) -> str:
    """
    What comes where a request should begin is often content of the one before.
    """
    if before is None:
        return ""
    if before.framing is Framing.SIZED:
        length = before.contentLength or 0
        return f"It comes right after {length:,} bytes of content: Content-Length was too small?"
    if before.framing is Framing.UNFRAMED:
        return "It comes right after a head that announced no content: no Content-Length there?"
    return "It comes right after the last chunk of the message before."
