"""
What the answers to a case must show, check by check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from server.conformance.case import REFUSALS, Check
from server.conformance.reply import Answer, Reply
from server.http1.events import Framing, Response
from server.http1.rules import CONTENT_LENGTH, TRANSFER_ENCODING, connectionOptions, gather

# RFC 9110 section 5.6.7
#   IMF-fixdate = day-name "," SP date1 SP time-of-day SP GMT
IMF_FIXDATE = re.compile(
    rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3][0-9] "
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} "
    rb"[0-2][0-9]:[0-5][0-9]:[0-6][0-9] GMT"
)

#: RFC 9110 section 9.3.2 lets a server leave out of the answer to HEAD what it determines
#: "only while generating the content"; and the Date differs.
NOT_FOR_HEAD = frozenset((CONTENT_LENGTH, TRANSFER_ENCODING, b"date", b"trailer", b"vary"))


def shows(reply: Reply, check: Check) -> bool:
    """
    Tell whether a check holds. One that is about the last response fails where there is
    none.
    """
    if check is Check.NO_MORE:
        return _hasNoMore(reply)
    return bool(reply.answers) and SHOWS[check](reply)


def saysClose(reply: Reply) -> bool:
    """
    Tell whether the last response says close.
    """
    return bool(reply.answers) and b"close" in connectionOptions(gather(reply.last.fields))


def values(response: Response, name: bytes) -> list[bytes]:
    """
    List the values of a field.

    @param name: its name, in lower case.
    """
    return [value for each, value in response.fields if each.lower() == name]


def _hasNoMore(reply: Reply) -> bool:
    due = len(reply.case.answers)
    # Where no answer is due at all, a refusal is not an answer to what was asked.
    return len(reply.finals) == due or (not due and set(reply.statuses) <= REFUSALS)


def _version(reply: Reply) -> bytes:
    """
    The version of the last response, as it was written.
    """
    return reply.received[reply.last.start :][:8]


def _hasInterim(reply: Reply) -> bool:
    return len(reply.finals) < len(reply.answers)


def _continues(reply: Reply) -> bool:
    interim = [answer.status for answer, _ in reply.answers if answer.status < 200]
    return 100 in interim or reply.last.status >= 200


def _hasDate(reply: Reply) -> bool:
    dates = values(reply.last, b"date")
    return len(dates) == 1 and IMF_FIXDATE.fullmatch(dates[0]) is not None


def _hasType(reply: Reply) -> bool:
    return not reply.answers[-1][1] or bool(values(reply.last, b"content-type"))


def _hasOneFraming(reply: Reply) -> bool:
    return not (values(reply.last, CONTENT_LENGTH) and values(reply.last, TRANSFER_ENCODING))


def _announcesEnd(reply: Reply) -> bool:
    # An HTTP/1.0 connection ends without being announced.
    return not reply.closed or saysClose(reply) or reply.last.version == b"HTTP/1.0"


def _headsAndGets(reply: Reply) -> Iterator[tuple[Response, Answer]]:
    """
    List each answer to a HEAD, with the answer to the request after it.
    """
    for index, ((response, _), following) in enumerate(pairwise(reply.finals)):
        if reply.case.methodOf(index) == b"HEAD":
            yield response, following


def _hasLengthOfGet(reply: Reply) -> bool:
    return all(
        values(head, CONTENT_LENGTH) in ([], [b"%d" % len(content)])
        for head, (_, content) in _headsAndGets(reply)
    )


def _hasFieldsOfGet(reply: Reply) -> bool:
    return all(
        {name.lower() for name, _ in get.fields} - NOT_FOR_HEAD
        <= {name.lower() for name, _ in head.fields}
        for head, (get, _) in _headsAndGets(reply)
    )


SHOWS: Mapping[Check, Callable[[Reply], bool]] = {
    Check.DATE: lambda reply: bool(values(reply.last, b"date")),
    Check.DATE_FORM: _hasDate,
    Check.CLOSE: saysClose,
    Check.CLOSE_IF_CLOSED: _announcesEnd,
    Check.CONTINUE: _continues,
    Check.NO_INTERIM: lambda reply: not _hasInterim(reply),
    Check.NO_TRANSFER_CODING: lambda reply: not values(reply.last, TRANSFER_ENCODING),
    Check.ONE_FRAMING: _hasOneFraming,
    Check.DELIMITED: lambda reply: reply.last.framing is not Framing.TO_CLOSE,
    Check.CONTENT: lambda reply: bool(reply.answers[-1][1]),
    Check.CONTENT_TYPE: _hasType,
    Check.CLOSED_IF_SAID: lambda reply: reply.closed or not saysClose(reply),
    Check.ALLOW: lambda reply: bool(values(reply.last, b"allow")),
    Check.SUPPORTED: lambda reply: reply.last.status not in (405, 501),
    Check.SAME_MAJOR: lambda reply: _version(reply).startswith(b"HTTP/1."),
    Check.KNOWN_VERSION: lambda reply: _version(reply) in (b"HTTP/1.1", b"HTTP/1.0"),
    Check.HIGHEST_VERSION: lambda reply: _version(reply) == b"HTTP/1.1",
    Check.LENGTH_OF_GET: _hasLengthOfGet,
    Check.FIELDS_OF_GET: _hasFieldsOfGet,
}
