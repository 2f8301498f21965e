"""
The columns of the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

#: The host that the cases ask for, unless the host is what they are about.
HOST = b"example.com"

#: Stands for every answer of a server that has understood the message, whatever
#: its resources say: C{200 OK} as well as C{404 Not Found}.
ACCEPTED = 200

#: The answers that refuse a message rather than answer it. C{421 Misdirected
#: Request} is none: who says it has understood the message, and whom it is for.
REFUSALS = frozenset((400, 408, 411, 413, 414, 417, 426, 431, 501, 505))


class Level(Enum):
    """
    How strongly the RFC asks for it (BCP 14). C{MAY} marks what it leaves open;
    such a case shows what a server chooses.
    """

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class After(Enum):
    """
    What must become of the connection.
    """

    STAYS = "stays open"
    CLOSES = "is closed by the server"
    EITHER = "may stay open or be closed"


class Sign(Enum):
    """
    What must show, in the last response unless it says otherwise.
    """

    DATE = "a Date field"
    CLOSE = "the connection option close"
    CONTINUE = "100 Continue, or a final answer, without waiting for content"
    NO_INTERIM = "no 1xx response before it"
    NO_TRANSFER_CODING = "no Transfer-Encoding field"
    CONTENT = "content, such as an explanation"
    CONTENT_TYPE = "a Content-Type field, where there is content"
    SAME_MAJOR = "a version HTTP/1.x"
    KNOWN_VERSION = "a version that is defined: HTTP/1.1 or HTTP/1.0"
    HIGHEST_VERSION = "the version HTTP/1.1"
    DATE_FORM = "one Date field, as in Sun, 06 Nov 1994 08:49:37 GMT"
    ALLOW = "an Allow field, where the answer is 405"
    ONE_FRAMING = "Content-Length or Transfer-Encoding, not both"
    DELIMITED = "an end of its own, not that of the connection"
    CLOSE_IF_CLOSED = "the connection option close, where it is closed"
    NO_MORE = "no further response"
    LENGTH_OF_GET = "for HEAD no Content-Length but that of the GET behind it"
    FIELDS_OF_GET = "for HEAD the fields of the GET behind it"


@dataclass(frozen=True, slots=True)
class Case:
    """
    One rule, and bytes that show whether a server obeys.

    @ivar name: unique, for a person to refer to.
    @ivar family: what kind of rule it is.
    @ivar section: where it stands, as C{RFC 9112 section 5.1}.
    @ivar rule: the rule, in one sentence.
    @ivar sent: what the client sends.
    @ivar answers: for each response that must come, the statuses that the RFC
        permits; L{ACCEPTED} stands for every answer that is no refusal. None
        where the client goes on to wait with the rest of its message.
    @ivar ours: the status of the last response of our own engine.
    @ivar after: what must become of the connection then.
    @ivar signs: what the last response must show.
    @ivar methods: of the requests, where the first is not what C{sent} begins
        with, or there are several and not all are GET.
    @ivar hangsUp: whether the client says behind C{sent} that it will send no
        more (a half-close).
    @ivar mayWait: whether no answer is right, too: the server waits for the rest
        of a message that is said to be huge.
    """

    name: str
    family: str
    section: str
    level: Level
    rule: str
    sent: bytes
    answers: tuple[frozenset[int], ...]
    ours: int
    after: After = After.EITHER
    signs: tuple[Sign, ...] = ()
    methods: tuple[bytes, ...] = ()
    hangsUp: bool = False
    mayWait: bool = False

    def methodOf(self, index: int) -> bytes:
        """
        The method of one of the requests, from 0.
        """
        if index < len(self.methods):
            return self.methods[index]
        return self.sent.partition(b" ")[0] if index == 0 else b"GET"


@dataclass(frozen=True, slots=True)
class Family:
    """
    Makes the cases of one family.
    """

    name: str

    def accept(
        self,
        name: str,
        section: str,
        level: Level,
        rule: str,
        sent: bytes,
        *,
        after: After = After.EITHER,
        signs: tuple[Sign, ...] = (),
        answers: int = 1,
        methods: tuple[bytes, ...] = (),
        hangsUp: bool = False,
    ) -> Case:
        """
        A message that must be understood.

        @param answers: how many responses must come.
        """
        permitted = (frozenset((ACCEPTED,)),) * answers
        return Case(
            name,
            self.name,
            section,
            level,
            rule,
            sent,
            permitted,
            ACCEPTED,
            after,
            signs,
            methods,
            hangsUp,
        )

    def refuse(
        self,
        name: str,
        section: str,
        level: Level,
        rule: str,
        sent: bytes,
        *statuses: int,
        after: After = After.EITHER,
        signs: tuple[Sign, ...] = (),
        hangsUp: bool = False,
        mayWait: bool = False,
    ) -> Case:
        """
        A message that must not be understood, or need not be.

        @param statuses: the permitted answers; the first is ours.
        """
        permitted = (frozenset(statuses),)
        return Case(
            name,
            self.name,
            section,
            level,
            rule,
            sent,
            permitted,
            statuses[0],
            after,
            signs,
            (),
            hangsUp,
            mayWait,
        )


def request(
    *lines: bytes, start: bytes = b"GET / HTTP/1.1", host: bool = True, content: bytes = b""
) -> bytes:
    """
    Put a request together.

    @param lines: field lines, without line ends.
    @param host: whether a Host field stands before them.
    """
    fields = (b"Host: " + HOST, *lines) if host else lines
    return b"\r\n".join((start, *fields, b"", content))
