"""
The parts of the page. Each can be asked for alone, which is how an open page stays up to
date: C{/part/NAME?connection=3} is the inside of the element with that name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.controls import shownPart, standing
from server.inspector.conversation import about, conversation, prepareStrip, strip
from server.inspector.exporting.part import filesPart
from server.inspector.inspector import Inspector
from server.inspector.ladder.lane import lane
from server.inspector.ladder.part import ladder, prepareLadder, prepareLane
from server.inspector.replays.part import replayPart
from server.inspector.sending.part import sendPart
from server.inspector.sending.shelving import shelfPart
from server.inspector.view import View
from server.inspector.xray import inside

#: Makes what stands in a part.
MakePart = Callable[[Inspector, View], Flattenable]
Prepare = Callable[[Inspector, View], Awaitable[None]]


#: The parts by name, in the order in which they stand on the page; and whether a part is
#: about the connection that is shown, or about all; L{None} where it is about none.
PARTS: Mapping[str, tuple[str, MakePart, bool | None]] = {
    "connections": ("Connections", ladder, False),
    "conversation": ("Conversation", conversation, True),
    "xray": ("Inside the server", inside, True),
    "strip": ("The reader, byte by byte", strip, True),
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
#: Parts that stand within others, and are asked for alone by the script.
INNER: Mapping[str, MakePart] = {"about": about, "lane": lane, "standing": standing}

#: What is made little by little before a part is made, so that the step need not wait.
PREPARED: Mapping[str, Prepare] = {
    "connections": prepareLadder,
    "lane": prepareLane,
    "strip": prepareStrip,
}


def shownParts(view: View) -> list[str]:
    """
    Name the parts that are shown.
    """
    alone = shownPart(view, TITLES)
    return [alone] if alone else list(PARTS)


async def prepare(inspector: Inspector, view: View, names: Iterable[str]) -> None:
    """
    Make ready what parts of the page need.
    """
    await inspector.studies.readAhead(view.connection, inspector.pace)
    for name in names:
        if name in PREPARED:
            await PREPARED[name](inspector, view)


def section(name: str, inspector: Inspector, view: View) -> Tag:
    """
    Make a part with its heading. The script asks for it again when something has happened
    that it is about.
    """
    title, make, isAboutOne = PARTS[name]
    concerned = {True: str(view.connection), False: "all", None: ""}[isAboutOne]
    return tags.section(
        tags.h2(title, id=f"{name}-title"),
        tags.div(
            make(inspector, view),
            id=name,
            **{
                "data-part": view.href(f"/part/{name}"),
                "data-connection": concerned,
            },
        ),
        **{"aria-labelledby": f"{name}-title"},
    )
