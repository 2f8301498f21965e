"""
What is on a student's page: how to say who one is, and one's newest connections.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from twisted.python.filepath import FilePath
from twisted.web.iweb import IRequest
from twisted.web.template import Element, Flattenable, Tag, XMLFile, renderer, tags

from server.inspector.conversation.snapshot import Snapshot
from server.inspector.conversation.state import remarks
from server.inspector.ladder.events import backwards
from server.inspector.nicknames import LONGEST_NICKNAME
from server.inspector.students.register import Student
from server.inspector.study import Study
from server.wire import Chunk, Direction
from server.wire.terminal import visibleRows

HERE = Path(__file__).parent
#: How many connections are shown, and how many pieces of each.
CONNECTIONS, PIECES = 8, 24


class Whole(Element):
    """
    The whole page of a student, from its template.
    """

    loader = XMLFile(FilePath(str(HERE / "me.html")))

    def __init__(self, content: Flattenable, isKnown: bool) -> None:
        """
        @param isKnown: whether it is the page of a student, and so has news.
        """
        super().__init__()
        self._content = content
        self._isKnown = isKnown

    @renderer
    def script(self, request: IRequest | None, tag: Tag) -> Flattenable:
        """
        Keep it up to date.
        """
        return tag if self._isKnown else ""

    @renderer
    def state(self, request: IRequest | None, tag: Tag) -> Flattenable:
        """
        Show whether the page is up to date.
        """
        return tag if self._isKnown else ""

    @renderer
    def content(self, request: IRequest | None, tag: Tag) -> Tag:
        """
        Fill in the student's connections, or the form for a name.
        """
        part = {"data-part": "/part", "data-connection": "all"} if self._isKnown else {}
        return tag(self._content, **part)


def joinForm(typed: str = "", problem: str = "") -> Flattenable:
    """
    Ask for a name.

    @param typed: what is in the field.
    @param problem: why nobody can be called that.
    """
    wrong = {"aria-invalid": "true", "aria-describedby": "problem"} if problem else {}
    field = tags.input(
        type="text",
        name="name",
        id="name",
        value=typed[:100],
        maxlength=str(LONGEST_NICKNAME),
        required="required",
        autocomplete="nickname",
        **wrong,
    )
    return [
        tags.p("Here you see what goes over your own connections, and nobody else does."),
        tags.form(
            tags.p(tags.label("What shall the class call you?", for_="name"), field),
            tags.p(problem, id="problem", role="alert") if problem else "",
            tags.p(tags.button("Show mine", type="submit")),
            method="post",
            action="/join",
        ),
    ]


def aboutStudent(student: Student, place: str) -> Flattenable:
    """
    Tell a student how to make connections known as theirs.

    @param place: where the step listens, as C{HOST:PORT}.
    """
    host, _, port = place.rpartition(":")
    return tags.section(
        tags.p(
            "You are ",
            tags.strong(tags.bdi(student.name)),
            ". Type this first, on a line of its own, whenever you connect:",
        ),
        tags.pre(tags.code(f"NICK {student.name} {student.code}")),
        tags.p("For example after ", tags.code(f"telnet {host.strip('[]')} {port}"), "."),
        tags.p(
            "It is for the inspector: the program does not see it. Show the code to nobody. What"
            " this browser asks at ",
            tags.a(f"http://{place}/", href=f"http://{place}/"),
            " is yours without it.",
        ),
        tellBorrowed(student),
        class_="say",
    )


def tellBorrowed(student: Student) -> Flattenable:
    """
    Say that somebody, the student or another, has used the name without the code.
    """
    if not student.borrowed:
        return ""
    return tags.p(
        "Somebody connected as ",
        tags.bdi(student.name),
        " without the code. If it was you, connect again, and type the whole line.",
        role="alert",
    )


def leaveForm() -> Tag:
    """
    Make the form by which a student leaves.
    """
    return tags.form(tags.button("Forget me"), method="post", action="/leave", class_="leave")


def connection(study: Study, step: int, isNewest: bool) -> Tag:
    """
    Show one connection, as far as it has been read.

    @param step: the number of the step.
    @param isNewest: whether to say how it stands.
    """
    snapshot = Snapshot(study, step, client="you")
    opened = study.conversation.opened.astimezone()
    state = "open" if study.conversation.ended is None else "closed"
    return tags.article(
        tags.h2(f"#{study.conversation.number}, {state}, since {opened:%H:%M:%S}"),
        [tags.p(each.sentence) for each in remarks(snapshot)] if isNewest else "",
        tags.ol(list(pieces(snapshot, study)), class_="pieces"),
    )


def pieces(snapshot: Snapshot, study: Study) -> Iterator[Tag]:
    """
    Show the newest pieces, in order.
    """
    found = list(backwards(study, study.position))[:PIECES][::-1]
    hidden = study.position - len(found)
    if hidden:
        yield tags.li(f"… {hidden:,} more before")
    for chunk, start in found:
        yield piece(snapshot, chunk, start)


def piece(snapshot: Snapshot, chunk: Chunk, start: int) -> Tag:
    """
    Show a piece, with stars in place of secrets.

    @param start: the offset of its first byte.
    """
    if not chunk.data:
        return tags.li(tags.p(f"{happened(chunk)} at {chunk.seconds:.3f} s"))
    isMine = chunk.direction is Direction.ARRIVED
    shown = snapshot.streams[chunk.direction].shown(start, start + len(chunk.data))
    size = "1 byte" if len(chunk.data) == 1 else f"{len(chunk.data):,} bytes"
    who = "→ you sent" if isMine else "← the server sent"
    return tags.li(
        tags.p(f"{who} {size} at {chunk.seconds:.3f} s"),
        tags.pre("\n".join(visibleRows(shown))),
        class_="mine" if isMine else "theirs",
    )


def happened(chunk: Chunk) -> str:
    """
    Tell of something that happened without bytes.
    """
    return {
        Direction.OPENED: "opened",
        Direction.ENDED: f"the {chunk.by} sends no more",
        Direction.CLOSED: f"closed by the {chunk.by}",
        Direction.NAMED: f"{chunk.note}, for the inspector alone,",
    }[chunk.direction]
