"""
What the teacher's page shows, made once after a change, however many look on.

It is made little by little: whoever reports meanwhile waits for a slice of the work and not for
all of it. A row is made again only when its student has come to something else. So one who
floods the class costs the others no more than what was sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic
from typing import Any

from twisted.internet.defer import CancelledError, DeferredLock
from twisted.internet.task import Cooperator, deferLater

from lessons.classroom.pagecontent import content, row
from lessons.classroom.room import Room
from lessons.classroom.standing import Standing, standings
from server.pages.prerendered import Written

#: Seconds spent on making it at a time.
SLICE = 0.005
#: Seconds from the beginning of one making to that of the next, at least.
MAKE_INTERVAL = 0.1
#: Seconds for which what was made is shown where nothing has happened: minutes pass.
FRESH = 1.0


class PageCache:
    """
    Keeps what was made last.
    """

    def __init__(self, room: Room, reactor: Any, time: Callable[[], float] = time.time) -> None:
        """
        @param time: tells the seconds since the epoch.
        """
        self._room = room
        self._reactor = reactor
        self._time = time
        self._cooperator = Cooperator(beginSlice, partial(reactor.callLater, 0))
        self._lock = DeferredLock()
        self._begun = self._ended = 0
        self._beganAt = float("-inf")
        self._changes = -1
        self._rows: dict[str, tuple[Standing, Written]] = {}
        self._made = Written("")

    async def content(self) -> Written:
        """
        Show the class as it is now. All who ask while something is being made have what is made
        after that.
        """
        wanted = self._begun + 1
        await self._lock.acquire()
        try:
            if self._ended < wanted and not self._isFresh():
                await self._make()
            return self._made
        finally:
            self._lock.release()

    def _isFresh(self) -> bool:
        age = self._reactor.seconds() - self._beganAt
        return self._changes == self._room.register.changes and age < FRESH

    async def _make(self) -> None:
        wait = self._beganAt + MAKE_INTERVAL - self._reactor.seconds()
        await deferLater(self._reactor, max(wait, 0.0))
        self._begun += 1
        self._beganAt = self._reactor.seconds()
        task = self._cooperator.cooperate(self._slices(self._begun))
        try:
            await task.whenDone()
        except CancelledError:  # who asked has left
            task.stop()
            raise

    def _slices(self, number: int) -> Iterator[None]:
        """
        Make the content, a student at a time.
        """
        students = []
        here = self._room.register.students()
        changes = self._room.register.changes
        for student in here:
            students.append(student)
            yield
        found = standings(students, self._time())
        rows = {}
        for one in found:
            rows[one.key] = self._row(one)
            yield
        self._rows = rows
        written = [text for _, text in rows.values()]
        self._made = Written(content(self._room.command, found, written))
        self._changes, self._ended = changes, number

    def _row(self, one: Standing) -> tuple[Standing, Written]:
        kept = self._rows.get(one.key)
        return kept if kept and kept[0] == one else (one, Written(row(one)))


def beginSlice() -> Callable[[], bool]:
    """
    @return: tells whether the slice that begins now is over.
    """
    ends = monotonic() + SLICE
    return lambda: monotonic() >= ends
