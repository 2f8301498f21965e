"""
Compares what a server did with what it had to do.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.http1.conformance.case import ACCEPTED, REFUSALS, After, Case, Sign
from server.http1.errors import MessageError
from server.http1.events import Data, NeedMore, Response
from server.http1.responses import ResponseReader
from server.http1.rules import connectionOptions, gather

Answer = tuple[Response, bytes]


def judge(case: Case, received: bytes, closed: bool) -> str | None:
    """
    Judge what a server answered.

    @param received: all that it sent.
    @param closed: whether it closed the connection, too.
    @return: what is wrong with it, in words; L{None} when it conforms.
    """
    try:
        answers = list(readAnswers(case, received, closed))
    except MessageError as error:
        return f"the response is not well-formed: {error}"
    finals = [answer for answer in answers if answer[0].status >= 200]
    if case.mayWait and not finals and not closed:
        return None
    return (
        _judgeStatuses(case, [response.status for response, _ in finals])
        or _judgeConnection(case, len(finals), closed)
        or _judgeSigns(case, answers)
    )


def readAnswers(case: Case, received: bytes, closed: bool) -> Iterator[Answer]:
    """
    Read the responses, interim ones among them, each with its content.

    @raise MessageError: when they are not well-formed, or one is not complete.
    """
    reader = ResponseReader()
    for index in range(max(1, len(case.answers))):
        reader.expect(case.methodOf(index))
    reader.feed(received)
    if closed:
        reader.end()
    answer: Answer | None = None
    while not isinstance(event := reader.nextEvent(), NeedMore):
        if isinstance(event, Response):
            answer = event, b""
        elif isinstance(event, Data) and answer:
            answer = answer[0], answer[1] + event.data
        elif answer:
            yield answer


def _judgeStatuses(case: Case, statuses: list[int]) -> str | None:
    if len(statuses) < len(case.answers):
        return f"{len(case.answers)} answers were due, {len(statuses)} came"
    for permitted, status in zip(case.answers, statuses, strict=False):
        isPermitted = status in permitted or (ACCEPTED in permitted and status not in REFUSALS)
        if not isPermitted:
            return f"the answer was {status}, not {_either(permitted)}"
    return None


def _either(permitted: frozenset[int]) -> str:
    return " or ".join(
        "acceptance" if status == ACCEPTED else str(status) for status in sorted(permitted)
    )


def _judgeConnection(case: Case, answers: int, closed: bool) -> str | None:
    if case.after is After.CLOSES and answers > len(case.answers):
        return "a further answer came where the connection had to end"
    if case.after is After.CLOSES and not closed:
        return "the connection was not closed"
    if case.after is After.STAYS and closed:
        return "the connection was closed"
    return None


def _judgeSigns(case: Case, answers: list[Answer]) -> str | None:
    for sign in case.signs:
        if not answers or not _shows(sign, answers):
            return f"what must show: {sign.value}"
    return None


def _shows(sign: Sign, answers: list[Answer]) -> bool:
    response, content = answers[-1]
    names = {name.lower() for name, _ in response.fields}
    interim = [answer.status for answer, _ in answers if answer.status < 200]
    return {
        Sign.DATE: b"date" in names,
        Sign.CLOSE: b"close" in connectionOptions(gather(response.fields)),
        Sign.CONTINUE: 100 in interim or response.status >= 200,
        Sign.NO_INTERIM: not interim,
        Sign.NO_TRANSFER_CODING: b"transfer-encoding" not in names,
        Sign.CONTENT: bool(content),
        Sign.SAME_MAJOR: response.version in (b"HTTP/1.1", b"HTTP/1.0"),
    }[sign]
