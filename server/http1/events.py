"""
What a reader finds in the bytes.

A message is one L{Request} or L{Response}, then any number of L{Data}, then one
L{EndOfMessage}. Each knows which bytes of the connection it was made of:
C{start} is the offset of the first, C{end} the offset after the last. What lies
between the events of a chunked message is its framing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from server.semantics.secrets import masked

Field = tuple[bytes, bytes]


class Framing(Enum):
    """
    How the end of a message's content is found (RFC 9112 section 6.3).
    """

    UNFRAMED = "it has no content"
    SIZED = "its length was said in advance"
    CHUNKED = "it comes in chunks, and the last one says so"
    TO_CLOSE = "it goes on until the connection ends"

    # Each is equal to itself alone. The hash of an Enum takes ten times as long.
    __hash__ = object.__hash__


# By themselves, for code that runs with every request: looking a member up in its class
# takes ten times as long.
UNFRAMED, SIZED, CHUNKED, TO_CLOSE = Framing


class Head:
    """
    The head of a message, which may appear in a log or in the text of an error.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        kinds = self.__dataclass_fields__  # type: ignore[attr-defined]
        parts = [(name, getattr(self, name)) for name in kinds if kinds[name].repr]
        shown = [(name, masked(it) if name == "fields" else it) for name, it in parts]
        return f"{type(self).__name__}({', '.join(f'{name}={it!r}' for name, it in shown)})"


# Not frozen: a frozen dataclass takes four times as long to make.
@dataclass(slots=True, repr=False)
class Request(Head):
    """
    The head of a request.

    @ivar method: as sent; case-sensitive.
    @ivar target: the request target as sent.
    @ivar version: C{b"HTTP/1.0"} or C{b"HTTP/1.1"}: the client's, or 1.1 where
        it speaks a later 1.x (RFC 9110 section 6.2).
    @ivar fields: names as spelled and values, in the order sent.
    @ivar framing: how the end of the content is found.
    @ivar contentLength: its length in bytes; L{None} when it comes in chunks.
    @ivar keepAlive: whether the client lets the connection go on.
    @ivar expectsContinue: whether it waits for C{100 Continue}, or for a refusal,
        before it sends the content.
    @ivar upgrade: the protocols that it offers to change to.
    @ivar authority: the host, and the port if any, that the client asks for: of
        an absolute target, else of the Host field; C{b""} where neither says.
    @ivar pathAndQuery: the target in origin-form, whichever form was sent; C{b"*"}
        for the server as a whole, C{b""} for a CONNECT.
    @ivar values: the values of the fields by name, in lower case. Requests that are alike
        share them: read them, and never change them.
    """

    method: bytes
    target: bytes
    version: bytes
    fields: list[Field]
    framing: Framing
    contentLength: int | None
    keepAlive: bool
    expectsContinue: bool
    upgrade: Sequence[bytes]
    authority: bytes
    pathAndQuery: bytes
    start: int
    end: int
    values: Mapping[bytes, Sequence[bytes]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def again(self, start: int, end: int) -> Request:
        """
        Make the same request with other offsets.
        """
        return Request(
            self.method,
            self.target,
            self.version,
            self.fields.copy(),
            self.framing,
            self.contentLength,
            self.keepAlive,
            self.expectsContinue,
            self.upgrade,
            self.authority,
            self.pathAndQuery,
            start,
            end,
            self.values,
        )


@dataclass(slots=True, repr=False)
class Response(Head):
    """
    The head of a response.

    @ivar status: the status code.
    @ivar reason: the reason phrase, often empty.
    @ivar version: as in a L{Request}.
    @ivar fields: names as spelled and values, in the order sent.
    @ivar framing: how the end of the content is found.
    @ivar contentLength: its length in bytes; L{None} when only its end will tell.
    @ivar keepAlive: whether the server lets the connection go on.
    """

    status: int
    reason: bytes
    version: bytes
    fields: list[Field]
    framing: Framing
    contentLength: int | None
    keepAlive: bool
    start: int
    end: int


@dataclass(slots=True)
class Data:
    """
    A piece of content, without its framing. Where it is cut means nothing.
    """

    data: bytes
    start: int

    @property
    def end(self) -> int:
        """
        The offset after the last byte.
        """
        return self.start + len(self.data)


@dataclass(slots=True)
class EndOfMessage:
    """
    The message is complete.

    @ivar trailers: the trailer fields of a chunked message. RFC 9110 section 6.5.1
        forbids mixing them with the header fields.
    """

    trailers: Sequence[Field]
    start: int
    end: int


class Waiting(Enum):
    """
    What a reader needs before it can find the next event.
    """

    MESSAGE = "the first byte of the next message"
    START_LINE = "the end of the first line, CR LF"
    FIELDS = "the empty line that ends the header fields"
    CONTENT = "the rest of the content"
    CHUNK_LINE = "the line with the size of the next chunk"
    CHUNK = "the rest of the chunk"
    CHUNK_END = "the CR LF after the chunk"
    TRAILERS = "the empty line that ends the trailer fields"
    CLOSE = "the end of the connection, which ends the content"
    NOTHING = "nothing: no further message belongs on this connection"


MESSAGE = Waiting.MESSAGE


@dataclass(slots=True)
class NeedMore:
    """
    There is no event until more bytes arrive.

    @ivar waiting: for what.
    @ivar missing: how many bytes of it are still to come; L{None} where nobody
        can know.
    """

    waiting: Waiting
    missing: int | None = None


Event = Request | Response | Data | EndOfMessage
