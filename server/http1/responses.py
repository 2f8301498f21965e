"""
The reader of responses: what a client uses, and whoever watches a server.
"""

from __future__ import annotations

from collections import deque
from re import Match

from server.http1.diagnosis import checkStatusLine
from server.http1.errors import RemoteProtocolError
from server.http1.events import Event, Framing, Response
from server.http1.fields import parseFields
from server.http1.grammar import STATUS_LINE
from server.http1.limits import DEFAULT_LIMITS, Limits
from server.http1.reader import MessageReader
from server.http1.rules import connectionOptions, gather, persists, responseFraming


class ResponseReader(MessageReader):
    """
    Reads what a server sends. The contract is in L{server.http1.reader}. Where
    a response ends depends on the request that it answers: see L{expect}.
    """

    __slots__ = ("_methods",)

    startLine = STATUS_LINE

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        super().__init__(limits)
        self._methods: deque[bytes] = deque()

    def expect(self, method: bytes) -> None:
        """
        Learn that a request has been sent. Responses come in the same order (RFC
        9112 section 9.2); one that answers no request is read as if it answered a GET.
        """
        self._methods.append(method)

    def _decide(self, line: Match[bytes], section: bytes, start: int, end: int) -> Event | None:
        """
        Make the event of a response, and get ready for its content.
        """
        fields = parseFields(section, self.limits.fields)
        if fields is None:
            return None
        minor, code, reason = line.groups()
        version = b"HTTP/1.0" if minor == b"0" else b"HTTP/1.1"
        status = int(code)
        values = gather(fields)
        method = self._methodAnswered(status)
        framing, length = responseFraming(values, status, method, self.limits.content)
        # RFC 9112 section 9.3: to persist, a message needs "a self-defined message
        # length (i.e., one not defined by closure of the connection)".
        keepAlive = framing is not Framing.TO_CLOSE and persists(
            version, connectionOptions(values)
        )
        event = Response(status, reason, version, fields, framing, length, keepAlive, start, end)
        # A response before the final one ends nothing.
        self._beginBody(framing, length, keepAlive or status < 200)
        return event

    def _methodAnswered(self, status: int) -> bytes:
        """
        RFC 9112 section 9.2: "More than one response message per request only occurs
        when one or more informational responses precede a final response".
        """
        if not self._methods:
            return b"GET"
        return self._methods[0] if 100 <= status < 200 else self._methods.popleft()

    def checkStartLine(self, line: bytes) -> None:
        """
        @raise RemoteProtocolError: when it is not a status line.
        """
        checkStatusLine(line)

    def startLineTooLong(self, line: bytes) -> RemoteProtocolError:
        """
        The error for a status line that is too long.
        """
        sentence = f"A status line may have at most {len(line):,} bytes."
        return RemoteProtocolError(502, sentence, "RFC 9112 section 4", len(line), 1)
