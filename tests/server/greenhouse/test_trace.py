"""
The trace of a request.
"""

from __future__ import annotations

from types import SimpleNamespace

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import IResource, Resource
from twisted.web.server import NOT_DONE_YET, Request

from server.greenhouse.trace import Trace
from server.stock import Site
from tests.support.memory import Conversation


class Branch(Resource):
    """
    Has a child under any name.
    """

    def getChild(self, name: bytes, request: Request) -> Resource:
        """
        Make a leaf.
        """
        return Leaf()


class Leaf(Resource):
    """
    Answers at once, or, asked for C{later}, when the test wants it.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes | int:
        """
        Answer.
        """
        if request.args:
            return NOT_DONE_YET
        return b"hello"


class TracedSite(Site):
    """
    Traces every request into a list.
    """

    said: list[str]

    def getResourceFor(self, request: Request) -> IResource:
        """
        Trace.
        """
        request.site = self
        return Trace(request, self.said.append).find(self.resource)


class TraceTests(SynchronousTestCase):
    """
    What is told of a request.
    """

    def setUp(self) -> None:
        """
        Serve a tree.
        """
        root = Resource()
        root.putChild(b"color", Branch())
        self.said: list[str] = []
        self.root = root
        step = SimpleNamespace(makeFactory=self.makeSite)
        self.conversation = Conversation(step, clock=Clock())  # type: ignore[arg-type]

    def makeSite(self, clock: Clock, options: object) -> TracedSite:
        """
        Make the site.
        """
        site = TracedSite(self.root, reactor=clock)
        site.said = self.said
        return site

    def test_way(self) -> None:
        """
        Site, channel, request; each step with what is behind and before; who
        answers, with what, and what was sent.
        """
        self.conversation.send(b"GET /color/ff0000/x HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertEqual(
            self.said,
            [
                "TracedSite has a StockChannel",
                "  Request: b'GET' b'/color/ff0000/x' b'HTTP/1.1'",
                "  prepath [], postpath [b'color', b'ff0000', b'x']",
                "  Resource.getChildWithDefault(b'color') -> Branch",
                "    prepath [b'color'], postpath [b'ff0000', b'x']",
                "  Branch.getChildWithDefault(b'ff0000') -> Leaf",
                "    prepath [b'color', b'ff0000'], postpath [b'x']",
                "  Leaf answers: isLeaf",
                "  Leaf.render, for GET -> 5 bytes",
                "  finished: 200, 5 bytes",
            ],
        )

    def test_later(self) -> None:
        """
        An answer that comes later is told when it is complete, or when the
        client has left.
        """
        self.conversation.send(b"GET /color/a?later=1 HTTP/1.1\r\nHost: a\r\n\r\n")
        self.conversation.send(b"")
        self.assertNotIn("finished", self.said[-1])
        self.conversation.hangUp()
        self.assertIn("the client has left", self.said[-1])
