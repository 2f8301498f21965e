"""
How a conversation stands, in words: what is waited for, or which rule is broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from server.explain import Diagnosis
from server.http1 import Request
from server.inspector.conversation.talk import Talk
from server.wire import Direction
from server.wire.linetalk import CRLF, KEPT, whyWaiting

COMPLETE = (
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
#: More bytes than step 2 waits for.
LONGEST = 2**20


class Remark(NamedTuple):
    """
    One thing to say.

    @ivar tone: C{wrong}, C{waits}, C{fine} or C{over}.
    @ivar sentence: what it is.
    @ivar rule: the section that says so; empty where none does.
    """

    tone: str
    sentence: str
    rule: str = ""


def remarks(talk: Talk) -> Iterator[Remark]:
    """
    Say how a conversation stands; but not what it waits for, where more has come than has
    been read.
    """
    if talk.whyUnexplained:
        yield Remark("fine", talk.whyUnexplained)
    if not talk.behind:
        yield from _whatIsMissing(talk)
    ended = talk.conversation.ended
    if ended is not None:
        reason = f": {ended.note}" if ended.note else "."
        yield Remark("over", f"The connection is over. It was closed by the {ended.by}{reason}")
    elif talk.isOver:
        yield Remark("over", FILE_ENDS)


def _whatIsMissing(talk: Talk) -> Iterator[Remark]:
    if talk.whyUnexplained:
        yield from _ofLines(talk)
    else:
        yield from _ofRequests(talk)
        yield from _ofAnswers(talk)


def _ofLines(talk: Talk) -> Iterator[Remark]:
    """
    Say why step 1, which knows nothing but lines, does not answer.
    """
    if talk.step != 1 or talk.isOver:
        return
    track = talk.tracks[Direction.ARRIVED]
    line = track.shown(track.end - KEPT - len(CRLF), track.end).rpartition(CRLF)[2][-KEPT:]
    if not track.end:
        yield Remark("waits", talk.exchange.requests.waiting() or NOTHING_MISSING)
    elif line:
        why = whyWaiting(line, track.end - len(line))
        yield Remark("waits", f"The server does not answer yet. {why}")


def _ofRequests(talk: Talk) -> Iterator[Remark]:
    diagnosis, waiting = talk.diagnosis, talk.exchange.requests.waiting()
    isOver = talk.isOver
    hasNoEmptyLine = talk.step == 2 and not isOver and _lacksEmptyLine(talk)
    if hasNoEmptyLine:
        yield Remark("waits", NO_EMPTY_LINE, "RFC 9112 section 2.1")
    if diagnosis is not None:
        yield _broken("client", diagnosis, looks=talk.step != 2)
    elif waiting is not None and not (isOver or hasNoEmptyLine):
        yield Remark("waits", _whyWaiting(talk, waiting))
    unanswered = _unanswered(talk)
    if unanswered:
        yield Remark("waits" if not isOver else "over", _tellUnanswered(talk, unanswered))
    elif diagnosis is None and waiting is None and not isOver:
        yield Remark("fine", _tellComplete(talk))


def _tellComplete(talk: Talk) -> str:
    """
    Say whether the connection may be used again.
    """
    if not talk.exchange.pairs:
        return NOTHING_MISSING
    last = talk.exchange.pairs[-1]
    goesOn = all(head.keepAlive for head in (last.request, last.response) if head is not None)
    return COMPLETE if goesOn else LAST_ONE


def _lacksEmptyLine(talk: Talk) -> bool:
    """
    Tell whether step 2, which looks at nothing else, still waits.
    """
    track = talk.tracks[Direction.ARRIVED]
    if track.start or not track.end or talk.exchange.answers.length:
        return False
    return b"\r\n\r\n" not in track.read(0, LONGEST).lstrip(b"\r\n")


def _whyWaiting(talk: Talk, waiting: str) -> str:
    """
    Say why the server does not answer: what a class asks first.
    """
    if not talk.exchange.requests.length:
        return waiting
    if _isAnswered(talk):
        return f"The server has answered already, without waiting for the rest. {waiting}"
    return f"The server does not answer yet, because the request is not complete. {waiting}"


def _isAnswered(talk: Talk) -> bool:
    """
    Tell whether the request that is not complete has its answer: it may be refused early.
    """
    last = talk.exchange.pairs[-1] if talk.exchange.pairs else None
    if last is None or last.response is None:
        return False
    return last.request in (None, talk.messages[Direction.ARRIVED][-1].head)


def _ofAnswers(talk: Talk) -> Iterator[Remark]:
    answers = talk.exchange.answers
    diagnosis, waiting = answers.diagnosis(), answers.waiting()
    if diagnosis is not None:
        yield _broken("server", diagnosis)
    elif waiting is not None and answers.length and not talk.isOver:
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


def _unanswered(talk: Talk) -> list[Request]:
    """
    Find the requests that have come whole and have no answer.
    """
    whole = {
        each.head.start for each in talk.messages[Direction.ARRIVED] if each.isWhole and each.head
    }
    waiting = [pair.request for pair in talk.exchange.unanswered()]
    return [each for each in waiting if each is not None and each.start in whole]


def _tellUnanswered(talk: Talk, requests: list[Request]) -> str:
    asked = talk.named(requests[0])
    if len(requests) == 1:
        return f"The request {asked} is complete, and the server has not answered it yet."
    return (
        f"{len(requests)} requests are complete, and the server has not answered them yet: the"
        f" first is {asked}."
    )
