"""
The students' side: what their commands tell is taken here, and nothing can be looked at.
"""

from __future__ import annotations

from typing import IO, cast

from twisted.internet.defer import succeed
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import Flattenable, tags

from lessons.classroom.message import MOST_BYTES, BadMessage, readMessage
from lessons.classroom.register import Refused
from lessons.classroom.room import Room
from server.channel.site import Site
from server.csrf import isFromElsewhere
from server.http1 import Limits
from server.pages import (
    Answer,
    Layout,
    NotFound,
    ProblemPage,
    carriedStyleSource,
    respond,
    safetyFields,
)

LAYOUT = Layout([], carriesStyle=True)
JSON, TEXT = b"application/json", "text/plain; charset=utf-8"
#: No line of a report is longer, and its content is a message.
MESSAGE_LIMITS = Limits(requestLine=1024, fieldLine=2048, content=MOST_BYTES)


class ReportSite(Site):
    """
    Where the students' commands connect to.
    """

    noisy = False
    always = safetyFields(scripts="'none'", styles=carriedStyleSource())

    def __init__(self, room: Room, reactor: object) -> None:
        root = Entrance(room)
        root.putChild(b"report", Reports(room))
        super().__init__(root, reactor=reactor, limits=MESSAGE_LIMITS)


class Entrance(Resource):
    """
    Says what this is to whoever opens it in a browser.
    """

    def __init__(self, room: Room) -> None:
        super().__init__()
        self._room = room

    def getChild(self, name: bytes, request: Request) -> Resource:
        """
        There is nothing else; the address that is typed after C{--teacher} has the code.
        """
        if not request.postpath and (not name or name == self._room.register.code.encode()):
            return self
        return ProblemPage(LAYOUT, NotFound("There is no such page here."))

    def render_GET(self, request: Request) -> int:
        """
        Say what to type in order to be in the class.
        """
        page = LAYOUT.page(
            "A class is in progress here",
            tags.p(
                "It is about HTTP. Type this in your copy of the course, with the code from your"
                " teacher's screen, and with what you want to be called:"
            ),
            tags.pre(self._room.typed("CODE")),
            linkTo(self._room.ownPage),
            tags.p("What the teacher is told is shown first. Nothing can be looked at here."),
        )
        return respond(request, LAYOUT, succeed(Answer(page)))


def linkTo(ownPage: str) -> Flattenable:
    """
    Link the page on which a step shows each student their own connections, if there is one.
    """
    if not ownPage:
        return ""
    return tags.p(
        "While a step is running for all of you, you see what came and went on your own"
        " connections at ",
        tags.a(ownPage, href=ownPage),
        ".",
    )


class Reports(Resource):
    """
    Takes what has come of an exercise.
    """

    isLeaf = True

    def __init__(self, room: Room) -> None:
        super().__init__()
        self._room = room

    def render_POST(self, request: Request) -> int:
        """
        Note a message, and say whether it was taken.
        """
        return respond(request, LAYOUT, succeed(self._take(request)))

    def _take(self, request: Request) -> Answer:
        # No page of a browser can send this type to another site unasked: W3C Fetch, "CORS
        # preflight". So nobody joins a class by opening a page.
        kind = (request.getHeader(b"Content-Type") or b"").partition(b";")[0].strip().lower()
        if kind != JSON or isFromElsewhere(request):
            return plain("Only the command of the course reports here.", 403)
        try:
            message = readMessage(cast(IO[bytes], request.content).read())
            self._room.register.note(message)
        except BadMessage as error:
            return plain(str(error), 400)
        except Refused as error:
            return plain(str(error), 403)
        return Answer(b"", 204)


def plain(sentence: str, status: int) -> Answer:
    """
    Answer with a sentence, for a terminal.
    """
    return Answer(f"{sentence}\n".encode(), status, TEXT)
