"""
Has a step understood what it was sent? What the rules say of the bytes, beside what it answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lessons.language import N_, _
from lessons.replay.answer import MOST_READ, Answer
from lessons.replay.clientstream import ClientStream
from server.conformance.case import ACCEPTED, REFUSALS, Case, Level
from server.conformance.reply import Reply, takeApart, whatCame
from server.explain import Difference, Direction, Explainer, findDifferences
from server.http1 import EndOfMessage, NeedMore, RemoteProtocolError, Request, RequestReader
from server.http1.status import reasonFor

#: How steps 1 and 2 say back what they have been sent.
SAYS_BACK = rb"You said:\s+"

BREAKS_OFF = N_("breaks off in the middle of an answer")


@dataclass(frozen=True)
class Verdict:
    """
    What a step has made of the bytes.

    @ivar isRight: whether it did what the rules say: answered what is a request, refused what is
        not, waited for the rest of what is not complete.
    @ivar how: what it did, for a person.
    @ivar statuses: of its answers, those before the final one left out.
    """

    isRight: bool
    how: str
    statuses: Sequence[int] = ()


class Judge:
    """
    Knows what the rules say of some bytes.

    @ivar explainer: has read them.
    @ivar fault: which byte breaks which rule; L{None} where all is well.
    @ivar waiting: what is missing; L{None} where nothing is.
    """

    def __init__(self, stream: ClientStream) -> None:
        data = stream.data
        self.explainer = Explainer(Direction.REQUESTS)
        self.explainer.feed(data)
        self._breaksOff = stream.hangsUp and self.explainer.waiting() is not None
        if stream.hangsUp:
            self.explainer.end()
        self.fault = self.explainer.diagnosis()
        self.waiting = self.explainer.waiting()
        self._complete, methods = readRequests(data)
        self._due = self._complete + (self.fault is not None)
        answers = (frozenset((ACCEPTED,)),) * self._due
        self._case = Case(
            "replay", "", "", Level.MAY, "", data, answers, ACCEPTED, methods=tuple(methods)
        )
        first = data.lstrip(b"\r\n").partition(b"\n")[0].rstrip(b"\r")
        self._echo = re.compile(SAYS_BACK + re.escape(first))

    def read(self, data: bytes, closed: bool = False) -> Reply:
        """
        Take apart what a step has sent.
        """
        return takeApart(self._case, data, closed)

    def isSettled(self, data: bytes) -> bool:
        """
        Tell whether nothing more is due from a step.
        """
        reply = self.read(data)
        if reply.error is not None:
            return True
        isAnswered = len(reply.finals) >= self._due and not reply.isPartial
        # Whoever says that it closes the connection is about to.
        return bool(reply.answers) and isAnswered and reply.last.keepAlive

    def judge(self, answer: Answer) -> Verdict:
        """
        @return: whether the step has understood the bytes, and a sentence that says why.
        """
        if answer.problem:
            return Verdict(False, answer.problem)
        reply = self.read(answer.data, answer.closed)
        if not answer.data:
            return self._judgeSilence(answer)
        if self._echo.search(answer.data):
            how = _("says back what it is sent")
            return Verdict(False, f"{how}{listed(reply.statuses)}", reply.statuses)
        if reply.error is not None and len(reply.finals) < max(1, self._due):
            isCut = answer.closed and self.read(answer.data).isPartial
            how = _(BREAKS_OFF) if isCut else whatCame(reply.rest, reply.error)
            return Verdict(False, how, reply.statuses)
        isRight, how = self._judgeAnswers(reply)
        if len(answer.data) >= MOST_READ:
            isRight, how = False, _("answers on and on; here are {number:,} bytes")
            how = how.format(number=MOST_READ)
        return Verdict(isRight, f"{how}{listed(reply.statuses)}", reply.statuses)

    def _judgeSilence(self, answer: Answer) -> Verdict:
        # RFC 9112 section 8: a server that receives an incomplete request "MAY send an error
        # response prior to closing the connection".
        if answer.closed and self._breaksOff:
            return Verdict(True, _("closes without a word, as it may"))
        if answer.closed:
            return Verdict(False, _("closes without a word"))
        if not self._due and self.waiting:
            return Verdict(True, _("waits for the rest"))
        return Verdict(False, _("does not answer"))

    def _judgeAnswers(self, reply: Reply) -> tuple[bool, str]:
        statuses = reply.statuses
        if any(status >= 500 and status not in REFUSALS for status in statuses):
            return False, _("fails")
        if REFUSALS.intersection(statuses[: self._complete]):
            return False, _("refuses what is right")
        if reply.isPartial:
            return False, _("does not finish its answer")
        if len(statuses) > self._due:
            early, often = _("answers before all has come"), _("answers too often")
            return False, early if self.waiting else often
        if len(statuses) < self._due:
            text = _("answers {number} of {total} requests")
            return False, text.format(number=len(statuses), total=self._due)
        if self.fault is None:
            return True, _("understands it")
        if statuses[-1] in REFUSALS or statuses[-1] == self.fault.status:
            return True, _("sees what is wrong")
        return False, _("does not see what is wrong")

    def differences(self, step: int) -> Sequence[Difference]:
        """
        What a step is known to do otherwise than the rules with these bytes.
        """
        return findDifferences(step, self.explainer)

    def conclusion(self, first: int | None) -> str:
        """
        Say who understood it first.

        @param first: the first step that did what the rules say, if any.
        """
        if self._breaksOff:
            return _("It breaks off: whoever closes the connection is right.")
        if self.fault is not None:
            none = _("None of them was able to see what is wrong.")
            some = _("The first to see what is wrong: step {step}.")
        elif self._due:
            none = _("None of them was able to understand it.")
            some = _("The first to understand it: step {step}.")
        else:
            none = _("None of them was able to wait for the rest.")
            some = _("The first to wait for the rest: step {step}.")
        return none if first is None else some.format(step=first)


def readRequests(data: bytes) -> tuple[int, Sequence[bytes]]:
    """
    Read as far as the rules go.

    @return: how many requests are complete, and the methods of all that have begun.
    """
    reader = RequestReader()
    reader.feed(data)
    methods: list[bytes] = []
    complete = 0
    try:
        while not isinstance(event := reader.nextEvent(), NeedMore):
            complete += isinstance(event, EndOfMessage)
            if isinstance(event, Request):
                methods.append(event.method)
    except RemoteProtocolError:
        pass  # the explainer tells about it
    return complete, methods


def listed(statuses: Sequence[int]) -> str:
    """
    @return: a colon and the statuses, to follow a sentence; one alone has its reason, and
        of more than ten the first ten are named. Empty where there are none.
    """
    if not statuses:
        return ""
    if len(statuses) == 1:
        return f": {statuses[0]} {reasonFor(statuses[0]).decode()}".rstrip()
    shown = ", ".join(map(str, statuses[:10]))
    return f": {shown} …" if len(statuses) > 10 else f": {shown}"
