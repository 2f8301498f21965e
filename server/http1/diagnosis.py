"""
Names the first fault of a line that is not what it should be.

The reader's patterns say yes or no. Where they say no, these functions go over
the line again and say which byte breaks which rule. Offsets in what is raised
here count from the line's first byte; a line comes without its CR LF.
"""

from __future__ import annotations

from re import Pattern

from server.http1.errors import RemoteProtocolError
from server.http1.grammar import (
    CHUNK_LINE,
    HEXDIGITS,
    LONGEST_METHOD,
    NOT_TCHAR,
    NOT_TEXT,
    NOT_VISIBLE,
    STATUS_LINE,
    TOKEN,
    VERSION,
)
from server.http1.target import splitTarget

REQUEST_LINE_RULE = "RFC 9112 section 3"
FIELD_LINE_RULE = "RFC 9112 section 5"
FIELD_VALUE_RULE = "RFC 9110 section 5.5"

NAMED = {0: "NUL", 9: "a tab", 10: "LF", 13: "CR", 32: "a space", 127: "DEL"}


def describe(byte: int) -> str:
    """
    Name one byte in a sentence: a visible character as it is, any other by its number in
    hexadecimal.
    """
    if byte in NAMED:
        return NAMED[byte]
    return f"the byte {chr(byte)}" if 0x20 < byte < 0x7F else f"the byte 0x{byte:02x}"


def _first(pattern: Pattern[bytes], text: bytes) -> int:
    """
    @return: where a pattern first matches, or the length of the text.
    """
    match = pattern.search(text)
    return match.start() if match else len(text)


def checkFirstByte(line: bytes) -> None:
    """
    Check the first byte of a request line, which need not be complete.

    @raise RemoteProtocolError: when no method begins like that.
    """
    if TOKEN.match(line):
        return
    if line.startswith(b"\x16"):
        sentence = "This is the beginning of a TLS (https) connection; here we speak plain http."
    else:
        sentence = f"A request begins with a method such as GET, not with {describe(line[0])}."
    raise RemoteProtocolError(400, sentence, REQUEST_LINE_RULE, 0, 1)


def checkRequestLine(line: bytes, isSecure: bool) -> None:
    """
    Check a request line, word by word::

        request-line = method SP request-target SP HTTP-version

    @param isSecure: whether the connection is secured by TLS.
    @raise RemoteProtocolError: when it is not one, or asks for another version.
    """
    checkFirstByte(line)
    methodEnd = checkMethod(line)
    target, hasVersion, version = line[methodEnd + 1 :].partition(b" ")
    targetStart = methodEnd + 1
    _checkTargetBytes(target, targetStart)
    if not hasVersion:
        sentence = "The HTTP version is missing at the end of the request line."
        raise RemoteProtocolError(400, sentence, REQUEST_LINE_RULE, len(line), 0)
    checkVersion(version, targetStart + len(target) + 1)
    try:
        splitTarget(line[:methodEnd], target, isSecure)
    except RemoteProtocolError as error:
        raise error.movedBy(targetStart) from None


def checkMethod(line: bytes) -> int:
    """
    Check the first word of a request line.

    @return: where it ends.
    @raise RemoteProtocolError: when it is too long, or not followed by a space.
    """
    end = _first(NOT_TCHAR, line)
    # RFC 9112 section 3: "A server that receives a method longer than any that it
    # implements SHOULD respond with a 501 (Not Implemented)".
    if end > LONGEST_METHOD:
        sentence = f"No method has more than {LONGEST_METHOD} bytes."
        raise RemoteProtocolError(501, sentence, REQUEST_LINE_RULE, 0, LONGEST_METHOD + 1)
    if end == len(line):
        sentence = "The request line ends after the method: target and HTTP version are missing."
        raise RemoteProtocolError(400, sentence, REQUEST_LINE_RULE, end, 0)
    if line[end : end + 1] != b" ":
        sentence = f"The method ends with one space, not with {describe(line[end])}."
        raise RemoteProtocolError(400, sentence, "RFC 9112 section 3.1", end, 1)
    return end


def _checkTargetBytes(target: bytes, offset: int) -> None:
    if not target:
        sentence = "There must be exactly one space between the method and the target."
        raise RemoteProtocolError(400, sentence, REQUEST_LINE_RULE, offset, 1)
    end = _first(NOT_VISIBLE, target)
    if end < len(target):
        sentence = f"A target cannot hold {describe(target[end])}: it must be percent-encoded."
        raise RemoteProtocolError(400, sentence, "RFC 9112 section 3.2", offset + end, 1)


def checkVersion(version: bytes, offset: int) -> None:
    """
    Check the last word of a request line.

    @param offset: where it begins in the line.
    @raise RemoteProtocolError: when it is not a version, or not one of ours.
    """
    match = VERSION.fullmatch(version)
    if match is None:
        if VERSION.fullmatch(version[-8:]):
            sentence = "The target holds a space: it must be percent-encoded as %20."
            raise RemoteProtocolError(400, sentence, "RFC 9112 section 3.2", offset - 1, 1)
        sentence = "The request line ends with a version, written exactly as in HTTP/1.1."
        raise RemoteProtocolError(400, sentence, "RFC 9112 section 2.3", offset, len(version))
    if match["major"] != b"1":
        sentence = "This server speaks HTTP/1.1 and HTTP/1.0."
        raise RemoteProtocolError(505, sentence, "RFC 9110 section 15.6.6", offset, len(version))


def checkStatusLine(line: bytes) -> None:
    """
    Check the first line of a response.

    @raise RemoteProtocolError: when it is not one.
    """
    if not STATUS_LINE.fullmatch(line + b"\r\n"):
        sentence = "A response begins with a version, a three-digit status code and a space."
        raise RemoteProtocolError(502, sentence, "RFC 9112 section 4", 0, len(line))


def checkFieldLine(line: bytes, isFirst: bool = False) -> None:
    """
    Check a field line::

        field-line = field-name ":" OWS field-value OWS

    @param isFirst: whether it comes directly after the start line.
    @raise RemoteProtocolError: when it is not one.
    """
    if line[:1] in (b" ", b"\t"):
        raise _indented(isFirst)
    name, colon, value = line.partition(b":")
    if not colon:
        sentence = "A field line needs a colon between the name and the value."
        raise RemoteProtocolError(400, sentence, FIELD_LINE_RULE, 0, len(line))
    if not name:
        sentence = "A field name is missing before the colon."
        raise RemoteProtocolError(400, sentence, FIELD_LINE_RULE, 0, 1)
    _checkFieldName(name)
    _checkFieldValue(value, len(name) + 1)


def _indented(isFirst: bool) -> RemoteProtocolError:
    """
    RFC 9112 section 2.2: white space between the start line and the first field:
    "either reject the message as invalid or consume each whitespace-preceded
    line". Section 5.2: "A server that receives an obs-fold ... MUST either reject
    the message by sending a 400 (Bad Request), preferably with a representation
    explaining that obsolete line folding is unacceptable, or replace" it. What
    other programs may read differently is not worth guessing: we reject both.
    """
    if isFirst:
        sentence = "There is white space before the first field name."
        return RemoteProtocolError(400, sentence, "RFC 9112 section 2.2", 0, 1)
    sentence = "Obsolete line folding is unacceptable: a field must be on one line."
    return RemoteProtocolError(400, sentence, "RFC 9112 section 5.2", 0, 1)


def _checkFieldName(name: bytes) -> None:
    end = _first(NOT_TCHAR, name)
    if end == len(name):
        return
    # RFC 9112 section 5.1: "A server MUST reject, with a response status code of
    # 400 (Bad Request), any received request message that contains whitespace
    # between a header field name and colon."
    if not name[end:].strip(b" \t"):
        sentence = "There is white space between the field name and its colon."
        raise RemoteProtocolError(400, sentence, "RFC 9112 section 5.1", end, len(name) - end)
    sentence = f"A field name cannot hold {describe(name[end])}."
    raise RemoteProtocolError(400, sentence, "RFC 9110 section 5.1", end, 1)


def _checkFieldValue(value: bytes, offset: int) -> None:
    """
    RFC 9110 section 5.5: "Field values containing CR, LF, or NUL characters are
    invalid and dangerous ...; a recipient ... MUST either reject the message or
    replace each of those characters with SP. ... Field values containing other
    CTL characters are also invalid". We reject all of them.
    """
    end = _first(NOT_TEXT, value)
    if end < len(value):
        rule = "RFC 9112 section 2.2" if value[end] == 13 else FIELD_VALUE_RULE
        sentence = f"A field value cannot hold {describe(value[end])}."
        raise RemoteProtocolError(400, sentence, rule, offset + end, 1)


def checkChunkLine(line: bytes) -> None:
    """
    Check the line before a chunk::

        chunk-size [ chunk-ext ]

    @raise RemoteProtocolError: when it is not one.
    """
    if CHUNK_LINE.fullmatch(line):
        return
    digits = HEXDIGITS.match(line)
    if digits is None:
        sentence = "A chunk begins with its size in hexadecimal digits."
        raise RemoteProtocolError(400, sentence, "RFC 9112 section 7.1", 0, len(line))
    rest = len(line) - digits.end()
    sentence = "After a chunk size, only a well-formed chunk extension may follow."
    raise RemoteProtocolError(400, sentence, "RFC 9112 section 7.1.1", digits.end(), rest)
