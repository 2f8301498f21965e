"""
Goes through the cases with a server: one connection at a time, and nothing beside it, so
that the same server gets the same grade whenever it is asked.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from server.conformance.case import Case, Silence
from server.conformance.conversation import Conversation, Patience, converse
from server.conformance.judge import Mark, Verdict, judge
from server.conformance.probe import Probe, Profile, Unfit
from server.conformance.target import Target, addressed

#: How often, and after how many seconds, a server that says nothing is asked whether it
#: is still there.
TRIES, PAUSE = 3, 0.5
STOPPED = "the server had stopped answering"


@dataclass(frozen=True, slots=True)
class Grade:
    """
    What a server did with one case.
    """

    case: Case
    verdict: Verdict


@dataclass
class Run:
    """
    What a server did with all cases.

    @ivar stoppedAt: the case at which it stopped answering altogether.
    """

    target: Target
    profile: Profile
    grades: list[Grade] = field(default_factory=list)
    stoppedAt: Case | None = None

    def tryCase(self, case: Case) -> Conversation | None:
        """
        Try a case, and remember what came of it.

        @return: what was heard last; L{None} where the case cannot be tried.
        """
        why = STOPPED if self.stoppedAt else self.profile.lacking(case)
        if why:
            self.grades.append(Grade(case, Verdict(Mark.UNTESTED, why)))
            return None
        verdict, conversation = self._look(case)
        if verdict.mark is Mark.BROKEN and not (conversation.received or self._isThere()):
            self.stoppedAt = case
            verdict = Verdict(Mark.UNTESTED, STOPPED)
        self.grades.append(Grade(case, verdict))
        return conversation

    def tryFamilies(self, cases: Iterable[Case]) -> Iterator[list[Grade]]:
        """
        Try cases, in their order.

        @return: the grades of each family, as soon as it is done.
        """
        for _, family in groupby(cases, attrgetter("family")):
            before = len(self.grades)
            for case in family:
                self.tryCase(case)
            yield self.grades[before:]

    def _look(self, case: Case) -> tuple[Verdict, Conversation]:
        """
        Look at a case; and where a rule does not seem to be kept, a second time, with more
        patience, before that is said.
        """
        patient = self.profile.patience(isSecondLook=True)
        if case.silence is Silence.WAITS:  # It takes patience to tell whether it waits.
            return self._lookOnce(case, patient)
        verdict, conversation = self._lookOnce(case, self.profile.patience())
        if verdict.mark is Mark.KEPT:
            return verdict, conversation
        return self._lookOnce(case, patient)

    def _lookOnce(self, case: Case, patience: Patience) -> tuple[Verdict, Conversation]:
        ours = addressed(case, self.target)
        try:
            conversation = converse(self.target, ours, patience)
        except OSError:
            # Refused, or not answered: as good as closed without a word.
            conversation = Conversation(b"", closed=True)
        return judge(ours, *conversation), conversation

    def _isThere(self) -> bool:
        for _ in range(TRIES):
            try:
                Probe(self.target).greet()
            except (OSError, Unfit):
                time.sleep(PAUSE)
            else:
                return True
        return False


def begin(target: Target) -> Run:
    """
    Find out what can be tried with a server.

    @raise OSError: when nobody listens there.
    @raise Unfit: when it cannot be graded.
    """
    return Run(target, Probe(target).profile())
