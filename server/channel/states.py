"""
The states of a connection, and what each event does in them.

A connection is in one state at a time. L{TABLE} has a row for each event; a cell of it says
which state comes next and which method of the connection is called then. In a state that a
row does not name, the event is ignored. L{server.channel.machine.Machine.on} reads the
table, and so does whoever draws it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum


class State(IntEnum):
    """
    What a connection does, or whom it waits for. The next request is looked at only while
    it is C{READING}; what arrives in the other states stays in the reader.
    """

    READING = 0  # a request, or the next part of one
    QUEUED = 1  # it was busy for long enough, and other connections have their turn
    HELD = 2  # the server behind a proxy takes no more content
    ANSWERING = 3  # a handler works on a request that is complete
    STALLED = 4  # the same, and the client does not take what has been written
    BLOCKED = 5  # no handler works, and the client does not take the last answers
    CLOSING = 6  # nothing more is written; the rest of it is on its way to the client
    LINGERING = 7  # all has left, the end of our side too; what still comes is thrown away
    UPGRADED = 8  # another protocol speaks
    OVER = 9  # broken off, or gone


class Event(IntEnum):
    """
    What happens to a connection: by its transport, by a handler, or by the clock.
    """

    DATA = 0  # bytes arrive
    REQUEST = 1  # a request is complete, and given to its handler
    ANSWERED = 2  # a handler has finished
    FULL = 3  # the transport's write buffer is full
    DRAINED = 4  # the client has taken what was in it
    TURN_OVER = 5  # the connection has been busy for long enough
    TURN = 6  # it is its turn again
    HOLD = 7  # the server behind a proxy is not there yet, or does not read
    RELEASE = 8  # it reads
    INPUT_ENDED = 9  # the client says that it will send no more
    LATE = 10  # the deadline has passed
    SHUTDOWN = 11  # the whole server stops
    CLOSE = 12  # the last answer has been written
    SENT = 13  # all has left, the end of our side too
    UPGRADE = 14  # another protocol takes over
    ABORT = 15  # break off, whatever is still to be sent
    LOST = 16  # the connection is gone


# Not a named tuple: unpacking one, or looking at a part of it by name, takes several times
# as long as looking at a slot, and every request meets three cells.
@dataclass(frozen=True, slots=True)
class Cell:
    """
    What an event does in a state.

    @ivar state: the next one.
    @ivar action: the name of a method of the connection, or nothing.
    """

    state: State
    action: str = ""


# By themselves, for the way of every request: looking a member up in its class takes longer.
READING, QUEUED, HELD, ANSWERING, STALLED, BLOCKED, CLOSING, LINGERING, UPGRADED, OVER = State
DATA, REQUEST, ANSWERED = Event.DATA, Event.REQUEST, Event.ANSWERED

#: Where a connection is still open for requests. The order of the states is chosen so that
#: C{state < CLOSING} says the same.
OPEN = (READING, QUEUED, HELD, ANSWERING, STALLED, BLOCKED)


def stay(states: Iterable[State], action: str) -> dict[State, Cell]:
    """
    Make the cells of a row that call an action and stay in their state.
    """
    return {state: Cell(state, action) for state in states}


def go(states: Iterable[State], to: State, action: str = "") -> dict[State, Cell]:
    """
    Make the cells of a row that go to another state, and call an action there.
    """
    return {state: Cell(to, action) for state in states}


#: What each event does, in the states that take notice of it.
RULES: Mapping[Event, Mapping[State, Cell]] = {
    Event.DATA: {**stay([READING], "proceed"), **stay(OPEN[1:], "pauseIfFull")},
    Event.REQUEST: go([READING], ANSWERING),
    Event.ANSWERED: {
        **stay([READING, QUEUED, HELD, BLOCKED], "next"),  # answered before all of it came
        **go([ANSWERING], READING, "next"),
        **go([STALLED], BLOCKED, "next"),
    },
    Event.FULL: {
        **go([READING, HELD], BLOCKED, "block"),
        **go([QUEUED], BLOCKED, "leaveQueue"),
        **go([ANSWERING], STALLED, "block"),
    },
    Event.DRAINED: {
        **go([BLOCKED], READING, "unblock"),
        **go([STALLED], ANSWERING, "unblock"),
    },
    Event.TURN_OVER: go([READING], QUEUED, "queue"),
    Event.TURN: go([QUEUED], READING, "proceed"),
    Event.HOLD: go([READING], HELD, "rearm"),
    Event.RELEASE: go([HELD], READING, "proceed"),
    Event.INPUT_ENDED: {
        **stay(OPEN, "inputEnded"),
        **stay([LINGERING], "closeTransport"),
        **stay([UPGRADED], "tellInputEnded"),
    },
    Event.LATE: {
        **stay([READING], "requestIsLate"),
        **go([ANSWERING], OVER, "abortTransport"),
        **stay([STALLED, BLOCKED, CLOSING], "abortIfStuck"),
        **stay([LINGERING], "closeTransport"),
    },
    Event.SHUTDOWN: {
        **stay(OPEN, "finishUp"),
        **stay([UPGRADED], "tellShutdown"),
    },
    Event.CLOSE: go(OPEN, CLOSING, "closeInStages"),
    Event.SENT: go([CLOSING], LINGERING, "linger"),
    Event.UPGRADE: go(OPEN, UPGRADED, "makeWay"),
    Event.ABORT: go([*OPEN, CLOSING, LINGERING, UPGRADED], OVER, "abortTransport"),
    Event.LOST: go(State, OVER, "lose"),
}

#: What every event does in every state.
TABLE: Mapping[State, Mapping[Event, Cell]] = {
    state: {event: RULES[event].get(state, Cell(state)) for event in Event} for state in State
}

#: The row of C{REQUEST}, whose cells have no actions: only a state to go to. By itself,
#: because it is needed with every request.
ON_REQUEST: Mapping[State, State] = {state: TABLE[state][REQUEST].state for state in State}
