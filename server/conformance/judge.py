"""
Compares what a server did with what it had to do. It knows no socket and no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from server.conformance.case import ACCEPTED, REFUSALS, After, Case, Sign, Silence
from server.conformance.heard import Heard, takeApart
from server.conformance.signs import saysClose, shows


class Mark(Enum):
    """
    What a case has shown.
    """

    KEPT = "the rule is kept"
    BROKEN = "it is broken"
    UNTESTED = "there was nothing to look at"


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    @ivar why: what was wrong, or why nothing could be seen; empty for L{Mark.KEPT}.
    """

    mark: Mark
    why: str = ""


KEPT = Verdict(Mark.KEPT)


class Awaited(Enum):
    """
    What may still come, and would count.
    """

    ANSWER = "an answer that is due"
    CLOSE = "the end of the connection"
    MORE = "something that must not come"
    NOTHING = "nothing that would change the verdict"


def judge(case: Case, received: bytes, closed: bool) -> Verdict:
    """
    Judge what a server answered.

    @param received: all that it sent.
    @param closed: whether it closed the connection, too.
    """
    heard = takeApart(case, received, closed)
    if untested := _whyUntested(heard):
        return Verdict(Mark.UNTESTED, untested)
    fault = (
        heard.fault
        or _judgeStatuses(heard)
        or _judgeNumber(heard)
        or _judgeRest(heard)
        or _judgeConnection(heard)
        or _judgeSigns(heard)
    )
    return Verdict(Mark.BROKEN, fault) if fault else KEPT


def awaited(case: Case, received: bytes) -> Awaited:
    """
    Tell what to wait for on a connection that is open.
    """
    heard = takeApart(case, received, closed=False)
    if heard.fault or _judgeStatuses(heard):
        return Awaited.NOTHING
    if len(heard.finals) < len(case.answers) or heard.isPartial:
        return Awaited.ANSWER
    if Sign.CONTINUE in case.signs:
        return Awaited.NOTHING if heard.answers else Awaited.ANSWER
    if case.after is After.CLOSES or (Sign.CLOSED_IF_SAID in case.signs and saysClose(heard)):
        return Awaited.CLOSE
    return Awaited.MORE if _restsOnSilence(case) else Awaited.NOTHING


def _restsOnSilence(case: Case) -> bool:
    """
    Tell whether something that comes late would change the verdict.
    """
    return (
        case.after is After.STAYS
        or not {Sign.NO_MORE, Sign.CLOSE_IF_CLOSED}.isdisjoint(case.signs)
        or case.methodOf(max(0, len(case.answers) - 1)) == b"HEAD"
    )


def _whyUntested(heard: Heard) -> str | None:
    case, statuses = heard.case, heard.statuses
    if case.conditional and (len(statuses) < len(case.answers) or _judgeStatuses(heard)):
        return f"its rule is about an answer {either(case.answers[-1])}, which did not come"
    # It did not take the message, as it must not; but it may have stumbled over something
    # else.
    if case.silence is not Silence.WRONG and statuses and _failed(heard, statuses[-1]):
        return f"the answer was {statuses[-1]}: the server itself failed, which shows nothing"
    # RFC 9112 section 9.6: a server that has said close "MUST NOT process any further
    # requests received on that connection".
    isCut = 0 < len(statuses) < len(case.answers) and heard.closed
    if isCut and not heard.last.keepAlive and _judgeStatuses(heard) is None:
        return "the server ended the connection with an earlier answer, and said so"
    return None


def _judgeStatuses(heard: Heard) -> str | None:
    """
    Judge those that have come.
    """
    for permitted, status in zip(heard.case.answers, heard.statuses, strict=False):
        if fault := _judgeStatus(permitted, status):
            return fault
    return None


def _judgeNumber(heard: Heard) -> str | None:
    due, came = len(heard.case.answers), len(heard.finals)
    if due and not came:
        return _judgeSilence(heard)
    return f"of {due} answers that were due, {came} came" if came < due else None


def _judgeSilence(heard: Heard) -> str | None:
    if heard.isPartial:
        return "an answer began, and did not end"
    if heard.closed:
        isRight = heard.case.silence is not Silence.WRONG
        return None if isRight else "the connection was closed without an answer"
    return None if heard.case.silence is Silence.WAITS else "no answer came"


def _judgeStatus(permitted: frozenset[int], status: int) -> str | None:
    if status in permitted:
        return None
    if status in REFUSALS:
        return f"the answer was {status}, and not {either(permitted)}"
    if status >= 500:
        return f"the answer was {status}, and not {either(permitted)}: the server itself failed"
    if ACCEPTED in permitted:
        return None
    return f"the answer was {status}, as to a right request, and not {either(permitted)}"


def either(permitted: frozenset[int]) -> str:
    """
    Name statuses in words.
    """
    words = {ACCEPTED: "one to a right request"}
    *most, last = (words.get(status, str(status)) for status in sorted(permitted))
    return f"{', '.join(most)} or {last}" if most else last


def _failed(heard: Heard, status: int) -> bool:
    return status >= 500 and not any(status in permitted for permitted in heard.case.answers)


def _judgeRest(heard: Heard) -> str | None:
    if not heard.rest or heard.isPartial:
        return None
    if heard.answers and heard.methodOfLast == b"HEAD":
        return f"content came after the answer to HEAD: {heard.restInWords}"
    return f"after the answer came something that is not an answer: {heard.restInWords}"


def _judgeConnection(heard: Heard) -> str | None:
    case = heard.case
    if not heard.finals:
        # It had leave to wait for more, or has closed.
        return None
    if case.after is After.CLOSES and len(heard.finals) > len(case.answers):
        return "a further answer came where the connection had to end"
    if case.after is After.CLOSES and not heard.closed:
        return "the connection was not closed"
    if case.after is After.STAYS and heard.closed:
        return "the connection was closed"
    return None


def _judgeSigns(heard: Heard) -> str | None:
    if not heard.finals and heard.case.answers:
        return None
    for sign in heard.case.signs:
        if not shows(heard, sign):
            return f"what must show: {sign.value}"
    return None
