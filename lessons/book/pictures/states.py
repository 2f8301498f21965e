"""
The states of a connection, drawn from the table that the channel reads.
"""

from __future__ import annotations

from lessons.book.pictures.drawing import MARGIN, Drawing
from lessons.book.pictures.picture import Picture
from server.channel.states import TABLE, Event, State

#: The boxes of states, and of where they lead; a row of the latter, and the space around rows.
LEFT, RIGHT, ROW, EDGE, GAP = (MARGIN, 92.0), (126.0, 288.0), 17.0, 8.0, 10.0
#: These events lead to the same state from nearly everywhere.
ENDS = (Event.ABORT, Event.LOST)


def waysOut(state: State) -> dict[State, list[Event]]:
    """
    Read in the table which events lead out of a state, by where they lead.
    """
    ways: dict[State, list[Event]] = {}
    for event, cell in TABLE[state].items():
        if cell.state is not state and event not in ENDS:
            ways.setdefault(cell.state, []).append(event)
    return ways


def linesOf(state: State) -> list[str]:
    """
    Write the ways out of a state, each event on a line.
    """
    ways = waysOut(state).items()
    return [f"{event.name} -> {to.name}" for to, events in ways for event in events]


def draw() -> Picture:
    """
    Draw each state, and beside it the events that lead to another.
    """
    drawing, top = Drawing(), MARGIN
    for state in State:
        lines = linesOf(state)
        height = ROW * max(len(lines), 1) + EDGE
        box = drawing.box(LEFT[0], top, LEFT[1], height, "typed" if lines else "left")
        drawing.label(box, state.name)
        if lines:
            there = drawing.box(RIGHT[0], top, RIGHT[1], height)
            drawing.label(there, *lines)
            drawing.arrow((box.right, box.middle[1]), (there.x, box.middle[1]))
        top += height + GAP
    told = ". ".join(f"{state.name}: {', '.join(linesOf(state)) or 'none'}" for state in State)
    return Picture(
        "The states of a connection, and the ways between them",
        f"A box for each of {len(State)} states, and beside it the events that lead to another "
        f"one. {told}.",
        "Drawn from the table in server/channel/states.py. Left out: ABORT and LOST, which lead "
        "to OVER from everywhere, and what is done without leaving a state.",
        drawing,
    )
