"""
The students' site: a server of its own, on the step's interface, on a port beside it.
Nothing on it tells anybody of another student's connections, or of the inspector.
"""

from __future__ import annotations

from twisted.internet.defer import succeed
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import Flattenable, tags

from server.files import PublicFile
from server.http1 import Limits
from server.inspector.inspector import Inspector
from server.inspector.me.access import StudentAccess
from server.inspector.me.live import OwnLive
from server.inspector.me.page import (
    CONNECTIONS,
    HERE,
    Whole,
    aboutStudent,
    connection,
    joinForm,
    leaveForm,
)
from server.inspector.pace import Pace
from server.inspector.students.owners import ConnectionOwners
from server.inspector.students.register import BadName, Student
from server.inspector.studies import Studies
from server.inspector.study import Study
from server.inspector.view import readWords
from server.linked.posted import Posted
from server.linked.site import LinkedSite
from server.listening import Beside
from server.ownaddress import reachable
from server.pages import Answer, Forbidden, Layout, Section, respond, seeOther

LAYOUT = Layout([], carriesStyle=True)
#: A name is all that anybody sends here.
LIMITS = Limits(requestLine=1024, fieldLine=2**13, content=1024)
#: For how many connections the explanation is kept.
STUDIES = 60
#: What the terminal says of it.
HOW = " (there, each gets the line to type first)"


class StudentSite(LinkedSite):
    """
    The site of the students, which is a server of its own.
    """

    def __init__(self, inspector: Inspector, owners: ConnectionOwners, interface: str) -> None:
        """
        @param interface: where it listens: that may be a name.
        """
        access = StudentAccess(owners.register, frozenset({interface.lower()}))
        me = Me(inspector, owners, access)
        root = Section(LAYOUT)
        root.putChild(b"", ToMe())
        root.putChild(b"me", me)
        root.putChild(b"part", Part(me))
        root.putChild(b"join", Join(me))
        root.putChild(b"leave", Leave(me))
        root.putChild(
            b"live", OwnLive(inspector.reactor, inspector.subscriptions.add(), access.studentOf)
        )
        root.putChild(b"me.css", PublicFile(str(HERE / "me.css")))
        super().__init__(root, access, inspector.reactor, LIMITS)


class ToMe(Resource):
    """
    The root of the students' site: it leads to C{/me}, the only page there for people.
    """

    def render_GET(self, request: Request) -> int:
        return respond(request, LAYOUT, succeed(seeOther("/me")))


class Me(Section):
    """
    The page of the student whose browser asks for it.
    """

    def __init__(
        self, inspector: Inspector, owners: ConnectionOwners, access: StudentAccess
    ) -> None:
        super().__init__(LAYOUT)
        self.owners, self.access = owners, access
        self._inspector = inspector
        self._studies = Studies(inspector.recorder, STUDIES, make=Study)
        # It has a pace of its own, so that a class does not keep its teacher waiting.
        self._pace = Pace(inspector.reactor)

    def render_GET(self, request: Request) -> int:
        """
        Show students their connections; ask others for a name.
        """
        request.setHeader(b"Cache-Control", b"no-store")
        return respond(request, LAYOUT, self._make(request))

    async def _make(self, request: Request) -> Answer:
        student = self.access.studentOf(request)
        if student is None:
            return Answer(Whole(joinForm(readWords(request, b"name")), isKnown=False))
        return Answer(Whole(await self.content(student, request), isKnown=True))

    async def content(self, student: Student, request: Request) -> Flattenable:
        """
        Make what changes on a student's page.
        """
        return [
            aboutStudent(student, self._placeFor(request)),
            await self._connections(student),
            leaveForm(),
        ]

    async def _connections(self, student: Student) -> Flattenable:
        await self._pace.turn()
        numbers = [each for each in reversed(student.connections) if self._isOf(student, each)]
        shown: list[Flattenable] = []
        for number in numbers[:CONNECTIONS]:
            await self._studies.readAhead(number, self._pace)
            study = self._studies.of(number)
            if study is not None and self._isOf(student, number):
                made = self._pace.make(connection, study, self._inspector.step, not shown)
                shown.append(made)
            await self._pace.pause()
        return shown or tags.p("You have not connected yet.", class_="none")

    def _isOf(self, student: Student, number: int) -> bool:
        """
        Tell whether a connection is a student's, and is kept.
        """
        conversation = self._inspector.recorder.conversations.get(number)
        return conversation is not None and self.owners.ownerOf(conversation) is student

    def _placeFor(self, request: Request) -> str:
        """
        Tell where the step listens, by the name that has led here.
        """
        port = getattr(self._inspector.sender.address, "port", 0)
        host = request.getRequestHostname().decode("ascii", "replace")
        return f"{host}:{port}"


class Part(Section):
    """
    What changes on the page, alone: its script asks for it when something has happened.
    """

    def __init__(self, me: Me) -> None:
        super().__init__(LAYOUT)
        self._me = me

    def render_GET(self, request: Request) -> int:
        """
        Make it from what has come by now.
        """
        request.setHeader(b"Cache-Control", b"no-store")
        return respond(request, LAYOUT, self._make(request))

    async def _make(self, request: Request) -> Answer:
        student = self._me.access.studentOf(request)
        if student is None:
            raise Forbidden("Nobody knows who you are: open /me, and say who you are.")
        return Answer(await self._me.content(student, request))


class Join(Posted):
    """
    Lets somebody in under a name.
    """

    isLeaf = True

    def __init__(self, me: Me) -> None:
        super().__init__(LAYOUT)
        self._me = me

    async def answer(self, request: Request) -> Answer:
        """
        Take a name. A student who had another gives that back.
        """
        access, register = self._me.access, self._me.owners.register
        given = readWords(request, b"name")
        before = access.studentOf(request)
        try:
            student = register.join(given, getattr(request.getClientAddress(), "host", ""))
        except BadName as error:
            request.setHeader(b"Cache-Control", b"no-store")
            return Answer(Whole(joinForm(given, str(error)), isKnown=False), 422)
        if before is not None:
            register.forget(before)
        access.remember(request, student)
        return seeOther("/me")


class Leave(Posted):
    """
    Lets a student go, and frees the name.
    """

    isLeaf = True

    def __init__(self, me: Me) -> None:
        super().__init__(LAYOUT)
        self._me = me

    async def answer(self, request: Request) -> Answer:
        """
        Forget the student, and the proof in the browser.
        """
        student = self._me.access.studentOf(request)
        if student is not None:
            self._me.owners.register.forget(student)
        self._me.access.forget(request)
        return seeOther("/me")


def listenerOf(
    inspector: Inspector, owners: ConnectionOwners, port: int, interface: str
) -> Beside:
    """
    Make the listener beside the step: on the step's interface, since that is where the
    students are.

    @param port: 0 for any free one.
    @param interface: the step's.
    """

    def link(place: str) -> str:
        return f"http://{reachable(interface, int(place.rpartition(':')[2]))}/me{HOW}"

    site = StudentSite(inspector, owners, interface)
    return Beside("students", "--me", port, site, link=link, isAside=True)
