"""
The conversations that somebody looks at, each read as far as there was time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from server.inspector.pace import SLICE, Pace
from server.inspector.study import Study
from server.wire import Conversation, Recorder

#: For how many conversations the explanation is kept: for others it is made anew.
STUDIES = 20
#: For how many seconds a page waits until a conversation has been read.
STUDY_TIMEOUT = 0.3

AnyStudy = TypeVar("AnyStudy", bound=Study)


class Studies(Generic[AnyStudy]):
    """
    The studies of the conversations that somebody looks at.
    """

    def __init__(
        self,
        recorder: Recorder,
        most: int = STUDIES,
        *,
        make: Callable[[Conversation], AnyStudy],
    ) -> None:
        """
        @param most: how many are kept: others are made anew.
        @param make: makes the study of a conversation.
        """
        self._recorder = recorder
        self._most = most
        self._make = make
        self._kept: OrderedDict[int, AnyStudy] = OrderedDict()

    def of(self, number: int) -> AnyStudy | None:
        """
        Find what is known of a conversation, as far as it has been read; L{None} where
        nothing is kept of it.
        """
        conversation = self._recorder.conversations.get(number)
        if conversation is None:
            self._kept.pop(number, None)
            return None
        study = self._kept.pop(number, None) or self._make(conversation)
        self._kept[number] = study
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return study

    def known(self, number: int) -> AnyStudy | None:
        """
        Do the same; L{None} also where the conversation has not been looked at lately.
        """
        return self.of(number) if number in self._kept else None

    def inTime(self, number: int, seconds: float) -> AnyStudy | None:
        """
        Read a conversation if that can be done in a moment; L{None} where it takes longer,
        to be continued the next time, or where nothing is kept.
        """
        study = self.of(number)
        return study if study is not None and study.catchUp(seconds) else None

    async def readAhead(self, number: int, pace: Pace, until: float | None = None) -> None:
        """
        Read a conversation as far as it has come by now, little by little, so that the
        step does not wait for onlookers.

        @param until: when to stop, on the pace's clock, if it takes that long; a moment
            from now by default.
        """
        until = pace.seconds() + STUDY_TIMEOUT if until is None else until
        study, goal = self.of(number), 0
        if study is not None:
            goal = study.conversation.length
        while study is not None and study.position < goal:
            study.isLate = pace.seconds() > until
            if study.isLate:
                return
            pace.make(study.catchUp, SLICE, goal)
            await pace.pause()
            study = self.of(number)
