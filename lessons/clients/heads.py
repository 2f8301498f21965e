"""
The head of an answer, looked at before Twisted's client reads it.

That client is right to give up on a malformed answer; but what it says then is
made for programmers (C{not enough values to unpack}), and after a line that is
too long it hangs up without a word. Here each kind of fault has a sentence, and
everything that a server can send without end has a limit.
"""

from __future__ import annotations

import re

from twisted.internet.interfaces import IProtocol
from twisted.web.http_headers import Headers

#: Bytes that a line may have: more are too many for Twisted's client, too.
MOST_LINE = 16_384
#: Bytes that all heads of an answer may have.
MOST_HEAD = 100_000
#: Interim answers (1xx) before the final one.
MOST_INTERIM = 50

# RFC 9112 section 4: status-line = HTTP-version SP status-code SP [ reason-phrase ]
# The second SP is often forgotten, and a browser does not mind.
STATUS_LINE = re.compile(rb"HTTP/1\.[0-9] ([1-9][0-9]{2})(?: (.*))?", re.DOTALL)
# Section 5: field-line = field-name ":" OWS field-value OWS
FIELD_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*", re.DOTALL)
# RFC 9110 section 8.6: Content-Length = 1*DIGIT
LENGTH = re.compile(rb"[ \t]*([0-9]{1,18})[ \t]*")
# RFC 8446 section 5.1: what a TLS server says to those who speak no TLS is an alert.
TLS_ALERT = b"\x15"

NO_HTTP = "not understood: the answer is not HTTP"
ONLY_TLS = "not understood: the answer is TLS, not HTTP (does the URL begin with https?)"
VERSION = "not understood: the answer is of a version other than HTTP/1.x"
STATUS = "not understood: the first line of the answer holds no status"
NO_COLON = "not understood: a field of the answer has no colon"
BAD_NAME = "not understood: a field name contains what no name may contain"
FOLDED = "not understood: the first field of the answer is indented"
BAD_LENGTH = "not understood: the Content-Length is not a number"
TWO_LENGTHS = "not understood: two different Content-Lengths"
CODING = "not understood: a Transfer-Encoding other than chunked"
SWITCHED = "not understood: the server changes the protocol (101), and nobody asked for that"
LONG_LINE = f"refused: a line in the answer's head has more than {MOST_LINE:,} bytes"
LONG_HEAD = f"refused: the answer's head has more than {MOST_HEAD:,} bytes"
INTERIM = f"refused: more than {MOST_INTERIM} interim answers (1xx), and no final one"


class BadAnswer(Exception):
    """
    The answer cannot be used. Argument: why, for a person.
    """


class Head:
    """
    One head. Named as in L{twisted.web.iweb.IResponse}.
    """

    def __init__(self, code: int, phrase: bytes) -> None:
        self.code = code
        self.phrase = phrase
        self.headers = Headers()

    def deliverBody(self, protocol: IProtocol) -> None:
        """
        The content is not waited for.
        """


class HeadReader:
    """
    Reads the heads of one answer as they arrive: any number of interim ones,
    up to a limit, and the final one.

    @ivar final: the final one, once it is there.
    """

    def __init__(self) -> None:
        self.final: Head | None = None
        self.head: Head | None = None
        self.buffer = bytearray()
        self.size = self.interim = 0
        self.lines: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """
        Take what has arrived. What comes after the final head is left unread.

        @raise BadAnswer: when it cannot be used.
        """
        if self.final is not None:
            return
        self.buffer += data
        self.readLines()
        if self.final is not None:
            self.buffer.clear()
            return
        if self.head is None:
            checkBeginning(bytes(self.buffer[:5]))
        limit(len(self.buffer), MOST_LINE, LONG_LINE)

    def readLines(self) -> None:
        """
        Read the lines that are there, up to the end of the final head.
        """
        start = 0
        # RFC 9112 section 2.2: "a recipient MAY recognize a single LF as a line
        # terminator and ignore any preceding CR."
        while self.final is None and (end := self.buffer.find(b"\n", start)) >= 0:
            limit(end - start, MOST_LINE, LONG_LINE)
            self.readLine(bytes(self.buffer[start:end]).removesuffix(b"\r"))
            self.size += end + 1 - start
            limit(self.size, MOST_HEAD, LONG_HEAD)
            start = end + 1
        del self.buffer[:start]

    def readLine(self, line: bytes) -> None:
        """
        Read one line: the first, an empty one, or another.
        """
        if self.head is None:
            self.head = readStatusLine(line)
        elif not line:
            self.endHead(self.head)
        elif line[0] not in b" \t":
            self.lines.append(line)
        elif not self.lines:
            raise BadAnswer(FOLDED)
        else:  # a field may go on in the next line (RFC 9112 section 5.2, obsolete)
            self.lines[-1] += b" " + line.strip()

    def endHead(self, head: Head) -> None:
        """
        A head has ended: is it the last one?
        """
        for line in self.lines:
            addField(head, line)
        checkFraming(head)
        if head.code == 101:
            raise BadAnswer(SWITCHED)
        if head.code >= 200:
            self.final = head
            return
        self.interim += 1
        limit(self.interim, MOST_INTERIM, INTERIM)
        self.head, self.lines = None, []


def limit(size: int, most: int, words: str) -> None:
    """
    Refuse what is too much.

    @param words: what is wrong then.
    @raise BadAnswer: when C{size} is more than C{most}.
    """
    if size > most:
        raise BadAnswer(words)


def checkBeginning(first: bytes) -> None:
    """
    Refuse what will never be HTTP, though its first line has not ended yet.

    @param first: at most five bytes.
    """
    if first.startswith(TLS_ALERT):
        raise BadAnswer(ONLY_TLS)
    if not b"HTTP/".startswith(first):
        raise BadAnswer(NO_HTTP)


def readStatusLine(line: bytes) -> Head:
    """
    Read the first line of an answer.
    """
    match = STATUS_LINE.fullmatch(line)
    if match is not None:
        return Head(int(match[1]), match[2] or b"")
    checkBeginning(line[:5])
    isVersion1 = re.match(rb"HTTP/1\.[0-9](?![0-9.])", line)
    isVersion = re.match(rb"HTTP/[0-9]", line)
    raise BadAnswer(STATUS if isVersion1 else VERSION if isVersion else NO_HTTP)


def addField(head: Head, line: bytes) -> None:
    """
    Read one field line into a head.
    """
    match = FIELD_LINE.fullmatch(line)
    if match is None:
        raise BadAnswer(BAD_NAME if b":" in line else NO_COLON)
    head.headers.addRawHeader(match[1], match[2])


# RFC 9112 section 6.3: "If a message is received without Transfer-Encoding and with
# an invalid Content-Length header field, then the message framing is invalid".
def checkFraming(head: Head) -> None:
    """
    Refuse an answer whose end cannot be known.
    """
    codings = head.headers.getRawHeaders(b"transfer-encoding", [])
    if codings and [coding.lower() for coding in codings] != [b"chunked"]:
        raise BadAnswer(CODING)
    fields = head.headers.getRawHeaders(b"content-length", [])
    lengths = [LENGTH.fullmatch(value) for field in fields for value in field.split(b",")]
    if None in lengths:
        raise BadAnswer(BAD_LENGTH)
    if len({int(length[1]) for length in lengths if length is not None}) > 1:
        raise BadAnswer(TWO_LENGTHS)
