"""
The home page: where to begin, and then what there is, in a few words each.
"""

from __future__ import annotations

from collections.abc import Sequence

from twisted.internet.defer import succeed
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import Flattenable, Tag, tags

from server.greenhouse.inspectorlink import ELSEWHERE, FindLink
from server.pages import Answer, Layout, Link, NotFound, ProblemPage, respond

#: The first step as the book tells it, how to start it beside this server, and how to
#: talk to it.
FIRST = "course/step1"
START = ". .venv/bin/activate\npython -m lessons.step1 --port 8001 --inspect 0"
TALK = "telnet 127.0.0.1 8001"

APPLICATIONS = [
    Link("plants/", "Plants: a database that everybody may add to"),
    Link("search/", "Search: find a line in the walkthroughs and the garden notes"),
    Link("temperature/", "Temperature: converted by a server behind this one"),
    Link("course/", "Course: the walkthroughs of all steps"),
]
STEPS = [
    Link("files/", "files/: a directory, from step 6"),
    Link("doc/", "doc/: the course's own files, from step 6"),
    Link("logs/", "logs/: a log, from step 6"),
    Link("clock", "clock: the time, from step 7"),
    Link("calendar/", "calendar/: this year, from step 7"),
    Link("color/", "color/: colours, from step 7"),
    Link("form", "form: what you say comes back, from step 8"),
    Link("session", "session: what the server knows of your browser, from step 8"),
    Link("shared", "shared: what it knows of all, from step 8"),
    Link("non_blocking", "non_blocking: a page that takes its time, from step 9"),
    Link("coroutine", "coroutine: another one, from step 9"),
    Link("blocking", "blocking: a page that takes everybody's time, from step 9"),
    Link("dispatch/", "dispatch/: from a URL to a method, from step 10"),
]
CLIENTS = [
    Link("hello", "hello: the smallest page"),
    Link("echo", "echo: any request's content, as it came"),
    Link("upload", "upload: takes files, and says what has arrived"),
    Link("protected", "protected: wants a name and a password"),
    Link("etag", "etag: has a strong validator"),
    Link("stream", "stream: comes in pieces, without a length"),
    Link("healthz", "healthz: whether this server is well"),
]


class Home(Resource):
    """
    The root of the site, and its home page.
    """

    def __init__(self, layout: Layout, findInspector: FindLink | None = None) -> None:
        """
        @param findInspector: finds the link to the inspector, where there is one.
        """
        super().__init__()
        self.layout = layout
        self.findInspector = findInspector

    def getChild(self, name: bytes, request: Request) -> Resource:
        """
        Below the root, there is what was mounted, and under the empty name the home page
        itself.
        """
        if not name and not request.postpath:
            return self
        return ProblemPage(self.layout, NotFound("There is no such page here."))

    def render_GET(self, request: Request) -> int:
        """
        Link the first steps, then all applications; the inspector is linked for those who may
        look.
        """
        page = self.layout.page(
            "The greenhouse",
            tags.p("Everything here is one small Python program. ", read("course/step15")),
            begin(self.inspect(request)),
            links("Applications", APPLICATIONS),
            links("From the steps", STEPS),
            links("For web clients", CLIENTS),
        )
        return respond(request, self.layout, succeed(Answer(page)))

    def inspect(self, request: Request) -> Flattenable:
        """
        Link to the inspector. Whoever has the link sees what goes over everybody's wire, so
        the page is only for people at this machine, and for no cache.
        """
        if self.findInspector is None:
            return ""
        request.setHeader(b"Cache-Control", b"no-store")
        link = self.findInspector(request)
        if link is None:
            return tags.p(ELSEWHERE)
        return tags.p(
            "What goes over this server's own wire, you see in the ",
            tags.a("inspector", href=link),
            ".",
        )


def read(place: str) -> Tag:
    """
    Link to the page of the book that explains this.
    """
    return tags.a("How is it put together?", href=place)


def begin(inspect: Flattenable) -> Tag:
    """
    Say what to do first.

    @param inspect: how to see what goes over this server's own wire.
    """
    return tags.section(
        tags.h2("Begin here"),
        tags.ol(
            tags.li("Read ", tags.a("step 1: a stream becomes lines", href=FIRST), "."),
            tags.li(
                "Start it, in a terminal in the directory of the course:",
                tags.pre(START, class_="prose"),
                "It prints a link. Open it: there you see each byte that comes and goes.",
            ),
            tags.li(
                "Talk to it, in a second terminal. Type hello, and at last quit:",
                tags.pre(TALK, class_="prose"),
            ),
        ),
        inspect,
    )


def links(title: str, entries: Sequence[Link]) -> Tag:
    """
    Make a list of links with a title. What comes before the colon is the link.
    """
    return tags.section(tags.h2(title), tags.ul([entry(link) for link in entries]))


def entry(link: Link) -> Tag:
    """
    @param link: its text has the name, a colon, and then what it is.
    @return: the entry of a list, in which only the name is a link.
    """
    name, _, explanation = link.text.partition(": ")
    return tags.li(tags.a(name, href=link.path), f": {explanation}")
