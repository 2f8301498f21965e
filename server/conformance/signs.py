"""
What must show in the answers to a case, sign by sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from server.conformance.case import REFUSALS, Sign
from server.conformance.heard import Answer, Heard
from server.http1.events import Framing, Response
from server.http1.rules import CONTENT_LENGTH, TRANSFER_ENCODING, connectionOptions, gather

# RFC 9110 section 5.6.7
#   IMF-fixdate = day-name "," SP date1 SP time-of-day SP GMT
IMF_FIXDATE = re.compile(
    rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3][0-9] "
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} "
    rb"[0-2][0-9]:[0-5][0-9]:[0-6][0-9] GMT"
)

#: RFC 9110 section 9.3.2 lets a server leave out of the answer to HEAD what it
#: determines "only while generating the content"; and the Date is another one.
NOT_FOR_HEAD = frozenset((CONTENT_LENGTH, TRANSFER_ENCODING, b"date", b"trailer", b"vary"))


def shows(heard: Heard, sign: Sign) -> bool:
    """
    Tell whether a sign shows. What is said of the last response does not show
    where there is none.
    """
    if sign is Sign.NO_MORE:
        return _hasNoMore(heard)
    return bool(heard.answers) and SHOWS[sign](heard)


def saysClose(heard: Heard) -> bool:
    """
    Tell whether the last response says close.
    """
    return bool(heard.answers) and b"close" in connectionOptions(gather(heard.last.fields))


def values(response: Response, name: bytes) -> list[bytes]:
    """
    The values of a field.

    @param name: its name, in lower case.
    """
    return [value for each, value in response.fields if each.lower() == name]


def _hasNoMore(heard: Heard) -> bool:
    due = len(heard.case.answers)
    # Where none is due at all, a refusal is not an answer to what was asked.
    return len(heard.finals) == due or (not due and set(heard.statuses) <= REFUSALS)


def _version(heard: Heard) -> bytes:
    """
    The version of the last response, as it was written.
    """
    return heard.received[heard.last.start :][:8]


def _hasInterim(heard: Heard) -> bool:
    return len(heard.finals) < len(heard.answers)


def _continues(heard: Heard) -> bool:
    interim = [answer.status for answer, _ in heard.answers if answer.status < 200]
    return 100 in interim or heard.last.status >= 200


def _hasDate(heard: Heard) -> bool:
    dates = values(heard.last, b"date")
    return len(dates) == 1 and IMF_FIXDATE.fullmatch(dates[0]) is not None


def _hasType(heard: Heard) -> bool:
    return not heard.answers[-1][1] or bool(values(heard.last, b"content-type"))


def _hasOneFraming(heard: Heard) -> bool:
    return not (values(heard.last, CONTENT_LENGTH) and values(heard.last, TRANSFER_ENCODING))


def _announcesEnd(heard: Heard) -> bool:
    # A connection of HTTP/1.0 ends without that.
    return not heard.closed or saysClose(heard) or heard.last.version == b"HTTP/1.0"


def _headsAndGets(heard: Heard) -> Iterator[tuple[Response, Answer]]:
    """
    Each answer to a HEAD, with that to the request after it.
    """
    for index, ((response, _), behind) in enumerate(pairwise(heard.finals)):
        if heard.case.methodOf(index) == b"HEAD":
            yield response, behind


def _hasLengthOfGet(heard: Heard) -> bool:
    return all(
        values(head, CONTENT_LENGTH) in ([], [b"%d" % len(content)])
        for head, (_, content) in _headsAndGets(heard)
    )


def _hasFieldsOfGet(heard: Heard) -> bool:
    return all(
        {name.lower() for name, _ in get.fields} - NOT_FOR_HEAD
        <= {name.lower() for name, _ in head.fields}
        for head, (get, _) in _headsAndGets(heard)
    )


SHOWS: Mapping[Sign, Callable[[Heard], bool]] = {
    Sign.DATE: lambda heard: bool(values(heard.last, b"date")),
    Sign.DATE_FORM: _hasDate,
    Sign.CLOSE: saysClose,
    Sign.CLOSE_IF_CLOSED: _announcesEnd,
    Sign.CONTINUE: _continues,
    Sign.NO_INTERIM: lambda heard: not _hasInterim(heard),
    Sign.NO_TRANSFER_CODING: lambda heard: not values(heard.last, TRANSFER_ENCODING),
    Sign.ONE_FRAMING: _hasOneFraming,
    Sign.DELIMITED: lambda heard: heard.last.framing is not Framing.TO_CLOSE,
    Sign.CONTENT: lambda heard: bool(heard.answers[-1][1]),
    Sign.CONTENT_TYPE: _hasType,
    Sign.CLOSED_IF_SAID: lambda heard: heard.closed or not saysClose(heard),
    Sign.ALLOW: lambda heard: bool(values(heard.last, b"allow")),
    Sign.SUPPORTED: lambda heard: heard.last.status not in (405, 501),
    Sign.SAME_MAJOR: lambda heard: _version(heard).startswith(b"HTTP/1."),
    Sign.KNOWN_VERSION: lambda heard: _version(heard) in (b"HTTP/1.1", b"HTTP/1.0"),
    Sign.HIGHEST_VERSION: lambda heard: _version(heard) == b"HTTP/1.1",
    Sign.LENGTH_OF_GET: _hasLengthOfGet,
    Sign.FIELDS_OF_GET: _hasFieldsOfGet,
}
