"""
The way of one request through a tree, as it is printed.
"""

from __future__ import annotations

from types import SimpleNamespace

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request

from server.stock import Site
from server.xray import TracePrinter
from server.xray.happenings import Stop
from server.xray.pathwatch import MOST_STOPS
from server.xray.record import MOST_CHARACTERS
from tests.server.xray.watched import ANSWERED, kinds, request, watch
from tests.support.memory import Conversation
from tests.support.responses import readResponses


class Branch(Resource):
    """
    Has a child under any name.
    """

    def getChild(self, name: bytes, request: Request) -> Resource:
        return Leaf()


class Leaf(Resource):
    """
    Answers at once, or, asked for C{later}, when the test wants it.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes | int:
        if request.args:
            return NOT_DONE_YET
        return b"hello"


class Endless(Resource):
    """
    Has itself below it, for ever.
    """

    def getChild(self, name: bytes, request: Request) -> Resource:
        return self

    def render(self, request: Request) -> bytes:
        return b"the end"


class PathWatchTests(SynchronousTestCase):
    """
    What is told of a request.
    """

    def setUp(self) -> None:
        """
        Serve a tree of resources that make children, one of them without an end; print what
        happens.
        """
        self.root = Resource()
        self.root.putChild(b"color", Branch())
        self.root.putChild(b"endless", Endless())
        step = SimpleNamespace(makeFactory=lambda clock, _: Site(self.root, reactor=clock))
        self.conversation = Conversation(step, clock=Clock())  # type: ignore[arg-type]
        self.xray = watch(self, self.conversation)
        self.said: list[str] = []
        self.xray.watchers.append(TracePrinter(self.said.append))

    def test_way(self) -> None:
        """
        Site, channel, request; each step with what is before and after it; who
        answers, with what, and what was sent.
        """
        self.conversation.send(request("/color/ff0000/x"))
        self.assertEqual(
            self.said,
            [
                "#1.1 Site has a StockChannel",
                "#1.1   Request: b'GET' b'/color/ff0000/x' b'HTTP/1.1'",
                "#1.1   Request.process",
                "#1.1   prepath [], postpath [b'color', b'ff0000', b'x']",
                "#1.1   Resource.getChildWithDefault(b'color') -> Branch",
                "#1.1     prepath [b'color'], postpath [b'ff0000', b'x']",
                "#1.1   Branch.getChildWithDefault(b'ff0000') -> Leaf",
                "#1.1     prepath [b'color', b'ff0000'], postpath [b'x']",
                "#1.1   Leaf answers: isLeaf",
                "#1.1   Leaf.render_GET -> 5 bytes",
                "#1.1   finished: 200, 5 bytes",
            ],
        )

    def test_later(self) -> None:
        """
        An answer that comes later is told when it is complete, or when the
        client has left.
        """
        self.conversation.send(request("/color/a?later=1"))
        self.conversation.send(b"")
        self.assertIn("will write and finish later", self.said[-1])
        self.conversation.hangUp()
        self.assertIn("the client has left", self.said[-1])

    def test_pipelined(self) -> None:
        """
        Of requests that came together, each has a record of its own, and each is whole before the
        next begins, even where the same resource answers both.
        """
        answers = readResponses(self.conversation.send(request("/color/a") * 3))
        self.assertEqual(len(answers), 3)
        records = self.xray.requests(1)
        self.assertEqual([record.request for record in records], [1, 2, 3])
        whole = ["received", "process", "path", "stop", "stop", *ANSWERED]
        for record in records:
            self.assertEqual(kinds(record), whole)

    def test_restored(self) -> None:
        """
        When a request is answered, nothing is left on any resource.
        """
        before = dict(vars(self.root))
        self.conversation.send(request("/color/a"))
        self.conversation.send(request("/nothing"))
        self.assertEqual(dict(vars(self.root)), before)

    def test_manyStops(self) -> None:
        """
        Of a path with thousands of segments, the first stops are told, briefly; it is
        answered like any other.
        """
        (answer,) = readResponses(self.conversation.send(request("/endless" + "/a" * 3000)))
        self.assertEqual(answer.content, b"the end")
        (record,) = self.xray.requests(1)
        self.assertLessEqual(len(record.every(Stop)), MOST_STOPS)
        self.assertLess(len(str(record.happenings)), 2 * MOST_CHARACTERS)
        self.assertEqual(kinds(record)[-1], "finished")
        self.assertNotIn("getChildWithDefault", vars(self.root))

    def test_noSuchMethod(self) -> None:
        """
        A resource that has no method for a request says so, and the answer is 405.
        """
        self.conversation.send(request("/color/a", method="POST"))
        self.assertIn("#1.1   Leaf.render -> it has no render_POST: UnsupportedMethod", self.said)
        self.assertIn("finished: 405", self.said[-1])
