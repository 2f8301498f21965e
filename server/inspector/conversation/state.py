"""
How a conversation stands, in words: what is waited for, or which rule is broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from server.explain import Diagnosis
from server.http1 import Request
from server.inspector.conversation.snapshot import Snapshot
from server.wire import Direction
from server.wire.linedissector import CRLF, KEPT, whyWaiting

ALL_ANSWERED = (
    "Every request is answered. The connection is open and may be used again: the next request"
    " needs no new one."
)
LAST_ONE = (
    "Every request is answered, and no other request is read on this connection: one side has"
    " said close, or does not know how to go on."
)
NO_EMPTY_LINE = (
    "The server does not answer yet: for this step a request ends with an empty line, CR LF"
    " right after CR LF, and none has come."
)
NOTHING_MISSING = "Nothing is missing; nothing has been asked yet."
FILE_ENDS = "Here the file ends: whether more was said on this connection, it does not tell."
#: More bytes than step 2 ever waits for.
MOST_LOOKED_AT = 2**20


class Remark(NamedTuple):
    """
    One thing to say.

    @ivar tone: C{wrong}, C{waits}, C{fine} or C{over}.
    @ivar sentence: what is said.
    @ivar rule: the section that says so; empty where none does.
    """

    tone: str
    sentence: str
    rule: str = ""


def remarks(snapshot: Snapshot) -> Iterator[Remark]:
    """
    Say how a conversation stands; but where more has come than has been read, not what it
    waits for.
    """
    if snapshot.whyUnexplained:
        yield Remark("fine", snapshot.whyUnexplained)
    if not snapshot.behind:
        yield from _whatIsMissing(snapshot)
    ended = snapshot.conversation.ended
    if ended is not None:
        reason = f": {ended.note}" if ended.note else "."
        yield Remark("over", f"The connection is over. It was closed by the {ended.by}{reason}")
    elif snapshot.isOver:
        yield Remark("over", FILE_ENDS)


def _whatIsMissing(snapshot: Snapshot) -> Iterator[Remark]:
    if snapshot.whyUnexplained:
        yield from _ofLines(snapshot)
    else:
        yield from _ofRequests(snapshot)
        yield from _ofAnswers(snapshot)


def _ofLines(snapshot: Snapshot) -> Iterator[Remark]:
    """
    Say why step 1, which knows nothing but lines, does not answer.
    """
    if snapshot.step != 1 or snapshot.isOver:
        return
    stream = snapshot.streams[Direction.ARRIVED]
    line = stream.shown(stream.end - KEPT - len(CRLF), stream.end).rpartition(CRLF)[2][-KEPT:]
    if not stream.end:
        yield Remark("waits", snapshot.exchange.requests.waiting() or NOTHING_MISSING)
    elif line:
        why = whyWaiting(line, stream.end - len(line))
        yield Remark("waits", f"The server does not answer yet. {why}")


def _ofRequests(snapshot: Snapshot) -> Iterator[Remark]:
    diagnosis, waiting = snapshot.diagnosis, snapshot.exchange.requests.waiting()
    isOver = snapshot.isOver
    hasNoEmptyLine = snapshot.step == 2 and not isOver and _lacksEmptyLine(snapshot)
    if hasNoEmptyLine:
        yield Remark("waits", NO_EMPTY_LINE, "RFC 9112 section 2.1")
    if diagnosis is not None:
        yield _broken("client", diagnosis, looks=snapshot.step != 2)
    elif waiting is not None and not (isOver or hasNoEmptyLine):
        yield Remark("waits", _whyWaiting(snapshot, waiting))
    unanswered = _unanswered(snapshot)
    if unanswered:
        yield Remark("waits" if not isOver else "over", _tellUnanswered(snapshot, unanswered))
    elif diagnosis is None and waiting is None and not isOver:
        yield Remark("fine", _tellComplete(snapshot))


def _tellComplete(snapshot: Snapshot) -> str:
    """
    Say whether the connection may be used again.
    """
    if not snapshot.exchange.pairs:
        return NOTHING_MISSING
    last = snapshot.exchange.pairs[-1]
    goesOn = all(head.keepAlive for head in (last.request, last.response) if head is not None)
    return ALL_ANSWERED if goesOn else LAST_ONE


def _lacksEmptyLine(snapshot: Snapshot) -> bool:
    """
    Tell whether step 2, which looks at nothing else, still waits.
    """
    stream = snapshot.streams[Direction.ARRIVED]
    if stream.start or not stream.end or snapshot.exchange.answers.length:
        return False
    return b"\r\n\r\n" not in stream.read(0, MOST_LOOKED_AT).lstrip(b"\r\n")


def _whyWaiting(snapshot: Snapshot, waiting: str) -> str:
    """
    Say why the server does not answer: what a class asks first.
    """
    if not snapshot.exchange.requests.length:
        return waiting
    if _isAnswered(snapshot):
        return f"The server has answered already, without waiting for the rest. {waiting}"
    return f"The server does not answer yet, because the request is not complete. {waiting}"


def _isAnswered(snapshot: Snapshot) -> bool:
    """
    Tell whether the request that is not complete has its answer: it may be refused early.
    """
    last = snapshot.exchange.pairs[-1] if snapshot.exchange.pairs else None
    if last is None or last.response is None:
        return False
    return last.request in (None, snapshot.messages[Direction.ARRIVED][-1].head)


def _ofAnswers(snapshot: Snapshot) -> Iterator[Remark]:
    answers = snapshot.exchange.answers
    diagnosis, waiting = answers.diagnosis(), answers.waiting()
    if diagnosis is not None:
        yield _broken("server", diagnosis)
    elif waiting is not None and answers.length and not snapshot.isOver:
        yield Remark("waits", f"The answer is not complete. {waiting}")


def _broken(sender: str, diagnosis: Diagnosis, looks: bool = True) -> Remark:
    """
    Say which byte is wrong.

    @param looks: whether the step looks at the rules at all.
    """
    place = f"byte {diagnosis.offset:,} of what the {sender} has sent"
    found = f"{place} breaks a rule." if diagnosis.length else f"something is missing at {place}."
    if not looks:
        found = f"by the rules, at which this step does not look, {found}"
    return Remark("wrong", f"{found[0].upper()}{found[1:]} {diagnosis.sentence}", diagnosis.rule)


def _unanswered(snapshot: Snapshot) -> list[Request]:
    """
    Find the requests that have come whole and have no answer.
    """
    whole = {
        each.head.start
        for each in snapshot.messages[Direction.ARRIVED]
        if each.isWhole and each.head
    }
    waiting = [pair.request for pair in snapshot.exchange.unanswered()]
    return [each for each in waiting if each is not None and each.start in whole]


def _tellUnanswered(snapshot: Snapshot, requests: list[Request]) -> str:
    asked = snapshot.named(requests[0])
    if len(requests) == 1:
        return f"The request {asked} is complete, and the server has not answered it yet."
    return (
        f"{len(requests)} requests are complete, and the server has not answered them yet: the"
        f" first is {asked}."
    )
