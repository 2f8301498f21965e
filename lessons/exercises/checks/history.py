"""
What a check has done, in order, so that the same can be done to the program by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol as Interface

from twisted.internet.protocol import Factory

from lessons.exercises.checks.paste import Step, canPaste, netcatClient

#: Seconds between what is done on one connection and on another: enough for an answer.
BETWEEN_CONNECTIONS = 0.5
#: Seconds in which an answer comes.
ANSWER_TIME = 2.0
#: Seconds for it where time was let pass at the end. What comes a second later than that is
#: too late, and must not be shown.
ANSWER_TIME_AT_END = 0.9

COOKIE = re.compile(rb"^Cookie:", re.I | re.M)


class AnyConnection(Interface):
    """
    One connection to a server, as the history knows it.

    @ivar program: the module that is the server, with its options; empty where no
        command starts such a server.
    @ivar hasLeft: whether the client has closed.
    """

    server: Factory
    program: str
    hasLeft: bool


@dataclass(frozen=True)
class Event:
    """
    One thing that a check has done.

    @ivar connection: on which connection; L{None} where only time has passed.
    @ivar how: C{"begin"}, C{"send"}, C{"bytes"} (sent one by one), C{"leave"}, or C{"wait"}.
    @ivar data: what was sent.
    @ivar seconds: how long was waited.
    """

    connection: AnyConnection | None
    how: str
    data: bytes = b""
    seconds: float = 0.0


class History:
    """
    All that a check has done since the student's program was started.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []

    @property
    def count(self) -> int:
        """
        How many connections there were.
        """
        return len([one for one in self.events if one.how == "begin"])

    def add(
        self, connection: AnyConnection | None, how: str, data: bytes = b"", seconds: float = 0.0
    ) -> None:
        """
        Remember one thing that was done, on a connection or while waiting.
        """
        self.events.append(Event(connection, how, data, seconds))

    def commands(self, last: AnyConnection, program: str) -> list[str]:
        """
        Write the commands that do all of it again, up to what was found on a connection.

        @param program: that of the student.
        @return: none where they would not show it: a server that no command starts, or a
            second one in the same process; what is done for a client that has left; a
            cookie, which is another one each time; what takes too long.
        """
        begun = [one.connection for one in self.events if one.how == "begin"]
        same = [one for one in begun if one and one.program == last.program]
        if last.program != program:  # a step of the course remembers nothing
            same = [last]
        events = [one for one in self.events if one.connection in (None, *same)]
        isSeen = bool(last.program) and not last.hasLeft
        hasCookie = any(COOKIE.search(one.data) for one in events)
        if not isSeen or hasCookie or len({id(one.server) for one in same}) > 1:
            return []
        if not canPaste(event.data for event in events if event.how == "bytes"):
            return []
        return list(mixed(events, same) if areMixed(events, same) else inTurn(events, same))


def areMixed(events: Sequence[Event], connections: Sequence[AnyConnection]) -> bool:
    """
    Tell whether something was done on a connection after another one had begun.
    """
    acting = [connections.index(one.connection) for one in events if one.connection]
    return acting != sorted(acting)


def inTurn(events: Sequence[Event], connections: Sequence[AnyConnection]) -> Iterator[str]:
    """
    Write a command for each connection, to be run one after the other.
    """
    for one in connections:
        begin = beginOf(events, one)
        later = (index for index, event in enumerate(events) if index > begin)
        end = next((index for index in later if events[index].how == "begin"), len(events))
        own = events[begin:end]
        isTimed = bool(own) and own[-1].how == "wait"
        timeout = (ANSWER_TIME_AT_END if isTimed else ANSWER_TIME) + sum(
            event.seconds for event in own
        )
        hasLeft = any(event.how == "leave" for event in own)
        yield netcatClient(list(stepsOf(own)), BETWEEN_CONNECTIONS if hasLeft else timeout)


def mixed(events: Sequence[Event], connections: Sequence[AnyConnection]) -> Iterator[str]:
    """
    Write a command for each connection, all of them to be run at the same time.
    """
    timed = list(zip(timesOf(events), events, strict=True))
    before = 0.0
    for one in connections:
        own = [(when, event) for when, event in timed if event.connection is one]
        begin = own[0][0]
        end = next(
            (when for when, event in own if event.how == "leave"), timed[-1][0] + ANSWER_TIME
        )
        wait = f"sleep {begin - before:g}; " if begin > before else ""
        mark = "; wait" if one is connections[-1] else " &"
        yield f"{wait}{netcatClient(list(timedSteps(own)), end - begin)}{mark}"
        before = begin


def beginOf(events: Sequence[Event], connection: AnyConnection) -> int:
    """
    Find where a connection begins.
    """
    return next(index for index, one in enumerate(events) if one.connection is connection)


def timesOf(events: Sequence[Event]) -> Iterator[float]:
    """
    Say when each thing is done: after a pause, where it is done on another connection.
    """
    now, acting = 0.0, events[0].connection
    for one in events:
        now += one.seconds
        if one.connection is not None and one.connection is not acting:
            now, acting = now + BETWEEN_CONNECTIONS, one.connection
        yield now


def stepsOf(events: Sequence[Event]) -> Iterator[Step]:
    """
    Take what was sent, and the waits.
    """
    for one in events:
        if one.how in ("send", "bytes", "wait"):
            yield Step(one.data, one.seconds, isSplit=one.how == "bytes")


def timedSteps(timed: Sequence[tuple[float, Event]]) -> Iterator[Step]:
    """
    As L{stepsOf}, with the waits for what is done on other connections.
    """
    now = timed[0][0]
    for when, event in timed:
        if event.how in ("send", "bytes"):
            yield Step(b"", when - now)
            yield Step(event.data, isSplit=event.how == "bytes")
            now = when
