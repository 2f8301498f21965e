"""
What must show in the answers to a case, sign by sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from server.conformance.case import Case, Sign
from server.http1.events import Framing, Response
from server.http1.rules import CODING, LENGTH, connectionOptions, gather

#: A response and its content.
Answer = tuple[Response, bytes]

# RFC 9110 section 5.6.7
#   IMF-fixdate = day-name "," SP date1 SP time-of-day SP GMT
IMF_FIXDATE = re.compile(
    rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3][0-9] "
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} "
    rb"[0-2][0-9]:[0-5][0-9]:[0-6][0-9] GMT"
)

#: RFC 9110 section 9.3.2 lets a server leave out of the answer to HEAD what it
#: determines "only while generating the content"; and the Date is another one.
NOT_FOR_HEAD = frozenset((LENGTH, CODING, b"date", b"trailer", b"vary"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What came of a case.

    @ivar answers: the responses, interim ones among them.
    @ivar received: all that the server sent.
    @ivar closed: whether it closed the connection, too.
    """

    case: Case
    answers: list[Answer]
    received: bytes
    closed: bool

    @property
    def last(self) -> Response:
        """
        The last response.
        """
        return self.answers[-1][0]

    @property
    def finals(self) -> list[Answer]:
        """
        The responses that are not interim.
        """
        return [answer for answer in self.answers if answer[0].status >= 200]

    def shows(self, sign: Sign) -> bool:
        """
        Tell whether a sign shows. What is said of the last response does not show
        where there is none.
        """
        if sign is Sign.NO_MORE:
            return len(self.finals) == len(self.case.answers)
        return bool(self.answers) and SHOWS[sign](self)

    def version(self) -> bytes:
        """
        The version of the last response, as it was written.
        """
        return self.received[self.last.start :][:8]


def values(response: Response, name: bytes) -> list[bytes]:
    """
    The values of a field.

    @param name: its name, in lower case.
    """
    return [value for each, value in response.fields if each.lower() == name]


def _saysClose(outcome: Outcome) -> bool:
    return b"close" in connectionOptions(gather(outcome.last.fields))


def _hasInterim(outcome: Outcome) -> bool:
    return len(outcome.finals) < len(outcome.answers)


def _continues(outcome: Outcome) -> bool:
    interim = [answer.status for answer, _ in outcome.answers if answer.status < 200]
    return 100 in interim or outcome.last.status >= 200


def _hasDate(outcome: Outcome) -> bool:
    dates = values(outcome.last, b"date")
    return len(dates) == 1 and IMF_FIXDATE.fullmatch(dates[0]) is not None


def _hasType(outcome: Outcome) -> bool:
    return not outcome.answers[-1][1] or bool(values(outcome.last, b"content-type"))


def _hasOneFraming(outcome: Outcome) -> bool:
    return not (values(outcome.last, LENGTH) and values(outcome.last, CODING))


def _announcesEnd(outcome: Outcome) -> bool:
    # A connection of HTTP/1.0 ends without that.
    return not outcome.closed or _saysClose(outcome) or outcome.last.version == b"HTTP/1.0"


def _headsAndGets(outcome: Outcome) -> Iterator[tuple[Response, Answer]]:
    """
    Each answer to a HEAD, with that to the request behind it.
    """
    for index, ((response, _), behind) in enumerate(pairwise(outcome.finals)):
        if outcome.case.methodOf(index) == b"HEAD":
            yield response, behind


def _hasLengthOfGet(outcome: Outcome) -> bool:
    return all(
        values(head, LENGTH) in ([], [b"%d" % len(content)])
        for head, (_, content) in _headsAndGets(outcome)
    )


def _hasFieldsOfGet(outcome: Outcome) -> bool:
    return all(
        {name.lower() for name, _ in get.fields} - NOT_FOR_HEAD
        <= {name.lower() for name, _ in head.fields}
        for head, (get, _) in _headsAndGets(outcome)
    )


SHOWS: Mapping[Sign, Callable[[Outcome], bool]] = {
    Sign.DATE: lambda outcome: bool(values(outcome.last, b"date")),
    Sign.DATE_FORM: _hasDate,
    Sign.CLOSE: _saysClose,
    Sign.CLOSE_IF_CLOSED: _announcesEnd,
    Sign.CONTINUE: _continues,
    Sign.NO_INTERIM: lambda outcome: not _hasInterim(outcome),
    Sign.NO_TRANSFER_CODING: lambda outcome: not values(outcome.last, CODING),
    Sign.ONE_FRAMING: _hasOneFraming,
    Sign.DELIMITED: lambda outcome: outcome.last.framing is not Framing.CLOSE,
    Sign.CONTENT: lambda outcome: bool(outcome.answers[-1][1]),
    Sign.CONTENT_TYPE: _hasType,
    Sign.ALLOW: lambda outcome: outcome.last.status != 405 or bool(values(outcome.last, b"allow")),
    Sign.SAME_MAJOR: lambda outcome: outcome.version().startswith(b"HTTP/1."),
    Sign.KNOWN_VERSION: lambda outcome: outcome.version() in (b"HTTP/1.1", b"HTTP/1.0"),
    Sign.HIGHEST_VERSION: lambda outcome: outcome.version() == b"HTTP/1.1",
    Sign.LENGTH_OF_GET: _hasLengthOfGet,
    Sign.FIELDS_OF_GET: _hasFieldsOfGet,
}
