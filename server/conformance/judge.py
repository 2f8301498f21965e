"""
Compares what a server did with what it had to do.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.conformance.case import ACCEPTED, REFUSALS, After, Case
from server.conformance.signs import Answer, Outcome
from server.http1.errors import MessageError
from server.http1.events import Data, NeedMore, Response
from server.http1.responses import ResponseReader


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
        or _judgeSigns(Outcome(case, answers, received, closed))
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
        if not statuses:
            return "no answer came"
        return f"of {len(case.answers)} answers that were due, {len(statuses)} came"
    for permitted, status in zip(case.answers, statuses, strict=False):
        isPermitted = status in permitted or (ACCEPTED in permitted and status not in REFUSALS)
        if not isPermitted:
            understood = "" if status in REFUSALS else ", as to a right request"
            return f"the answer was {status}{understood}, and not {_either(permitted)}"
    return None


def _either(permitted: frozenset[int]) -> str:
    words = {ACCEPTED: "one to a right request"}
    return " or ".join(words.get(status, str(status)) for status in sorted(permitted))


def _judgeConnection(case: Case, answers: int, closed: bool) -> str | None:
    if case.after is After.CLOSES and answers > len(case.answers):
        return "a further answer came where the connection had to end"
    if case.after is After.CLOSES and not closed:
        return "the connection was not closed"
    if case.after is After.STAYS and closed:
        return "the connection was closed"
    return None


def _judgeSigns(outcome: Outcome) -> str | None:
    for sign in outcome.case.signs:
        if not outcome.shows(sign):
            return f"what must show: {sign.value}"
    return None
