"""
Reads what has come on a connection as HTTP responses, strictly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn

from lessons.exercises.checks.connection import SILENT_CLOSED, SILENT_OPEN, Connection
from lessons.exercises.checks.failures import bytesIn
from lessons.exercises.checks.response import Field, Response
from lessons.exercises.checks.sentences import describeLength
from lessons.language import N_, _, ngettext

STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3}) [\t \x21-\x7e]*")
FIELD_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)")

STATUS_RULE = N_(
    "a response begins with a status line, HTTP/1.1 and a status of three digits and words, and "
    "it ends in CR LF (RFC 9112 section 4)."
)
FIELD_RULE = N_(
    "a field line is a name, a colon and a value, and ends in CR LF (RFC 9112 section 5)."
)
HEAD_RULE = N_("an empty line, CR LF alone, ends the head of a message (RFC 9112 section 2.1).")
LENGTH_RULE = N_(
    "Content-Length is the number of bytes after the empty line (RFC 9110 section 8.6, RFC 9112 "
    "section 6.3)."
)
CHUNK_RULE = N_(
    "a chunk is its size in hexadecimal digits, CR LF, that many bytes, and CR LF; the "
    "last one has the size 0 (RFC 9112 section 7.1)."
)
ONE_RULE = N_("a server answers each request once, in order (RFC 9112 section 9.3.2).")


def readResponses(connection: Connection, methods: Sequence[bytes], rule: str) -> list[Response]:
    """
    Read everything that came as responses.

    @param methods: the methods of the requests, one for each final response.
    @param rule: the rule that is broken where more or less has come.
    """
    if not connection.received:
        silence = SILENT_OPEN if connection.isOpen else SILENT_CLOSED
        connection.fail(silence, rule or ONE_RULE, 0)
    responses: list[Response] = []
    left = list(methods)
    position = 0
    while left:
        if position == len(connection.received):
            problem = ngettext(
                "{number} request was sent, and {answered} answered.",
                "{number} requests were sent, and {answered} answered.",
                len(methods),
            ).format(number=len(methods), answered=len(methods) - len(left))
            connection.fail(problem, rule or ONE_RULE, position)
        response = readResponse(connection, position, left[0], rule)
        responses.append(response)
        position = response.end
        if response.status >= 200:
            left.pop(0)
    if position < len(connection.received):
        _complainOfMore(responses[-1], rule)
    return responses


def readFinal(connection: Connection, method: bytes, rule: str = "") -> Response:
    """
    Read everything that came as the response to one request, and take no notice
    of interim ones (1xx).
    """
    return readResponses(connection, [method], rule)[-1]


def _complainOfMore(response: Response, rule: str) -> NoReturn:
    """
    Say what is wrong where bytes follow after the last response.
    """
    connection = response.connection
    rest = connection.received[response.end :]
    if response.content and not rest.startswith(b"HTTP/1."):
        # What was sent twice is answered twice: only what comes before the next answer.
        content = response.content + rest.partition(b"HTTP/1.")[0]
        problem = describeLength(len(response.content), content)
        connection.fail(problem, LENGTH_RULE, response.end)
    problem = _("More bytes follow after the end of the answer.")
    if rest.startswith(b"HTTP/1."):
        problem = _(
            "More bytes follow after the end of the answer. They are one more answer, but no "
            "request was left."
        )
    connection.fail(problem, rule or ONE_RULE, response.end)


def readResponse(connection: Connection, begin: int, method: bytes, rule: str = "") -> Response:
    """
    Read the response that begins somewhere in what came.

    @param method: the method of its request.
    @param rule: the rule that is broken where its content is too short.
    """
    lineEnd, line = _line(connection, begin, STATUS_RULE)
    match = STATUS_LINE.fullmatch(line)
    if match is None:
        connection.fail(_("This is not a status line."), STATUS_RULE, begin)
    response = Response(connection, begin, int(match[1]))
    position = lineEnd
    while True:
        lineEnd, line = _line(connection, position, HEAD_RULE)
        if not line:
            break
        response.fields.append(_field(connection, position, line))
        position = lineEnd
    response.contentAt = lineEnd
    response.content, response.end = _content(response, method, rule)
    return response


def _line(connection: Connection, begin: int, rule: str) -> tuple[int, bytes]:
    end = connection.received.find(b"\n", begin)
    if end < 0:
        connection.fail(_("The head of the answer does not end."), rule, len(connection.received))
    if connection.received[end - 1 : end] != b"\r":
        connection.fail(_("A line ends in LF alone, not in CR LF."), rule, end)
    return end + 1, connection.received[begin : end - 1]


def _field(connection: Connection, begin: int, line: bytes) -> Field:
    match = FIELD_LINE.fullmatch(line)
    if match is None:
        connection.fail(_("This is not a field line."), FIELD_RULE, begin)
    return Field(match[1].decode().lower(), match[2].rstrip(b" \t"), begin + match.start(2))


# RFC 9112 section 6.3: how the length of the content is known.
def _content(response: Response, method: bytes, rule: str) -> tuple[bytes, int]:
    connection, begin = response.connection, response.contentAt
    if method == b"HEAD" or response.status in (204, 304) or response.status < 200:
        return b"", begin
    if response.values("Transfer-Encoding"):
        return _chunks(connection, begin)
    if not response.values("Content-Length"):
        return connection.received[begin:], len(connection.received)
    end = begin + _length(response)
    if end > len(connection.received):
        problem = (_("The Content-Length announces {announced}, but {number:,} came.")).format(
            announced=bytesIn(end - begin), number=len(connection.received) - begin
        )
        connection.fail(problem, rule or LENGTH_RULE, response.values("Content-Length")[0].at)
    return connection.received[begin:end], end


def _length(response: Response) -> int:
    value = response.mustHaveField("Content-Length", LENGTH_RULE)
    if not re.fullmatch(rb"[0-9]{1,18}", value):
        at = response.values("Content-Length")[0].at
        response.connection.fail(_("The Content-Length is not a number."), LENGTH_RULE, at)
    return int(value)


def _chunks(connection: Connection, position: int) -> tuple[bytes, int]:
    content = b""
    while True:
        begin, line = _line(connection, position, CHUNK_RULE)
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,15}", line):
            connection.fail(_("This is not a chunk size."), CHUNK_RULE, position)
        end = begin + int(line, 16)
        if connection.received[end : end + 2] != b"\r\n":
            connection.fail(_("No CR LF ends the chunk here."), CHUNK_RULE, end)
        content += connection.received[begin:end]
        position = end + 2
        if begin == end:
            return content, position
