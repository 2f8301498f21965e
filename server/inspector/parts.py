"""
The parts of the page. Each can be asked for alone, which is how an open page stays up to
date: C{/part/NAME?connection=3} is the inside of the element with that name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import isawaitable

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.comparing import readComparison
from server.inspector.controls import controls, shownPart, standing
from server.inspector.conversation import readConversation, readMeaning, readReaderPart
from server.inspector.exporting.part import filesPart
from server.inspector.inspector import Inspector
from server.inspector.ladder.lane import readLane
from server.inspector.ladder.part import readLadder
from server.inspector.ladder.students import students
from server.inspector.rawsender.part import sendPart
from server.inspector.rawsender.shelfpart import shelfPart
from server.inspector.replays.part import replayPart
from server.inspector.view import View
from server.inspector.xray import inside
from server.pages import NotFound

#: Makes what a part holds, or a coroutine that does.
MakePart = Callable[[Inspector, View], Flattenable]


#: The parts by name, in the order in which they are on the page; and whether a part is
#: about the connection that is shown, or about all; L{None} where it is about no
#: connection.
PARTS: Mapping[str, tuple[str, MakePart, bool | None]] = {
    "connections": ("Connections", readLadder, False),
    "conversation": ("Conversation", readConversation, True),
    "compare": ("Two answers side by side", readComparison, None),
    "xray": ("Inside the server", inside, True),
    "reader": ("The reader, byte by byte", readReaderPart, True),
    "send": ("Send", lambda inspector, view: sendPart(inspector.sender, view), False),
    "shelf": ("Ready requests", lambda inspector, view: shelfPart(inspector.sender, view), None),
    "files": ("Export and import", filesPart, True),
    "replay": (
        "Replay on every step",
        lambda inspector, view: replayPart(inspector.runs, view),
        None,
    ),
}
TITLES = {name: title for name, (title, _, _) in PARTS.items()}
#: Parts within others, which the script asks for alone.
INNER: Mapping[str, MakePart] = {
    "meaning": readMeaning,
    "controls": lambda inspector, view: controls(view, TITLES),
    "lane": readLane,
    "standing": standing,
    "students": students,
}


def shownParts(view: View) -> list[str]:
    """
    @return: the names of the parts that are on the page: all, or the one that is shown
        alone.
    """
    alone = shownPart(view, TITLES)
    return [alone] if alone else list(PARTS)


async def makePart(inspector: Inspector, view: View, name: str) -> Flattenable:
    """
    Make what a part holds.

    @raise NotFound: where there is no such part.
    """
    make = INNER.get(name) or (PARTS[name][1] if name in PARTS else None)
    if make is None:
        raise NotFound("The page has no such part.")
    await inspector.pace.pause()
    made = inspector.pace.make(make, inspector, view)
    return await made if isawaitable(made) else made


def section(name: str, view: View, content: Flattenable) -> Tag:
    """
    Put a part under its heading. The script asks for it again when something has happened
    that it is about.
    """
    title, _, isAboutOne = PARTS[name]
    concerned = {True: str(view.connection), False: "all", None: ""}[isAboutOne]
    return tags.section(
        tags.h2(title, id=f"{name}-title"),
        tags.div(
            content,
            id=name,
            **{
                "data-part": view.href(f"/part/{name}"),
                "data-connection": concerned,
            },
        ),
        **{"aria-labelledby": f"{name}-title"},
    )
