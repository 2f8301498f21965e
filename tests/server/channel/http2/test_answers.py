"""
Requests of HTTP/2 and their answers: they are those of HTTP/1.1.
"""

from __future__ import annotations

from typing import Any

from h2.errors import ErrorCodes
from twisted.trial.unittest import SynchronousTestCase
from twisted.web import server
from twisted.web.server import NOT_DONE_YET, Request

from server.channel import site
from server.http1.limits import Limits
from tests.server.channel.http2.serving import Does, converse2
from tests.server.channel.serving import Page, converse
from tests.support.http2 import Answer, Field, asHttp1
from tests.support.responses import only

#: Small enough to be exceeded.
LIMITS = Limits(requestLine=1500, fieldLine=500, fields=20, head=2000, content=1000)

#: Requests that HTTP/1.1 refuses: what is wrong, path, fields, method, content.
REFUSED: list[tuple[str, str, list[Field], str, bytes | None]] = [
    ("a byte that has to be encoded", "/x?a=[1]", [], "GET", None),
    ("a byte that cannot be in a target", "/\x7f", [], "GET", None),
    ("a space in the target", "/a b", [], "GET", None),
    ("a target that is too long", "/" + 1900 * "a", [], "GET", None),
    ("an asterisk with GET", "*", [], "GET", None),
    ("a method that is none", "/", [], "G(T", None),
    ("a field line that is too long", "/", [("x-long", 600 * "a")], "GET", None),
    ("too many fields", "/", [("x-many", "a")] * 21, "GET", None),
    ("fields that are too long together", "/", [("x-long", 400 * "a")] * 6, "GET", None),
    ("a control character", "/", [("x-bell", "\x07")], "GET", None),
    ("an unknown expectation", "/", [("expect", "more")], "GET", None),
    ("content that is too long", "/", [("content-length", "1001")], "POST", 1001 * b"a"),
    ("content that turns out too long", "/", [], "POST", 1001 * b"a"),
    ("the same to HEAD", "/", [], "HEAD", 1001 * b"a"),
]


class Shows(Page):
    """
    Answers with what HTTP/2 could change.
    """

    def render_GET(self, request: Request) -> bytes:
        fields = sorted(request.requestHeaders.getAllRawHeaders())
        content: Any = request.content
        seen = (request.clientproto, request.isSecure(), request.uri, fields, content.read())
        return repr(seen).encode()

    render_POST = render_GET


class RefusalTests(SynchronousTestCase):
    """
    What HTTP/1.1 refuses is refused here as well.
    """

    def test_same(self) -> None:
        """
        What is refused by HTTP/1.1 has the same status and the same sentence by HTTP/2.
        """
        for wrong, path, fields, method, content in REFUSED:
            sent = asHttp1(path, fields, method, content)
            expected = only(converse(limits=LIMITS).send(sent), toHead=method == "HEAD")
            self.assertGreaterEqual(expected.status, 300, wrong)
            answer = converse2(limits=LIMITS).get(path, *fields, method=method, content=content)
            self.assertEqual(answer.status, expected.status, wrong)
            self.assertEqual(answer.text.split("\n")[:2], expected.text.split("\n")[:2], wrong)
            self.assertEqual(answer.fields.get("location"), expected.fields.get("location"))
            self.assertTrue(answer.isWhole, wrong)

    def test_place(self) -> None:
        """
        Where it is wrong is told as well: HTTP/2 has no bytes to count.
        """
        self.assertIn("byte 5 of this request, written as HTTP/1.1", converse2().get("/[").text)

    def test_others(self) -> None:
        """
        Other requests on the connection are not affected.
        """
        conversation = converse2()
        numbers = [conversation.ask(path) for path in ("/x", "/a b", "/y")]
        conversation.talk()
        statuses = [conversation.answers[number].status for number in numbers]
        self.assertEqual(statuses, [200, 400, 200])


class RequestTests(SynchronousTestCase):
    """
    What a handler sees of a request: what it would see of the same one in HTTP/1.1.
    """

    def test_seen(self) -> None:
        """
        It sees what was sent, by HTTP/2, encrypted, and no field more than that.
        """
        answer = converse2(Shows()).get("/x?y", ("x-a", "b"), method="POST", content=b"hello")
        fields = [(b"Host", [b"a"]), (b"X-A", [b"b"])]
        self.assertEqual(answer.text, repr((b"HTTP/2", True, b"/x?y", fields, b"hello")))

    def test_cookies(self) -> None:
        """
        RFC 9113 section 8.2.3: cookies that come in crumbs are one field.
        """
        answer = converse2(Shows()).get("/", ("cookie", "a=b"), ("cookie", "c=d"))
        self.assertIn("(b'Cookie', [b'a=b; c=d'])", answer.text)

    def test_content(self) -> None:
        """
        Content arrives whole, with a length and without, in frames that are cut in any
        way, with other requests in between.
        """
        content = bytes(range(256)) * 100
        for fields in ([], [("content-length", str(len(content)))]):
            conversation = converse2(Page())
            number = conversation.ask("/", *fields, method="POST", isOver=False)
            for at in range(0, len(content), 5000):
                conversation.give(number, content[at : at + 5000])
                self.assertEqual(conversation.get("/other").status, 200)
            conversation.give(number, b"", isOver=True)
            conversation.talk()
            self.assertEqual(conversation.answers[number].content, b"a /\n" + content)

    def test_byteByByte(self) -> None:
        """
        However the bytes of the connection are cut, the answer is the same.
        """
        conversation = converse2(Page())
        number = conversation.ask("/x", method="POST", content=b"hello")
        conversation.sendByteByByte(conversation.client.data_to_send())
        conversation.talk()
        self.assertEqual(conversation.answers[number].content, b"a /x\nhello")

    def test_expect(self) -> None:
        """
        Whoever waits for C{100 Continue} gets it, and then the answer.
        """
        conversation = converse2(Page())
        number = conversation.ask("/", ("expect", "100-continue"), method="POST", isOver=False)
        conversation.talk()
        self.assertEqual(conversation.answers[number].interim, [100])
        conversation.give(number, b"hello", isOver=True)
        conversation.talk()
        self.assertEqual(conversation.answers[number].content, b"a /\nhello")

    def test_twistedRequest(self) -> None:
        """
        A site's own class of requests is used, even where it is Twisted's.
        """

        class Stock(site.Site):
            requestFactory = server.Request  # type: ignore[assignment]

        self.assertEqual(converse2(Shows(), Stock).get("/x").status, 200)
        self.assertIn("(b'HTTP/2', True, b'/x'", converse2(Shows(), Stock).get("/x").text)


class AnswerTests(SynchronousTestCase):
    """
    What a client gets of a handler's answer: status, fields and content.
    """

    def answer(self, do: Any, **options: Any) -> Answer:
        """
        Ask a page that calls C{do} with the request, and answers with what that returns.

        @param options: of L{Http2Conversation.get}.
        """
        return converse2(Does(do)).get("/", **options)

    def test_withoutContent(self) -> None:
        """
        HEAD, 204 and 304 have no content, and no length but that which is known; a field
        of HTTP/1.1's connections is in none.
        """

        def noChange(request: Request) -> bytes:
            request.setResponseCode(304)
            return b""

        def nothing(request: Request) -> bytes:
            request.setResponseCode(204)
            return b""

        for do in (noChange, nothing):
            answer = self.answer(do)
            self.assertEqual((answer.content, answer.isWhole), (b"", True))
            self.assertEqual(answer.fields.keys(), {"server", "date"})
        answer = self.answer(lambda request: b"hello", method="HEAD")
        self.assertEqual((answer.content, answer.fields["content-length"]), (b"", "5"))

    def test_pieces(self) -> None:
        """
        Content without a length comes as it is: HTTP/2 has no chunks.
        """

        def write(request: Request) -> int:
            for piece in (b"one, ", b"", b"two"):
                request.write(piece)
            request.finish()
            return NOT_DONE_YET

        answer = self.answer(write)
        self.assertEqual((answer.content, answer.isWhole), (b"one, two", True))
        self.assertNotIn("transfer-encoding", answer.fields)
        self.assertNotIn("connection", answer.fields)

    def test_fails(self) -> None:
        """
        A handler that fails before it answers is a 500; in the middle of its answer, the
        stream is broken off, and other requests are not affected.
        """

        def fail(request: Request) -> bytes:
            if request.uri == b"/later":
                request.write(b"begun")
            if request.uri == b"/less":
                request.setHeader(b"Content-Length", b"10")
                request.write(b"less")
                request.finish()
                return NOT_DONE_YET  # type: ignore[return-value]
            if request.uri != b"/well":
                raise ZeroDivisionError
            return b"well"

        conversation = converse2(Does(fail))
        self.assertEqual(conversation.get("/at-once").status, 500)
        for path in ("/later", "/less"):
            answer = conversation.get(path)
            self.assertEqual((answer.reset, answer.isWhole), (ErrorCodes.INTERNAL_ERROR, False))
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 2)
        self.flushLoggedErrors(ValueError)
        self.assertEqual(conversation.get("/well").content, b"well")
