"""
A server's reply to a case, taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from server.conformance.case import Case
from server.http1.errors import RemoteProtocolError
from server.http1.events import Data, EndOfMessage, NeedMore, Response
from server.http1.limits import Limits
from server.http1.responses import ResponseReader

#: A response and its content.
Answer = tuple[Response, bytes]

#: RFC 9110 section 2.3 leaves the length of every part of a response to the server.
LIMITS = Limits(
    requestLine=2**16,
    fieldLine=2**20,
    fields=10_000,
    head=2**22,
    content=2**30,
    chunkLine=2**16,
    chunkExcess=2**24,
    trailer=2**20,
)

#: How other protocols begin.
OTHERS = (
    (re.compile(rb"HTTP/[02-9]"), "another version of HTTP"),
    (re.compile(rb"HTTP/"), "an answer that is not well-formed"),
    (re.compile(rb"SSH-"), "the greeting of an SSH server"),
    (re.compile(rb"\x15\x03"), "an alert of TLS, so it speaks https"),
    (re.compile(rb"\x00..\x04", re.DOTALL), "a frame of HTTP/2"),
    (re.compile(rb"220[ -]"), "a line as of a mail or file server (SMTP, FTP)"),
    (re.compile(rb"[*+-](OK|ERR| OK)"), "a line as of a mailbox (POP3, IMAP) or a data store"),
)
BARE = "bare content without status line and fields, as in HTTP/0.9"


@dataclass
class Reply:
    """
    What came of a case.

    @ivar received: all that the server sent.
    @ivar closed: whether it also closed the connection.
    @ivar answers: the complete responses, including interim ones.
    @ivar end: how many bytes the complete responses have.
    @ivar error: what is wrong with the bytes after them.
    @ivar isPartial: whether a response has begun after them that has not ended.
    """

    case: Case
    received: bytes
    closed: bool
    answers: list[Answer] = field(default_factory=list)
    end: int = 0
    error: RemoteProtocolError | None = None
    isPartial: bool = False

    @property
    def last(self) -> Response:
        """
        The last of the complete responses.
        """
        return self.answers[-1][0]

    @property
    def finals(self) -> list[Answer]:
        """
        The responses that are not interim.
        """
        return [answer for answer in self.answers if answer[0].status >= 200]

    @property
    def statuses(self) -> list[int]:
        """
        The statuses of the responses that are not interim.
        """
        return [response.status for response, _ in self.finals]

    @property
    def methodOfLast(self) -> bytes:
        """
        The method of the request that the last of those answers.
        """
        return self.case.methodOf(len(self.finals) - 1)

    @property
    def rest(self) -> bytes:
        """
        The bytes after the complete responses.
        """
        return self.received[self.end :]

    @property
    def restInWords(self) -> str:
        """
        The first line of these bytes, to be quoted.
        """
        return quote(self.rest)

    @property
    def fault(self) -> str | None:
        """
        Say what came where an answer was due, but none came that can be read.
        """
        if self.error is None or len(self.finals) >= max(1, len(self.case.answers)):
            return None
        return whatCame(self.rest, self.error)


def quote(data: bytes) -> str:
    """
    Show the beginning of some bytes, in one line.
    """
    line = data.lstrip(b"\r\n").partition(b"\n")[0].rstrip(b"\r")
    return repr(line[:60])[1:] + (" …" if len(line) > 60 else "")


def whatCame(data: bytes, error: RemoteProtocolError) -> str:
    """
    Say what bytes are that a reader of responses refuses.
    """
    begun = data.lstrip(b"\r\n")
    name = next((name for pattern, name in OTHERS if pattern.match(begun)), BARE)
    why = f" ({error.sentence} {error.rule})" if begun.startswith(b"HTTP/1") else ""
    return f"{name} came: {quote(data)}{why}"


def takeApart(case: Case, received: bytes, closed: bool) -> Reply:
    """
    Take apart what was received, into responses and a rest.
    """
    reply = Reply(case, received, closed)
    try:
        for answer, end in _read(reply):
            reply.answers.append(answer)
            reply.end = end
    except RemoteProtocolError as error:
        reply.error = error
    if reply.error is None:
        reply.isPartial = b"HTTP/1."[: len(reply.rest)] == reply.rest[:7] and bool(reply.rest)
    return reply


def _read(reply: Reply) -> Iterator[tuple[Answer, int]]:
    reader = ResponseReader(LIMITS)
    for index in range(max(1, len(reply.case.answers))):
        reader.expect(reply.case.methodOf(index))
    reader.feed(reply.received)
    if reply.closed:
        reader.end()
    answer: Answer | None = None
    pieces: list[bytes] = []
    while not isinstance(event := reader.nextEvent(), NeedMore):
        if isinstance(event, Response):
            answer, pieces = (event, b""), []
        elif isinstance(event, Data):
            pieces.append(event.data)
        elif isinstance(event, EndOfMessage) and answer:
            yield (answer[0], b"".join(pieces)), event.end
