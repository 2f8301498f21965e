"""
Compares what a server did with what it had to do. It knows no socket and no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from server.conformance.case import ACCEPTED, REFUSALS, After, Case, Check, Silence
from server.conformance.checks import saysClose, shows
from server.conformance.reply import Reply, takeApart


class Mark(Enum):
    """
    What a case has shown of a server.
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
    What may still come that would change the verdict.
    """

    ANSWER = "an answer that is due"
    CLOSE = "the end of the connection"
    MORE = "something that must not come"
    NOTHING = "nothing that would change the verdict"


def judge(case: Case, received: bytes, closed: bool) -> Verdict:
    """
    Judge what a server answered.

    @param received: all that it sent.
    @param closed: whether it also closed the connection.
    """
    reply = takeApart(case, received, closed)
    if untested := _whyUntested(reply):
        return Verdict(Mark.UNTESTED, untested)
    fault = (
        reply.fault
        or _judgeStatuses(reply)
        or _judgeNumber(reply)
        or _judgeRest(reply)
        or _judgeConnection(reply)
        or _judgeChecks(reply)
    )
    return Verdict(Mark.BROKEN, fault) if fault else KEPT


def awaited(case: Case, received: bytes) -> Awaited:
    """
    Tell what to wait for on a connection that is open.
    """
    reply = takeApart(case, received, closed=False)
    if reply.fault or _judgeStatuses(reply):
        return Awaited.NOTHING
    if len(reply.finals) < len(case.answers) or reply.isPartial:
        return Awaited.ANSWER
    if Check.CONTINUE in case.checks:
        return Awaited.NOTHING if reply.answers else Awaited.ANSWER
    if case.after is After.CLOSES or (Check.CLOSED_IF_SAID in case.checks and saysClose(reply)):
        return Awaited.CLOSE
    return Awaited.MORE if _restsOnSilence(case) else Awaited.NOTHING


def _restsOnSilence(case: Case) -> bool:
    """
    Tell whether something that comes late would change the verdict.
    """
    return (
        case.after is After.STAYS
        or not {Check.NO_MORE, Check.CLOSE_IF_CLOSED}.isdisjoint(case.checks)
        or case.methodOf(max(0, len(case.answers) - 1)) == b"HEAD"
    )


def _whyUntested(reply: Reply) -> str | None:
    case, statuses = reply.case, reply.statuses
    if case.conditional and (len(statuses) < len(case.answers) or _judgeStatuses(reply)):
        return f"its rule is about an answer {either(case.answers[-1])}, which did not come"
    # It did not take the message, as it must not; but it may have stumbled over something
    # else.
    if case.silence is not Silence.WRONG and statuses and _failed(reply, statuses[-1]):
        return f"the answer was {statuses[-1]}: the server itself failed, which shows nothing"
    # RFC 9112 section 9.6: a server that has said close "MUST NOT process any further
    # requests received on that connection".
    isCut = 0 < len(statuses) < len(case.answers) and reply.closed
    if isCut and not reply.last.keepAlive and _judgeStatuses(reply) is None:
        return "the server ended the connection with an earlier answer, and said so"
    return None


def _judgeStatuses(reply: Reply) -> str | None:
    """
    Judge the statuses of the answers that have come.
    """
    for permitted, status in zip(reply.case.answers, reply.statuses, strict=False):
        if fault := _judgeStatus(permitted, status):
            return fault
    return None


def _judgeNumber(reply: Reply) -> str | None:
    due, came = len(reply.case.answers), len(reply.finals)
    if due and not came:
        return _judgeSilence(reply)
    return f"of {due} answers that were due, {came} came" if came < due else None


def _judgeSilence(reply: Reply) -> str | None:
    if reply.isPartial:
        return "an answer began, and did not end"
    if reply.closed:
        isRight = reply.case.silence is not Silence.WRONG
        return None if isRight else "the connection was closed without an answer"
    return None if reply.case.silence is Silence.WAITS else "no answer came"


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
    Name permitted statuses in words, with "or" between them.
    """
    words = {ACCEPTED: "one to a right request"}
    *most, last = (words.get(status, str(status)) for status in sorted(permitted))
    return f"{', '.join(most)} or {last}" if most else last


def _failed(reply: Reply, status: int) -> bool:
    return status >= 500 and not any(status in permitted for permitted in reply.case.answers)


def _judgeRest(reply: Reply) -> str | None:
    if not reply.rest or reply.isPartial:
        return None
    if reply.answers and reply.methodOfLast == b"HEAD":
        return f"content came after the answer to HEAD: {reply.restInWords}"
    return f"after the answer came something that is not an answer: {reply.restInWords}"


def _judgeConnection(reply: Reply) -> str | None:
    case = reply.case
    if not reply.finals:
        # It had leave to wait for more, or has closed.
        return None
    if case.after is After.CLOSES and len(reply.finals) > len(case.answers):
        return "a further answer came where the connection had to end"
    if case.after is After.CLOSES and not reply.closed:
        return "the connection was not closed"
    if case.after is After.STAYS and reply.closed:
        return "the connection was closed"
    return None


def _judgeChecks(reply: Reply) -> str | None:
    if not reply.finals and reply.case.answers:
        return None
    for check in reply.case.checks:
        if not shows(reply, check):
            return f"what must show: {check.value}"
    return None
