"""
Which connections are wanted: by what was asked, by what was answered, by whom.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from server.inspector.outline import Facts, Outline
from server.inspector.pace import SLICE, Pace
from server.inspector.studies import STUDY_TIMEOUT, Studies
from server.inspector.view import View
from server.wire import Conversation, Recorder

#: How many connections are listed together.
LANES = 30
FAVICON = b"/favicon.ico"

#: Tells how a client is named, and what a class calls it.
Name = Callable[[Conversation], str]


@dataclass
class Choice:
    """
    What was found.

    @ivar conversations: the newest that are wanted.
    @ivar next: a number before which there may be more; 0 where there are no more.
    @ivar unknown: how many were not looked at, because time was up.
    """

    conversations: list[Conversation] = field(default_factory=list)
    next: int = 0
    unknown: int = 0


class Catalog:
    """
    Knows the facts about each connection. What it has found out once is known the next
    time: so it comes to an end, however many there are.

    @ivar labelOf: tells what a class calls a client.
    """

    def __init__(self, recorder: Recorder, outlines: Studies[Outline]) -> None:
        self._recorder = recorder
        self._outlines = outlines
        self._known: dict[int, tuple[int, Facts]] = {}
        self.labelOf: Name = lambda conversation: conversation.nickname

    async def search(
        self, view: View, name: Name, pace: Pace, patience: float = STUDY_TIMEOUT
    ) -> Choice:
        """
        Find the connections that somebody wants to see, the newest first.

        @param name: names a client as it is shown.
        @param patience: how many seconds it may take.
        """
        self._forget()
        until = pace.seconds() + patience
        choice, waiting = Choice(), deque(self._before(view.older))
        while waiting:
            with pace.work():
                self._look(view, name, waiting, choice)
            if pace.seconds() > until:
                break
            await pace.pause()
        choice.unknown += len(waiting)
        return choice

    def _look(self, view: View, name: Name, waiting: deque[Conversation], choice: Choice) -> None:
        """
        Look at some of those that wait to be looked at.
        """
        hasFilter, end = isFiltered(view), time.monotonic() + SLICE
        while waiting and time.monotonic() <= end:
            if len(choice.conversations) == LANES:
                choice.next = choice.conversations[-1].number
                waiting.clear()
                return
            conversation = waiting.popleft()
            if view.student and self.labelOf(conversation) != view.student:
                continue
            if not hasFilter:
                choice.conversations.append(conversation)
            elif not self._lookAt(conversation, end - time.monotonic()):
                choice.unknown += 1
            elif isWanted(view, self.factsOf(conversation), conversation, name):
                choice.conversations.append(conversation)

    def factsOf(self, conversation: Conversation) -> Facts:
        """
        Tell what is known about a connection.
        """
        outline = self._outlines.known(conversation.number)
        if outline is not None:
            return outline.facts
        return self._known.get(conversation.number, (0, Facts()))[1]

    def _lookAt(self, conversation: Conversation, seconds: float) -> bool:
        """
        Find out the facts about a connection if there is time.

        @return: whether they are known.
        """
        if self._isKnown(conversation):
            return True
        outline = self._outlines.inTime(conversation.number, seconds) if seconds > 0 else None
        if outline is not None:
            self._known[conversation.number] = conversation.length, outline.facts
        return outline is not None

    def _isKnown(self, conversation: Conversation) -> bool:
        length, _ = self._known.get(conversation.number, (-1, None))
        return length == conversation.length

    def _before(self, older: int) -> Iterator[Conversation]:
        for number, each in reversed(self._recorder.conversations.items()):
            if not older or number < older:
                yield each

    def _forget(self) -> None:
        """
        Forget the facts about connections that are no longer kept.
        """
        kept = self._recorder.conversations
        if len(self._known) > 2 * len(kept) + LANES:
            self._known = {number: it for number, it in self._known.items() if number in kept}


def isFiltered(view: View) -> bool:
    """
    Tell whether only some connections are wanted.
    """
    return bool(
        view.method
        or view.path
        or view.status
        or view.peer
        or view.student
        or view.open
        or view.refused
        or view.favicon
    )


def isWanted(view: View, facts: Facts, conversation: Conversation, name: Name) -> bool:
    """
    Tell whether a connection has all that is asked for.
    """
    isOpen = conversation.ended is None
    return (
        (not view.method or view.method.upper().encode() in facts.methods)
        and (not view.path or any(view.path.encode() in each for each in facts.targets))
        and (not view.status or any(hasStatus(view, each) for each in facts.statuses))
        and (not view.peer or view.peer.casefold() in name(conversation).casefold())
        and (not view.open or isOpen == (view.open == "yes"))
        and (not view.refused or facts.isRefused)
        and (view.favicon != "hide" or facts.targets != {FAVICON})
    )


def hasStatus(view: View, status: int) -> bool:
    """
    Tell whether a status is one that is asked for: C{404}, C{4} or C{4xx}.
    """
    return str(status).startswith(view.status.lower().rstrip("x"))
