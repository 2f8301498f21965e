"""
The fields of a message that passes through.

Some fields are meant for the next program only, and a proxy is that program.
Everything else is none of the proxy's business, and goes on as it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from server.http1 import Response
from server.http1.rules import MOST_DIGITS
from server.pages import BadGateway, BadRequest

Field = tuple[bytes, bytes]

# RFC 9110 section 7.6.1: "Intermediaries MUST parse a received Connection header
# field before a message is forwarded and, for each connection-option in this
# field, remove any header or trailer field(s) from the message with the same
# name as the connection-option, and then remove the Connection header field
# itself". Furthermore they "SHOULD remove or replace fields that are known to
# require removal before forwarding, whether or not they appear as a
# connection-option": it lists the five after Connection here.
#
# Trailer announces trailers, which this proxy does not forward. The last three are between
# a client and the first proxy that wants to know who the client is (section 11.7); this
# one does not, and no server has any use for that secret.
HOP_BY_HOP = frozenset(
    (
        b"connection",
        b"proxy-connection",
        b"keep-alive",
        b"te",
        b"transfer-encoding",
        b"upgrade",
        b"trailer",
        b"proxy-authenticate",
        b"proxy-authentication-info",
        b"proxy-authorization",
    )
)

#: What a proxy writes itself: how long the content is, and for whom it is.
REGENERATED = frozenset((b"content-length", b"host"))

MAX_FORWARDS = b"max-forwards"


def elements(fields: Iterable[Field], wanted: bytes) -> list[bytes]:
    """
    Split the values of a field that is a list, over all its lines.
    """
    values = (value for name, value in fields if name.lower() == wanted)
    parts = (part.strip(b" \t") for value in values for part in value.split(b","))
    return [part for part in parts if part]


def endToEnd(fields: Sequence[Field]) -> list[Field]:
    """
    Keep the fields that go on.
    """
    named = {option.lower() for option in elements(fields, b"connection")}
    dropped = HOP_BY_HOP | REGENERATED | named
    return [(name, value) for name, value in fields if name.lower() not in dropped]


def via(version: bytes, pseudonym: bytes) -> Field:
    """
    Make our own entry of Via.

    RFC 9110 section 7.6.3: "A proxy MUST send an appropriate Via header field
    [...] in each message that it forwards." Its place is after those of the
    proxies before us.

    @param version: in which the message came, such as C{b"HTTP/1.1"}.
    """
    return b"Via", version.removeprefix(b"HTTP/") + b" " + pseudonym


def checkLoop(fields: Sequence[Field], pseudonym: bytes) -> None:
    """
    Check that a request has not been here before: Via would have our name.

    @raise BadGateway: when it has been here. RFC 9209, which lists what can go wrong in a
        proxy, recommends 502 for C{proxy_loop_detected}.
    """
    for entry in elements(fields, b"via"):
        if pseudonym in entry.split():
            raise BadGateway("This request has come back to the proxy that sent it: a loop.")


def forwardsLeft(method: bytes, fields: Sequence[Field]) -> int | None:
    """
    Read how often a request may still be forwarded.

    RFC 9110 section 7.6.2: "Each intermediary that receives a TRACE or OPTIONS
    request containing a Max-Forwards header field MUST check and update its value
    prior to forwarding the request." For other methods it may be ignored.

    @return: L{None} for any number of times.
    @raise BadRequest: when the field is not a number, or is there twice.
    """
    values = [value for name, value in fields if name.lower() == MAX_FORWARDS]
    if method not in (b"TRACE", b"OPTIONS") or not values:
        return None
    if len(values) > 1 or not values[0].isdigit() or len(values[0]) > 9:
        raise BadRequest("Max-Forwards is not a number.")
    return int(values[0])


def requestFields(
    method: bytes,
    fields: Sequence[Field],
    host: bytes,
    via: Field,
    length: int | None,
) -> list[Field]:
    """
    Make the fields of the request that goes on.

    @param fields: of the request that came.
    @param host: for the field Host.
    @param via: our own entry.
    @param length: of the content, in bytes; L{None} when only its end will tell.
    """
    kept = endToEnd(fields)
    left = forwardsLeft(method, fields)
    if left is not None:
        kept = [field for field in kept if field[0].lower() != MAX_FORWARDS]
        kept.append((b"Max-Forwards", b"%d" % (left - 1)))
    # One request per connection is simple, and no server has to be trusted about where its
    # response ends.
    close = (b"Connection", b"close")
    return [(b"Host", host), *kept, *contentFraming(fields, length), via, close]


def contentFraming(fields: Sequence[Field], length: int | None) -> list[Field]:
    """
    Say where the content of a request ends: in our own words, since what
    the client said was for us.
    """
    if length is None:
        return [(b"Transfer-Encoding", b"chunked")]
    # A POST without content says so; a GET says nothing (RFC 9110 section 8.6).
    isTold = any(name.lower() == b"content-length" for name, _ in fields)
    return [(b"Content-Length", b"%d" % length)] if isTold else []


def responseFields(method: bytes, response: Response, via: Field) -> list[Field]:
    """
    Make the fields of the response that goes on. RFC 9110 section 6.6.1: a recipient
    with a clock that forwards a response without Date "MUST record the time it was
    received"; the channel adds that, as to every response.

    @param method: of the request that it answers.
    @param via: our own entry.
    """
    return [*endToEnd(response.fields), *responseLength(method, response), via]


def unclearEnd(response: Response) -> str:
    """
    Say why nobody can know where the content of a response ends; empty where that is
    clear.

    RFC 9112 section 6.1: whoever gets an HTTP/1.0 message with Transfer-Encoding "MUST
    treat the message as if the framing is faulty": one client sees chunks in it, another
    one content. Codings other than C{chunked} must be asked for, in TE (RFC 9110 section
    10.1.4), and nobody has done that.
    """
    codings = [coding.lower() for coding in elements(response.fields, b"transfer-encoding")]
    if codings and response.version == b"HTTP/1.0":
        return "The server speaks HTTP/1.0 and used a coding of HTTP/1.1."
    if codings not in ([], [b"chunked"]):
        return "The server used a coding that nobody asked for."
    return ""


def responseLength(method: bytes, response: Response) -> list[Field]:
    """
    Say how long the content of a response is, where that is known.

    RFC 9110 section 8.6: in a response to HEAD, and with 304, it is the length of
    what a GET would have got.
    """
    if response.status == 204:
        return []
    if method == b"HEAD" or response.status == 304:
        lengths = {value for name, value in response.fields if name.lower() == b"content-length"}
        isOne = len(lengths) == 1
        return [(b"Content-Length", value) for value in lengths if isOne and isLength(value)]
    if response.contentLength is None:
        return []
    return [(b"Content-Length", b"%d" % response.contentLength)]


def isLength(value: bytes) -> bool:
    """
    Tell whether a value is a length, and not too long for a number.
    """
    return value.isdigit() and len(value) <= MOST_DIGITS
