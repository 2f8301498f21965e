"""
Heads of responses that are not well-formed, and what they mean all the same.

Many servers write what no grammar allows, and every browser shows it. A proxy that
refused it would be blamed for that. So a head is mended here, and then the strict reader
reads it; what goes on is in good form. Only about where the content ends, nothing is
guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from server.http1 import Limits, NeedMore, RemoteProtocolError, Response, ResponseReader, Waiting
from server.http1.diagnosis import checkStatusLine
from server.http1.events import Event, Field
from server.http1.grammar import OWS, TOKEN, text

#: Far more is read than of a request, as browsers do. Content goes through and is never
#: collected: it may have any length.
RESPONSE_LIMITS = Limits(fieldLine=65536, fields=500, head=65536, content=2**62, chunkExcess=2**62)

#: A line that is not empty, and an empty one after it. RFC 9112 section 2.2: "a
#: recipient MAY recognize a single LF as a line terminator and ignore any preceding CR".
HEAD_END = re.compile(rb"[^\r\n]\r?\n\r?\n")
#: How many of its bytes may have come with earlier pieces.
OVERLAP = 4

#: How a response begins.
VERSION_SIGN = b"HTTP/"

#: RFC 9112 section 2.3: the name is case-sensitive, but not every server knows that.
STATUS_LINE = re.compile(
    rb"(?i:HTTP)/1\.(?P<minor>[0-9])[ \t]+(?P<status>[1-9][0-9]{2})(?:[ \t]+(?P<reason>.*))?"
)

# RFC 9112 section 2.2: "A recipient of such a bare CR MUST consider that element to be
# invalid or replace each bare CR with SP". RFC 9110 section 5.5 says so of CR, LF and
# NUL, and that other control characters are invalid as well.
CONTROLS = bytes(set(range(0x20)) - {0x09} | {0x7F})
CONTROLS_TO_SPACES = bytes.maketrans(CONTROLS, b" " * len(CONTROLS))

LENGTH = b"content-length"
IDENTITY = (b"transfer-encoding", b"identity")


def mend(head: bytes) -> bytes:
    """
    Mend the head of a response.

    @return: what it means, in good form; or else something that is refused.
    """
    lines = [line.translate(CONTROLS_TO_SPACES).rstrip() for line in head.split(b"\n")]
    first, *rest = [line for line in lines if line]
    fields = mergeLengths(withoutIdentity(readFields(unfold(rest))))
    written = [b"%b: %b" % field for field in fields]
    return b"\r\n".join([mendStatusLine(first), *written, b"", b""])


def mendStatusLine(line: bytes) -> bytes:
    """
    Mend a status line. RFC 9112 section 4: "A server MUST send the space that separates
    the status-code from the reason-phrase even when the reason-phrase is absent".
    """
    match = STATUS_LINE.fullmatch(line)
    if match is None:
        return line
    return b"HTTP/1.%b %b %b" % (match["minor"], match["status"], match["reason"] or b"")


def unfold(lines: Iterable[bytes]) -> list[bytes]:
    """
    Join a field that goes on in the next line. RFC 9112 section 5.2: a proxy MUST refuse
    such a response, or "replace each received obs-fold with one or more SP octets prior
    to interpreting the field value or forwarding the message downstream."
    """
    whole: list[list[bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and whole:
            whole[-1].append(line)
        else:
            whole.append([line])
    return [b" ".join(part.strip(OWS) for part in parts) for parts in whole]


def readFields(lines: Iterable[bytes]) -> list[Field]:
    """
    Read field lines, and leave out what is not one. RFC 9112 section 5.1: "A proxy MUST
    remove any such whitespace", between a name and its colon, "from a response message
    before forwarding the message downstream."
    """
    parts = (line.partition(b":") for line in lines)
    fields = ((name.rstrip(OWS), value.strip(OWS)) for name, colon, value in parts if colon)
    return [(name, value) for name, value in fields if TOKEN.fullmatch(name)]


def withoutIdentity(fields: list[Field]) -> list[Field]:
    """
    Leave out C{Transfer-Encoding: identity}. In RFC 2616, long ago, it meant that nothing
    was done, and browsers still take it for nothing.
    """
    return [each for each in fields if (each[0].lower(), each[1].lower()) != IDENTITY]


def mergeLengths(fields: list[Field]) -> list[Field]:
    """
    Make one Content-Length of several that are equal. RFC 9112 section 6.3: where "all
    values in the list are valid, and all values in the list are the same", "the message
    is processed with that single value used as the Content-Length field value". Where
    they are not, they stay, and the reader refuses them.
    """
    listed = [value for name, value in fields if name.lower() == LENGTH]
    values = {part.strip(OWS) for value in listed for part in value.split(b",")}
    if len(values) != 1:
        return fields
    others = [field for field in fields if field[0].lower() != LENGTH]
    return [*others, (b"Content-Length", values.pop())]


def checkBeginning(data: bytes) -> None:
    """
    Check what can be checked of a head that is not complete, and perhaps never will be:
    the first word of another protocol, for example.

    @raise RemoteProtocolError: when no response begins like that.
    """
    if not VERSION_SIGN.startswith(data.lstrip(b"\r\n")[: len(VERSION_SIGN)].upper()):
        checkStatusLine(data)


class AnyStatusReader(ResponseReader):
    """
    Reads well-formed responses, with any status of three digits.

    RFC 9110 section 15: "Values outside the range 100..599 are invalid." But they are in
    use, and what a client makes of one is its own affair.
    """

    __slots__ = ()

    startLine = re.compile(
        rb"HTTP/1\.(?P<minor>[0-9]) (?P<status>[1-9][0-9]{2}) (?P<reason>" + text + rb"*+)\r\n"
    )

    def checkStartLine(self, line: bytes) -> None:
        """
        Check a status line, of any status.
        """
        if not self.startLine.fullmatch(line + b"\r\n"):
            super().checkStartLine(line)


class LenientReader:
    """
    Reads the response to one request, and mends each head that comes. The contract is
    that of L{server.http1.reader}.
    """

    def __init__(self, method: bytes) -> None:
        """
        @param method: of the request, which decides where the response ends.
        """
        self.reader = AnyStatusReader(RESPONSE_LIMITS)
        self.reader.expect(method)
        self.head: bytearray | None = bytearray()  # as far as it has come; None after it
        self.searched = 0

    def feed(self, data: bytes) -> None:
        """
        Take the next bytes of the connection, however they are cut.
        """
        if self.head is None:
            self.reader.feed(data)
        else:
            self.head += data

    def end(self) -> None:
        """
        Learn that no more will come.
        """
        self.reader.end()

    def nextEvent(self) -> Event | NeedMore:
        """
        Find the next event.

        @raise RemoteProtocolError: when the bytes are not a response, however mended.
        """
        return self.reader.nextEvent() if self.head is None else self.nextHead(self.head)

    def nextHead(self, head: bytearray) -> Event | NeedMore:
        """
        Read a head, once it is complete. There may be others before the final one.
        """
        match = HEAD_END.search(head, max(0, self.searched - OVERLAP))
        end = match.end() if match else len(head)
        if end > RESPONSE_LIMITS.head:
            sentence = f"The head of a response may have at most {RESPONSE_LIMITS.head:,} bytes."
            raise RemoteProtocolError(502, sentence, "RFC 9110 section 5.4")
        checkBeginning(bytes(head[: len(VERSION_SIGN) + RESPONSE_LIMITS.emptyLines]))
        if match is None:
            self.searched = len(head)
            return NeedMore(Waiting.FIELDS)
        self.reader.feed(mend(bytes(head[:end])))
        del head[:end]
        self.searched = 0
        event = self.reader.nextEvent()
        if isinstance(event, Response) and event.status < 200:
            self.reader.skipEnd()  # it has no content
        else:
            self.head = None
            self.reader.feed(bytes(head))
        return event
