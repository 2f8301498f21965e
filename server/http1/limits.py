"""
How much a server is willing to read.

RFC 9110 section 2.3 leaves every length to the recipient, and section 17.5 asks
it to guard each of them. Whatever the client sends, a reader never holds more
than C{head} bytes of a message that it cannot hand on yet.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.http1.errors import RemoteProtocolError


@dataclass(frozen=True, slots=True)
class Limits:
    """
    All are in bytes, except where it says otherwise. The CR LF of a line is not counted.

    @ivar requestLine: RFC 9112 section 3 recommends at least 8000. More: 414.
    @ivar fieldLine: one header or trailer field. More: 431.
    @ivar fields: the number of header fields, and of trailer fields. More: 431.
    @ivar head: the request line and all header fields with their line ends.
        More: 431.
    @ivar emptyLines: the number of empty lines before a request. More: 400.
    @ivar content: of one message, without its framing. More: 413.
    @ivar chunkLine: the line with the size of a chunk and its extensions.
        More: 413.
    @ivar chunkExcess: of one message, what chunk lines may weigh beyond 16 bytes
        each and beyond the content that they frame. More: 413.
    @ivar trailer: all trailer fields of one message. More: 431.
    """

    requestLine: int = 8192
    fieldLine: int = 8192
    fields: int = 100
    head: int = 32768
    emptyLines: int = 4
    content: int = 100 * 2**20
    chunkLine: int = 1024
    chunkExcess: int = 16384
    trailer: int = 8192

    def __hash__(self) -> int:
        # Each connection looks up what is known to readers with its limits. A server has one
        # or two of them: one number tells them apart as well as nine, and sooner.
        return self.head


DEFAULT_LIMITS = Limits()


def tooManyFields(limits: Limits, offset: int, length: int) -> RemoteProtocolError:
    """
    The error for the first field line, or trailer line, beyond the limit.
    """
    sentence = f"A message may have at most {limits.fields} fields."
    return RemoteProtocolError(431, sentence, "RFC 9110 section 5.4", offset, length)
