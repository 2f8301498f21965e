"""
The reader of requests: what a server uses.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from re import Match

from server.http1.diagnosis import checkFirstByte, checkMethod, checkRequestLine
from server.http1.errors import RemoteProtocolError
from server.http1.events import Event, Field, Framing, Request
from server.http1.fields import parseFields
from server.http1.grammar import REQUEST_LINE
from server.http1.limits import DEFAULT_LIMITS, Limits
from server.http1.parsecache import ParseCache
from server.http1.reader import MessageReader
from server.http1.rules import (
    Values,
    connectionOptions,
    expectsContinue,
    gather,
    offeredProtocols,
    persists,
    requestFraming,
)
from server.http1.target import checkHost, splitTarget

#: What the fields of a request say: the fields, their values by name, the host, framing
#: and length of the content, whether the connection goes on, whether the client waits for
#: 100 Continue, the protocols that it offers.
Found = tuple[list[Field], Values, bytes, Framing, int | None, bool, bool, Sequence[bytes]]


def readFields(section: bytes, version: bytes, mostFields: int, mostContent: int) -> Found | None:
    """
    Read the fields of a request.

    @param section: their lines.
    @return: L{None} where the grammar says no to one of them.
    @raise FieldOffence: where only a value is wrong.
    """
    fields = parseFields(section, mostFields)
    if fields is None:
        return None
    values = gather(fields)
    host = checkHost(values.get(b"host", ()), version)
    framing, length = requestFraming(values, version, mostContent)
    options = connectionOptions(values)
    keepAlive = persists(version, options)
    expects = b"expect" in values and expectsContinue(values, version, framing)
    upgrade = offeredProtocols(values, version, options) if options else ()
    return fields, values, host, framing, length, keepAlive, expects, upgrade


class Caches:
    """
    What readers with the same settings have learnt, and share.

    @ivar heads: those of requests, as a whole.
    @ivar fields: what the fields of an HTTP/1.1 request say.
    """

    def __init__(self) -> None:
        self.heads = ParseCache[Request]()
        self.fields = ParseCache[Found]()


@lru_cache(16)  # a server has one or two
def cachesFor(limits: Limits, isSecure: bool) -> Caches:
    """
    Find what readers with these settings know.
    """
    return Caches()


class RequestReader(MessageReader):
    """
    Reads what a client sends. The contract is in L{server.http1.reader}.

    Most clients send the same head with each of their requests, byte for byte. It is
    recognized as a whole: that takes a third of the time.
    """

    __slots__ = ("_caches", "_isSecure", "_isSharing", "_method")

    startLine = REQUEST_LINE

    def __init__(
        self,
        limits: Limits = DEFAULT_LIMITS,
        isSecure: bool = False,
        isSharing: bool = False,
    ) -> None:
        """
        @param isSecure: whether the connection is secured by TLS: only then can it
            be asked for an https address.
        @param isSharing: whether requests that are alike may be one object: for a caller
            that only reads them, and does not ask for their offsets.
        """
        super().__init__(limits)
        self._isSharing = isSharing
        self._isSecure = isSecure
        self._caches = cachesFor(limits, isSecure)
        self._method = b""  # of the request whose content is read

    def _takeHead(self, data: bytes, start: int, end: int) -> Event | None:
        """
        Take a head as a whole where it is known.
        """
        head = data[start : end + 4]
        find = self._caches.heads.find  # an attribute that can be called, and not a method
        known = find(head)
        if known is None:
            return self._meet(head, data, start, end)
        buffer = self._buffer
        buffer.position = end + 4
        self._method = known.method
        self._beginBody(known.framing, known.contentLength, known.keepAlive)
        if self._isSharing:
            return known
        base = buffer.base
        return known.again(base + start, base + end + 4)

    def _meet(self, head: bytes, data: bytes, start: int, end: int) -> Event | None:
        """
        Parse a head that is not known yet.
        """
        event = self._parse(data, start, end)
        heads = self._caches.heads
        if isinstance(event, Request) and heads.hasSeen(head):
            heads.learn(head, event.again(0, len(head)))
        return event

    def _readFields(self, section: bytes, version: bytes) -> Found | None:
        """
        Read the fields, unless they are known: many clients send the same ones, whatever
        they ask for.
        """
        limits, cache = self.limits, self._caches.fields
        if version != b"HTTP/1.1":
            return readFields(section, version, limits.fields, limits.content)
        found = cache.find(section)
        if found is None:
            found = readFields(section, version, limits.fields, limits.content)
            if found is not None and cache.hasSeen(section):
                cache.learn(section, found)
        return found

    def _decide(self, line: Match[bytes], section: bytes, start: int, end: int) -> Event | None:
        """
        Make the event of a request, and get ready for its content.
        """
        method, target, origin, minor = line.groups()
        # RFC 9110 section 6.2: a recipient of a higher minor version "SHOULD process
        # the message as if it was in the highest minor version within that major
        # version to which the recipient is conformant".
        version = b"HTTP/1.0" if minor == b"0" else b"HTTP/1.1"
        if origin and method != b"CONNECT":
            authority, pathAndQuery = b"", target
        else:
            authority, pathAndQuery = self._splitTarget(method, target, start)
        found = self._readFields(section, version)
        if found is None:
            return None
        fields, values, host, framing, length, keepAlive, expects, upgrade = found
        # RFC 9112 section 3.2.2: "the origin server MUST ignore the received Host
        # header field (if any) and instead use the host information of the
        # request-target".
        request = Request(
            method,
            target,
            version,
            fields.copy(),
            framing,
            length,
            keepAlive,
            expects,
            upgrade,
            authority or host,
            pathAndQuery,
            start,
            end,
            values,
        )
        self._method = method
        self._beginBody(framing, length, keepAlive)
        return request

    def _splitTarget(self, method: bytes, target: bytes, start: int) -> tuple[bytes, bytes]:
        try:
            return self.splitTarget(method, target)
        except RemoteProtocolError as error:
            raise error.movedBy(start + len(method) + 1) from None

    def splitTarget(self, method: bytes, target: bytes) -> tuple[bytes, bytes]:
        """
        Tell which host a target asks, and what for, as the function of the same name does.
        """
        return splitTarget(method, target, self._isSecure)

    def checkBeginning(self, beginning: bytes) -> None:
        """
        @raise RemoteProtocolError: when no method begins like that.
        """
        checkFirstByte(beginning[:1])

    def checkStartLine(self, line: bytes) -> None:
        """
        @raise RemoteProtocolError: when it is not a request line.
        """
        checkRequestLine(line, self._isSecure)

    def startLineTooLong(self, line: bytes) -> RemoteProtocolError:
        """
        RFC 9112 section 3: "A server that receives a request-target longer than any
        URI it wishes to parse MUST respond with a 414 (URI Too Long)".
        """
        try:
            checkMethod(line)
        except RemoteProtocolError as error:
            return error
        sentence = f"A request line may have at most {len(line):,} bytes."
        return RemoteProtocolError(414, sentence, "RFC 9112 section 3", len(line), 1)

    def _answersHead(self) -> bool:
        if self._body is None:
            buffer = self._buffer
            return buffer.data.startswith(b"HEAD ", buffer.position)
        return self._method == b"HEAD"
