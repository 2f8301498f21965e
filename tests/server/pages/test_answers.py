"""
Every answer ends, whatever fails: with an error page, a plain 500, or a broken connection.
"""

from __future__ import annotations

from errno import EIO, EMFILE, ENFILE, ENOSPC

from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

from server import stock
from server.channel import site
from server.pages import Answer, Layout, respond
from server.pages.layout import Page
from tests.server.channel.serving import converse
from tests.support.responses import Response, only, readResponses

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
SITES: tuple[type[Site], ...] = (site.Site, stock.Site)


class NoLayout(Layout):
    """
    A layout whose template is gone, or that has no descriptor left to open it.
    """

    def __init__(self, number: int = EIO) -> None:
        """
        @param number: what the system says.
        """
        super().__init__()
        self.number = number

    def page(self, title: str, *content: object, isWrong: bool = False) -> Page:
        """
        @raise OSError: with the number that the test gives, and a text that no client may
            see.
        """
        raise OSError(self.number, "secret")


class Answers(Resource):
    """
    Answers each request with what it was given; an exception is raised.
    """

    isLeaf = True

    def __init__(self, answer: Answer | Exception, layout: Layout) -> None:
        super().__init__()
        self.answer = answer
        self.layout = layout

    async def give(self) -> Answer:
        """
        @raise Exception: what was given, if that is one.
        """
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def render_GET(self, request: Request) -> int:
        request.setHeader("X-Half-Made", "yes")
        return respond(request, self.layout, self.give())


class Leaves(Answers):
    """
    Never has its answer ready.
    """

    async def give(self) -> Answer:
        await Deferred[None]()
        return Answer(b"")


class Scarce(Resource):
    """
    Opens a file, when there is no descriptor left.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        raise OSError(EMFILE, "secret")


class NoRoom(site.Site):
    """
    A site whose disk is full: it cannot keep the content of a request.
    """

    def getContentFile(self, length: int | None) -> object:
        raise OSError(ENOSPC, "secret")


class FailedAnswerTests(SynchronousTestCase):
    """
    An answer that cannot be made or written becomes an error page, on our channel and on
    Twisted's.
    """

    def ask(self, kind: type[Site], answer: Answer | Exception, layout: Layout) -> Response:
        """
        Ask twice on one connection; both get the same answer.
        """
        conversation = converse(Answers(answer, layout), kind)
        first, second = readResponses(conversation.send(GET) + conversation.send(GET))
        self.assertEqual((first.status, first.content), (second.status, second.content))
        self.assertTrue(conversation.isOpen)
        return first

    def test_errorPage(self) -> None:
        """
        Where the page of an error cannot be made either, a plain 500 comes, without any
        detail, and the connection goes on.
        """
        for kind in SITES:
            response = self.ask(kind, RuntimeError("secret"), NoLayout())
            self.assertEqual(response.status, 500)
            self.assertEqual(response.fields["content-type"], "text/plain; charset=utf-8")
            self.assertIn("date", response.fields)
            self.assertNotIn("x-half-made", response.fields)
            self.assertNotIn("secret", response.text)
            self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 2)
            self.assertEqual(len(self.flushLoggedErrors(OSError)), 2)

    def test_scarce(self) -> None:
        """
        Where the system has no more of something, a 503 comes, which says when to try
        again; the log has a line, and no traceback.
        """
        for kind in SITES:
            for answer, layout in (
                (OSError(EMFILE, "secret"), Layout()),
                (OSError(ENOSPC, "secret"), Layout()),
                (RuntimeError("secret"), NoLayout(ENFILE)),
            ):
                response = self.ask(kind, answer, layout)
                self.assertEqual((response.status, response.fields["retry-after"]), (503, "5"))
                self.assertNotIn("secret", response.text)
                self.flushLoggedErrors(RuntimeError)
                self.assertEqual(self.flushLoggedErrors(OSError), [])

    def test_scarceAtOnce(self) -> None:
        """
        A 503 comes also where a resource finds out at once that something is scarce, and
        where content cannot be kept.
        """
        content = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"
        for resource, sent in ((Scarce(), GET), (Resource(), content)):
            conversation = converse(resource, site.Site if resource.isLeaf else NoRoom)
            response = only(conversation.send(sent))
            self.assertEqual((response.status, response.fields["retry-after"]), (503, "5"))
            self.assertEqual(self.flushLoggedErrors(OSError), [])

    def test_field(self) -> None:
        """
        A field that cannot be sent is not sent in the answer to that, either.
        """
        response = self.ask(site.Site, Answer(b"", fields={"X": "\0"}), Layout())
        self.assertEqual((response.status, "x" in response.fields), (500, False))
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 2)

    def test_status(self) -> None:
        """
        A status that does not exist is not sent: the answer is a 500.
        """
        for kind in SITES:
            self.assertEqual(self.ask(kind, Answer(b"", status=999), Layout()).status, 500)
            self.assertEqual(len(self.flushLoggedErrors(ValueError)), 2)

    def test_middle(self) -> None:
        """
        An answer that fails in its middle breaks off, so that the client notices.
        """

        class Begins(Answers):
            def render_GET(self, request: Request) -> int:
                request.write(b"begun")
                return super().render_GET(request)

        for kind in SITES:
            conversation = converse(Begins(RuntimeError(), NoLayout()), kind)
            self.assertTrue(conversation.send(GET).endswith(b"\r\nbegun\r\n"), kind)
            self.assertFalse(conversation.isOpen)
            self.flushLoggedErrors(RuntimeError)
            self.assertEqual(len(self.flushLoggedErrors(OSError)), 1)

    def test_left(self) -> None:
        """
        Nothing is sent to a client that has left, and nothing is logged of it.
        """
        for kind in SITES:
            conversation = converse(Leaves(Answer(b""), NoLayout()), kind)
            conversation.send(GET)
            conversation.hangUp()
            self.assertEqual(conversation.received(), b"", kind)
