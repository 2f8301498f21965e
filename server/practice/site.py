"""
Where the things to practise on are mounted.
"""

from __future__ import annotations

from pathlib import Path

from twisted.internet.defer import succeed
from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import tags

from server.files import PublicFile, addStyleSheet
from server.pages import Answer, Layout, Link, Section, respond
from server.practice.pages import Cut, Protected, Stream
from server.practice.tagged import Tagged
from server.practice.upload import Upload
from server.state import Counter, OwnCounter

LINKS = [
    Link("upload", "takes files, and says what has arrived"),
    Link("protected", "wants a user (student) and a password (greenhouse)"),
    Link("etag", "has a strong entity tag; a POST changes it"),
    Link("stream", "comes in pieces, without a length"),
    Link("cut", "breaks off in the middle, but can be resumed"),
    Link("files/", "static files, with Last-Modified alone"),
]


class Home(Resource):
    """
    The page that links all things to practise on.
    """

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.layout = layout

    def render_GET(self, request: Request) -> int:
        entries = [tags.li(tags.a(link.path, href=link.path), f": {link.text}") for link in LINKS]
        page = self.layout.page("Things to practise on", tags.ul(entries))
        return respond(request, self.layout, succeed(Answer(page)))


def putPractice(
    root: Resource, reactor: IReactorTime, layout: Layout, version: Counter | None = None
) -> None:
    """
    Mount all things to practise on below a resource.

    @param version: the version of C{/etag}, if other processes share it.
    """
    root.putChild(b"upload", Upload(layout))
    root.putChild(b"protected", Protected(layout))
    root.putChild(b"etag", Tagged(version or OwnCounter(1)))
    root.putChild(b"stream", Stream(reactor))
    root.putChild(b"cut", Cut())


def makeHome(reactor: IReactorTime) -> Resource:
    """
    Make a site's root that holds these things and nothing else.
    """
    layout = Layout()
    root = Section(layout)
    root.putChild(b"", Home(layout))
    root.putChild(b"files", PublicFile(str(Path(__file__).parent)))
    putPractice(root, reactor, layout)
    addStyleSheet(root)
    return root
