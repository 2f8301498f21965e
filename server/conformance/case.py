"""
The columns of the table: what a case sends, what its rule is, and which answers keep it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypedDict, Unpack

#: The host that the cases ask for, unless the host is what they are about.
HOST = b"example.com"
#: The section on how a message is cut into lines; several tables have cases about that.
LINES = "RFC 9112 section 2.2"

#: Means every answer of a server that has understood the message, whatever
#: its resources say: C{200 OK} as well as C{404 Not Found}.
ACCEPTED = 200

#: The answers that refuse a message rather than answer it. C{421 Misdirected Request} is
#: not among them: a server that says so has understood the message, and whom it is for.
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


class Silence(Enum):
    """
    Whether a server may leave a message without an answer.
    """

    WRONG = "an answer must come"
    CLOSES = "it may close the connection without one"
    WAITS = "it may also wait for the rest of the message"


class Need(Enum):
    """
    What a server must be able to do for a case to be tried with it.
    """

    PERSISTENCE = "connections that go on after an answer"
    HEAD = "the method HEAD"
    POST = "the method POST"
    CONTENT = "an answer that waits for the content"
    CHUNKS = "content in chunks"
    METHODS = "methods that it does not take"
    HOSTS = "other names than its own"
    HTTP_11 = "answers in HTTP/1.1"


class Check(Enum):
    """
    What the last response must show, or the one that is named.
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
    ALLOW = "an Allow field"
    SUPPORTED = "support of the method"
    ONE_FRAMING = "Content-Length or Transfer-Encoding, not both"
    DELIMITED = "an end of its own, not that of the connection"
    CLOSE_IF_CLOSED = "the connection option close, where it is closed"
    CLOSED_IF_SAID = "the end of the connection, where the answer says close"
    NO_MORE = "no further response"
    LENGTH_OF_GET = "for HEAD, no Content-Length other than that of the GET after it"
    FIELDS_OF_GET = "for HEAD the fields of the GET after it"


class Columns(TypedDict, total=False):
    """
    The columns of a L{Case} that few rows fill.
    """

    after: After
    checks: tuple[Check, ...]
    methods: tuple[bytes, ...]
    hangsUp: bool
    silence: Silence
    conditional: bool
    needs: frozenset[Need]


@dataclass(frozen=True, slots=True)
class Case:
    """
    One rule, and bytes that show whether a server obeys.

    @ivar name: unique, for a person to refer to.
    @ivar family: what kind of rule it is.
    @ivar section: where the rule is, such as C{RFC 9112 section 5.1}.
    @ivar rule: the rule, in one sentence.
    @ivar sent: what the client sends.
    @ivar answers: for each response that must come, the statuses that the RFC
        permits; L{ACCEPTED} means every answer that is not a refusal. There are none where
        the client keeps the rest of its message back.
    @ivar ours: the status of the last response of our own engine.
    @ivar after: what must become of the connection after that.
    @ivar checks: what the last response must show.
    @ivar methods: those of the requests, where C{sent} does not begin with the first, or
        there are several and not all are GET.
    @ivar hangsUp: whether the client says after C{sent} that it will send no
        more (a half-close).
    @ivar silence: whether no answer is right, too.
    @ivar conditional: whether the rule is only about these answers: where another comes,
        or none, there is nothing to look at.
    @ivar needs: what the server must be able to do, besides what L{needed} finds.
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
    checks: tuple[Check, ...] = ()
    methods: tuple[bytes, ...] = ()
    hangsUp: bool = False
    silence: Silence = Silence.WRONG
    conditional: bool = False
    needs: frozenset[Need] = frozenset()

    def methodOf(self, index: int) -> bytes:
        """
        The method of one of the requests, from 0.
        """
        if index < len(self.methods):
            return self.methods[index]
        return self.sent.partition(b" ")[0] if index == 0 else b"GET"

    def needed(self) -> frozenset[Need]:
        """
        Everything that a server must be able to do for this case.
        """
        found = set(self.needs)
        if len(self.answers) > 1:
            found.add(Need.PERSISTENCE)
        if b"POST" in (self.methods or (self.methodOf(0),)) and not self.conditional:
            found.add(Need.POST)
        if b"HEAD" in self.methods:
            found.add(Need.HEAD)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Family:
    """
    Makes the cases of one family.

    @ivar needs: what all cases of the family need.
    """

    name: str
    needs: tuple[Need, ...] = ()

    def accept(
        self,
        name: str,
        section: str,
        level: Level,
        rule: str,
        sent: bytes,
        *,
        answers: int = 1,
        **columns: Unpack[Columns],
    ) -> Case:
        """
        Make a case of a message that must be understood.

        @param answers: how many responses must come.
        """
        permitted = (frozenset((ACCEPTED,)),) * answers
        return self._case(columns, name, section, level, rule, sent, permitted, ACCEPTED)

    def refuse(
        self,
        name: str,
        section: str,
        level: Level,
        rule: str,
        sent: bytes,
        *statuses: int,
        **columns: Unpack[Columns],
    ) -> Case:
        """
        Make a case of a message that must not be understood, or need not be.

        @param statuses: the permitted answers; the first is ours.
        """
        permitted = (frozenset(statuses),)
        return self._case(columns, name, section, level, rule, sent, permitted, statuses[0])

    def _case(
        self,
        columns: Columns,
        name: str,
        section: str,
        level: Level,
        rule: str,
        sent: bytes,
        permitted: tuple[frozenset[int], ...],
        ours: int,
    ) -> Case:
        columns["needs"] = frozenset((*self.needs, *columns.get("needs", ())))
        return Case(name, self.name, section, level, rule, sent, permitted, ours, **columns)


def request(
    *lines: bytes, start: bytes = b"GET / HTTP/1.1", host: bool = True, content: bytes = b""
) -> bytes:
    """
    Put a request together.

    @param lines: field lines, without line ends.
    @param host: whether a Host field comes before them.
    """
    fields = (b"Host: " + HOST, *lines) if host else lines
    return b"\r\n".join((start, *fields, b"", content))
