"""
What the header fields decide about a message: where it ends, whether the
connection goes on, what the client waits for.

Only six fields matter here. Every rule looks at their values; the reader knows where they
are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from server.http1.errors import FieldOffence
from server.http1.events import CHUNKED, SIZED, TO_CLOSE, UNFRAMED, Field, Framing
from server.http1.grammar import DIGITS, OWS, TRANSFER_CODING

#: Values by lower-case field name, in the order sent.
Values = Mapping[bytes, Sequence[bytes]]

CONTENT_LENGTH = b"content-length"
TRANSFER_ENCODING = b"transfer-encoding"

#: A number with more digits is larger than any disk. Python itself refuses to
#: convert some thousands of digits.
MOST_DIGITS = 18


def gather(fields: Iterable[Field]) -> Values:
    """
    Collect the values of each field under its name in lower case.
    """
    values: dict[bytes, list[bytes]] = {}
    for name, value in fields:
        # RFC 9110 section 5.1: "Field names are case-insensitive".
        key = name.lower()
        if key in values:
            values[key].append(value)
        else:
            values[key] = [value]
    return values


def elements(values: Iterable[bytes]) -> list[bytes]:
    """
    Split a list that may be spread over several fields.

    RFC 9110 section 5.6.1.2: "A recipient MUST parse and ignore a reasonable
    number of empty list elements".
    """
    parts = (part.strip(OWS) for value in values for part in value.split(b","))
    return [part for part in parts if part]


def connectionOptions(values: Values) -> list[bytes]:
    """
    RFC 9110 section 7.6.1: "Connection options are case-insensitive."
    """
    if b"connection" not in values:
        return []
    return [option.lower() for option in elements(values[b"connection"])]


def persists(version: bytes, options: Sequence[bytes]) -> bool:
    """
    Decide whether the connection goes on after this message.

    RFC 9112 section 9.3: "If the "close" connection option is present, the
    connection will not persist ...; else, if the received protocol is HTTP/1.1
    (or later), the connection will persist ...; else, if the received protocol
    is HTTP/1.0, the "keep-alive" connection option is present, ... and the
    recipient wishes to honor the HTTP/1.0 "keep-alive" mechanism, the connection
    will persist ...; otherwise, the connection will close".
    """
    if b"close" in options:
        return False
    return version == b"HTTP/1.1" or b"keep-alive" in options


def requestFraming(values: Values, version: bytes, most: int) -> tuple[Framing, int | None]:
    """
    Decide where the content of a request ends (RFC 9112 section 6.3).

    @param most: the limit of a content length.
    @return: the framing, and the length in bytes where it is known.
    @raise FieldOffence: when it cannot be told, or is too long.
    """
    if TRANSFER_ENCODING in values:
        _checkCodings(values, version)
        return CHUNKED, None
    if CONTENT_LENGTH in values:
        length = contentLength(values[CONTENT_LENGTH], most)
        return (SIZED if length else UNFRAMED), length
    return UNFRAMED, 0


def _checkCodings(values: Values, version: bytes) -> None:
    """
    Accept C{Transfer-Encoding: chunked} and nothing else.

    RFC 9112 section 6.1: "A server or client that receives an HTTP/1.0 message
    containing a Transfer-Encoding header field MUST treat the message as if the
    framing is faulty". "A server MAY reject a request that contains both
    Content-Length and Transfer-Encoding": such a message is how one request is
    smuggled inside another, so we do.
    """
    if version == b"HTTP/1.0":
        sentence = "HTTP/1.0 has no transfer codings: where this request ends cannot be trusted."
        raise FieldOffence(TRANSFER_ENCODING, 0, 400, sentence, "RFC 9112 section 6.1")
    if CONTENT_LENGTH in values:
        sentence = "Content-Length and Transfer-Encoding contradict each other."
        raise FieldOffence(CONTENT_LENGTH, 0, 400, sentence, "RFC 9112 section 6.1")
    codings = _codings(values[TRANSFER_ENCODING])
    if codings[-1:] != [b"chunked"]:
        sentence = "The last transfer coding of a request must be chunked."
        raise FieldOffence(TRANSFER_ENCODING, 0, 400, sentence, "RFC 9112 section 6.3")
    if b"chunked" in codings[:-1]:
        sentence = "Chunked is applied twice, which is not allowed."
        raise FieldOffence(TRANSFER_ENCODING, 0, 400, sentence, "RFC 9112 section 6.1")
    if len(codings) > 1:
        sentence = "This server understands the transfer coding chunked, and no other."
        raise FieldOffence(TRANSFER_ENCODING, 0, 501, sentence, "RFC 9112 section 6.1")


def _codings(values: Sequence[bytes]) -> list[bytes]:
    """
    Name the transfer codings in the order applied, in lower case (RFC 9112
    section 7: "All transfer-coding names are case-insensitive").
    """
    return [
        _codingName(part, index)
        for index, value in enumerate(values)
        for part in elements([value])
    ]


def _codingName(part: bytes, index: int) -> bytes:
    match = TRANSFER_CODING.fullmatch(part)
    if match is None:
        sentence = "What is listed here is not a transfer coding."
        raise FieldOffence(TRANSFER_ENCODING, index, 400, sentence, "RFC 9110 section 10.1.4")
    name = match["name"].lower()
    # RFC 9112 section 7.1: "The chunked coding does not define any parameters.
    # Their presence SHOULD be treated as an error."
    if name == b"chunked" and match["parameters"]:
        sentence = "The transfer coding chunked has no parameters."
        raise FieldOffence(TRANSFER_ENCODING, index, 400, sentence, "RFC 9112 section 7.1")
    return name


def contentLength(values: Sequence[bytes], most: int) -> int:
    """
    Read the length of the content.

    RFC 9110 section 8.6 lets a recipient of several equal lengths "either reject
    the message as invalid or replace" them with one. A sender of several does not know
    what it sends: we reject.

    @raise FieldOffence: when it is not a length, or more than C{most}.
    """
    if len(values) > 1:
        sentence = "A message has one Content-Length field, not several."
        raise FieldOffence(CONTENT_LENGTH, 1, 400, sentence, "RFC 9112 section 6.3")
    if DIGITS.fullmatch(values[0]) is None:
        sentence = "A Content-Length consists of decimal digits and nothing else."
        raise FieldOffence(CONTENT_LENGTH, 0, 400, sentence, "RFC 9112 section 6.3")
    # RFC 9110 section 8.6: "a recipient MUST anticipate potentially large decimal
    # numerals and prevent parsing errors due to integer conversion overflows".
    digits = values[0].lstrip(b"0")
    if len(digits) > MOST_DIGITS or int(digits or b"0") > most:
        sentence = f"The content is larger than the {most:,} bytes that this server accepts."
        raise FieldOffence(CONTENT_LENGTH, 0, 413, sentence, "RFC 9110 section 15.5.14")
    return int(digits or b"0")


def expectsContinue(values: Values, version: bytes, framing: Framing) -> bool:
    """
    Decide whether the client waits for C{100 Continue}.

    RFC 9110 section 10.1.1: "A server that receives an Expect field value
    containing a member other than 100-continue MAY respond with a 417
    (Expectation Failed)". "A server that receives a 100-continue expectation in
    an HTTP/1.0 request MUST ignore that expectation."

    @raise FieldOffence: 417.
    """
    if b"expect" not in values or version == b"HTTP/1.0":
        return False
    expectations = [each.lower() for each in elements(values[b"expect"])]
    if any(each != b"100-continue" for each in expectations):
        sentence = "This server can meet the expectation 100-continue, and no other."
        raise FieldOffence(b"expect", 0, 417, sentence, "RFC 9110 section 10.1.1")
    return bool(expectations) and framing is not Framing.UNFRAMED


def offeredProtocols(values: Values, version: bytes, options: Sequence[bytes]) -> Sequence[bytes]:
    """
    Name the protocols that the client would rather speak.

    RFC 9110 section 7.8: "A server that receives an Upgrade header field in an
    HTTP/1.0 request MUST ignore that Upgrade field." A sender "MUST also send an Upgrade
    connection option": without it, the field was meant for somebody else.
    """
    if version == b"HTTP/1.0" or b"upgrade" not in options:
        return ()
    return tuple(elements(values.get(b"upgrade", ())))


def responseFraming(
    values: Values, status: int, method: bytes, most: int
) -> tuple[Framing, int | None]:
    """
    Decide where the content of a response ends (RFC 9112 section 6.3).

    @param method: the method of the request that it answers.
    @raise FieldOffence: as L{requestFraming}.
    """
    isTunnel = method == b"CONNECT" and 200 <= status < 300
    if method == b"HEAD" or isTunnel or status < 200 or status in (204, 304):
        return UNFRAMED, 0
    if TRANSFER_ENCODING in values:
        isChunked = _codings(values[TRANSFER_ENCODING])[-1:] == [b"chunked"]
        return (CHUNKED if isChunked else TO_CLOSE), None
    if CONTENT_LENGTH in values:
        length = contentLength(values[CONTENT_LENGTH], most)
        return (SIZED if length else UNFRAMED), length
    return TO_CLOSE, None
