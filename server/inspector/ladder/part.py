"""
The part of the page with the ladder: one lane for each connection, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.catalog import Choice, isFiltered
from server.inspector.clientnames import nameOf
from server.inspector.inspector import Inspector
from server.inspector.ladder.lane import lane
from server.inspector.ladder.students import students, studentsPart
from server.inspector.pacedflattener import Later
from server.inspector.studies import STUDY_TIMEOUT
from server.inspector.view import View
from server.wire import Conversation

#: The fields of a view that belong to one connection: another one begins without them.
DETAILS: dict[str, Any] = {
    "imported": 0,
    "talk": 0,
    "span": "",
    "more": 0,
    "message": 0,
    "byte": -1,
    "draft": "",
    "chapter": "",
    "words": "",
    "filled": None,
}


#: How lanes are read.
READING = (
    "The newest connection comes first. Time runs down, in each lane on a clock of its own: it"
    " begins with 0 when the connection is opened, at the time of day above the lane."
)


async def readLadder(inspector: Inspector, view: View) -> Flattenable:
    """
    Show the newest connections that are wanted, each on a lane of its own, as they are now.
    """
    pace = inspector.pace
    choice = await inspector.catalog.search(view, lambda each: nameOf(inspector, view, each), pace)
    until = pace.seconds() + STUDY_TIMEOUT
    for conversation in choice.conversations:
        await inspector.outlines.readAhead(conversation.number, pace, until)
        await pace.pause()
    return pace.make(_ladder, inspector, view, choice)


def _ladder(inspector: Inspector, view: View, choice: Choice) -> Flattenable:
    until = inspector.pace.seconds() + STUDY_TIMEOUT
    lanes = [_entry(inspector, view, each, until) for each in choice.conversations]
    return [
        _students(inspector, view),
        tags.p(_count(inspector, view, choice), id="count"),
        tags.p(READING, class_="quiet") if lanes else "",
        tags.p(id="aside", **{"data-keep": "yes"}) if lanes else "",
        tags.ol(lanes, id="lanes", class_="lanes", **_oldest(view, choice)) if lanes else "",
        list(_others(view, choice)),
    ]


def _students(inspector: Inspector, view: View) -> Flattenable:
    """
    List the students, where a class is expected.
    """
    if inspector.owners is None:
        return ""
    return tags.div(students(inspector, view), id="students", **studentsPart(view))


def _oldest(view: View, choice: Choice) -> dict[str, str]:
    """
    Tell the script which connections are too old to come into the list.
    """
    isCut = choice.next and not isFiltered(view)
    return {"data-oldest": str(choice.next)} if isCut else {}


def _ownView(view: View, conversation: Conversation) -> View:
    """
    Look at one lane alone. It makes no difference which other connection is looked at: so
    the lane is drawn only once.
    """
    number = conversation.number
    isChosen = view.connection == number
    connection, before = (number, view.before) if isChosen else (0, 0)
    return replace(view, lane=number, connection=connection, before=before, **DETAILS)


def _entry(inspector: Inspector, view: View, conversation: Conversation, until: float) -> Tag:
    """
    Make one lane, which the script can ask for alone.

    @param until: from then on, on the pace's clock, there is no time to draw it.
    """
    number = conversation.number
    own = _ownView(view, conversation)
    kind = "entry chosen" if view.connection == number else "entry"
    return tags.li(
        Later(partial(lane, inspector, own, until)),
        id=f"entry-{number}",
        class_=kind,
        **{"data-part": own.href("/part/lane"), "data-connection": str(number)},
    )


def _count(inspector: Inspector, view: View, choice: Choice) -> str:
    """
    Say how many there are, and how many of them are shown.
    """
    count, shown = len(inspector.recorder.conversations), len(choice.conversations)
    if not count:
        return "Nobody has connected yet."
    connections = "1 connection" if count == 1 else f"{count:,} connections"
    forgotten = inspector.recorder.forgotten
    gone = f"; {forgotten:,} older ones are no longer kept" if forgotten else ""
    if view.student and not isFiltered(view.elsewhere(student="")):
        return f"{shown:,} of {connections} shown: only {view.student}'s{gone}."
    if isFiltered(view):
        return f"{shown:,} of {connections} shown: there is a filter{gone}."
    if shown < count:
        return f"{shown:,} of {connections} shown{gone}."
    return f"{connections}{gone}."


def _others(view: View, choice: Choice) -> Iterator[Tag]:
    links: list[Flattenable] = []
    if view.older:
        links += [tags.a("The newest connections", href=view.href(older=0)), " "]
    if choice.next:
        links.append(tags.a("Older connections", href=view.href(older=choice.next)))
    if links:
        yield tags.p(links, class_="older")
    if choice.unknown:
        yield tags.p(
            f"{choice.unknown:,} have not been looked at yet. ",
            tags.a("Look on", href=view.href()),
            class_="notice",
            **{"data-behind": "yes"},
        )
