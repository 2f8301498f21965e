"""
The channel: requests and their handlers.
"""

from __future__ import annotations

from typing import Any, cast

from twisted.internet.defer import Deferred
from twisted.logger import ILogObserver, LogEvent, formatEvent, globalLogPublisher
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from twisted.web import http
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request

from server.channel import connection, writebuffer
from server.channel.channel import Channel
from server.channel.dispatching import LARGE_READ, USUAL_READ
from server.channel.request import Request as OwnRequest
from tests.server.channel.serving import converse
from tests.support.memory import SERVER, Conversation
from tests.support.responses import Response, only, readResponses

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
GET_10 = b"GET / HTTP/1.0\r\n\r\n"
HEAD = b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"


class Later(Resource):
    """
    Keeps its requests; the test answers them.
    """

    isLeaf = True

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Request] = []
        self.ends: list[object] = []

    def render_GET(self, request: Request) -> int:
        self.requests.append(request)
        request.notifyFinish().addBoth(self.ends.append)
        return NOT_DONE_YET


class Does(Resource):
    """
    Does what the test says, and answers what comes of it.
    """

    isLeaf = True

    def __init__(self, render: Any) -> None:
        super().__init__()
        self.render = render  # type: ignore[method-assign]


class ResponseTests(SynchronousTestCase):
    """
    Answers that a handler gives at once, later, or in pieces, and what is added to them.
    """

    def test_atOnce(self) -> None:
        """
        The response has what it needs, and leaves in one piece.
        """
        conversation = converse()
        pieces: list[bytes] = []
        self.patch(
            conversation.transport, "writeSequence", lambda data: pieces.append(b"".join(data))
        )
        self.patch(conversation.transport, "write", pieces.append)
        conversation.send(GET)
        self.assertEqual(len(pieces), 1)
        response = only(pieces[0])
        self.assertEqual((response.status, response.text), (200, "a /\n"))
        self.assertEqual(
            sorted(response.fields), ["content-length", "content-type", "date", "server"]
        )

    def test_pieces(self) -> None:
        """
        Content of unknown length leaves in chunks, as it is written.
        """
        page = Later()
        conversation = converse(page)
        conversation.send(GET)
        page.requests[0].write(b"one")
        self.assertTrue(conversation.received().endswith(b"\r\n\r\n3\r\none\r\n"))
        page.requests[0].write(b"")
        page.requests[0].finish()
        self.assertEqual(conversation.received(), b"0\r\n\r\n")
        self.assertTrue(conversation.isOpen)
        self.assertEqual(page.ends, [None])

    def test_oldClient(self) -> None:
        """
        A client of HTTP/1.0 gets it without chunks, up to the end of the connection.
        """
        page = Later()
        conversation = converse(page)
        conversation.send(GET_10)
        page.requests[0].write(b"one")
        page.requests[0].write(b"two")
        page.requests[0].finish()
        response = only(conversation.received())
        self.assertEqual(response.text, "onetwo")
        self.assertNotIn("transfer-encoding", response.fields)
        self.assertFalse(conversation.isOpen)

    def test_order(self) -> None:
        """
        Pipelined requests are answered one after the other.
        """
        page = Later()
        conversation = converse(page)
        conversation.send(GET * 3)
        for index in range(3):
            self.assertEqual(len(page.requests), index + 1)
            page.requests[index].write(b"%d" % index)
            page.requests[index].finish()
        texts = [response.text for response in readResponses(conversation.received())]
        self.assertEqual(texts, ["0", "1", "2"])

    def test_many(self) -> None:
        """
        However many requests come at once, none is answered inside another.
        """
        conversation = converse()
        self.assertEqual(len(readResponses(conversation.send(GET * 2000))), 2000)

    def test_head(self) -> None:
        """
        The answer to HEAD says what GET would get, and has no content.
        """
        conversation = converse()
        fields = only(conversation.send(HEAD), toHead=True).fields
        self.assertEqual(fields["content-length"], "4")

    def test_noContent(self) -> None:
        """
        What must not have content gets none, whatever the handler writes.
        """

        def render(request: Request) -> bytes:
            request.setResponseCode(204)
            return b"not sent"

        response = only(converse(Does(render)).send(GET))
        self.assertEqual((response.status, response.content), (204, b""))
        self.assertNotIn("content-length", response.fields)

    def test_closing(self) -> None:
        """
        A handler can ask for the connection to end.
        """

        def render(request: Request) -> bytes:
            request.setHeader(b"Connection", b"close")
            return b"bye"

        conversation = converse(Does(render))
        self.assertEqual(len(readResponses(conversation.send(GET * 2))), 1)
        self.assertFalse(conversation.isOpen)

    def test_content(self) -> None:
        """
        A handler gets the content as a file, at its beginning.
        """
        conversation = converse()
        sent = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        response = only(conversation.send(sent + b"5\r\nhello\r\n3\r\n me\r\n0\r\nX: y\r\n\r\n"))
        self.assertEqual(response.text, "a /\nhello me")

    def test_largeContent(self) -> None:
        """
        Large content is read in larger pieces than all else. Chunks are not: there may be
        many of them in a piece, and each takes its time.
        """
        page = Later()
        page.render_POST = page.render_GET  # type: ignore[attr-defined]
        conversation = converse(page)
        conversation.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
        self.assertEqual(conversation.transport.bufferSize, LARGE_READ)
        conversation.send(bytes(100_000))
        self.assertEqual(len(page.requests), 1)
        self.assertEqual(conversation.transport.bufferSize, USUAL_READ)
        conversation = converse()
        conversation.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        self.assertEqual(conversation.transport.bufferSize, USUAL_READ)

    def test_requests(self) -> None:
        """
        The channel says which request it is busy with, from its head to its answer.
        """
        page = Later()
        conversation = converse(page)
        channel: Any = conversation.protocol
        self.assertFalse(channel.requests)
        conversation.send(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n")
        self.assertTrue(channel.requests)
        conversation.send(b"x")
        self.assertEqual(list(channel.requests), page.requests)
        page.requests[0].finish()
        self.assertFalse(channel.requests)

    def test_tunnel(self) -> None:
        """
        CONNECT to a server that is no proxy is answered with 501.
        """
        response = only(converse().send(b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"))
        self.assertEqual(response.status, 501)

    def test_absoluteForm(self) -> None:
        """
        The host of an absolute target goes before that of the Host field.
        """
        sent = b"GET http://b:80/x HTTP/1.1\r\nHost: a\r\n\r\n"
        self.assertEqual(only(converse().send(sent)).text, "b /x\n")


class ClientLeavesTests(SynchronousTestCase):
    """
    The client goes before its answer has come.
    """

    def setUp(self) -> None:
        """
        Begin a request that is not answered yet.
        """
        self.page = Later()
        self.conversation = converse(self.page)
        self.conversation.send(GET)
        self.request: Any = self.page.requests[0]

    def test_notified(self) -> None:
        """
        When the client goes, C{notifyFinish} of its request fails.
        """
        self.conversation.hangUp()
        (end,) = self.page.ends
        self.assertIsInstance(end, Failure)

    def test_writing(self) -> None:
        """
        What it writes then is ignored; to finish is an error.
        """
        self.conversation.hangUp()
        self.request.write(b"for nobody")
        self.assertRaises(RuntimeError, self.request.finish)

    def test_nothingLeft(self) -> None:
        """
        Once the client has gone, the connection waits for nothing more: no call is left on
        the clock.
        """
        self.conversation.hangUp()
        self.assertEqual(self.conversation.clock.getDelayedCalls(), [])

    def test_address(self) -> None:
        """
        The handler can still tell who it was.
        """
        self.conversation.hangUp()
        self.assertEqual(self.request.getClientAddress().host, "127.0.0.1")
        self.assertEqual(self.request.getHost().port, 8000)

    def test_host(self) -> None:
        """
        Where it was asked is still known.
        """
        page = Later()
        conversation = converse(page)
        conversation.send(GET)
        self.patch(conversation.transport, "getHost", lambda: [].pop())
        conversation.hangUp()
        self.assertEqual(page.requests[0].getHost(), SERVER)

    def test_held(self) -> None:
        """
        What waits to be sent when it leaves is not sent.
        """
        self.patch(connection, "isDirect", lambda transport: True)
        self.patch(writebuffer, "sendNow", lambda *arguments: [].pop())
        conversation = converse()
        conversation.send(GET)
        conversation.hangUp()
        conversation.clock.advance(1)
        self.assertEqual(conversation.received(), b"")

    def test_content(self) -> None:
        """
        Half an upload is let go of.
        """
        conversation = converse()
        conversation.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhell")
        channel: Any = conversation.protocol
        content = channel.requests[0].content
        conversation.hangUp()
        self.assertTrue(content.closed)


class FailureTests(SynchronousTestCase):
    """
    A handler fails: the client gets a 500 without any detail, or sees that the
    answer breaks off; the log has the error.
    """

    def fails(self, resource: Resource, sent: bytes = GET, errors: int = 1) -> Conversation:
        """
        Send a request to a handler that fails.

        @param errors: how many errors the log must have then.
        """
        conversation = converse(resource)
        conversation.protocol.dataReceived(sent)
        self.assertEqual(len(self.flushLoggedErrors()), errors)
        return conversation

    def assertFailed(self, conversation: Conversation) -> Response:
        """
        Check that the client was told, and no more than that.
        """
        response = only(conversation.received())
        self.assertEqual(response.status, 500)
        self.assertNotIn("secret", response.text)
        return response

    def test_raises(self) -> None:
        """
        A handler raises; the next request is answered.
        """

        def render(request: Request) -> bytes:
            request.setHeader(b"X-Half-Made", b"yes")
            raise RuntimeError("secret")

        conversation = self.fails(Does(render))
        self.assertNotIn("x-half-made", self.assertFailed(conversation).fields)
        self.assertTrue(conversation.isOpen)

    def test_raisesLater(self) -> None:
        """
        A handler hands its error over later.
        """
        page = Later()
        conversation = converse(page)
        conversation.send(GET)
        failed: Deferred[None] = Deferred()
        failed.addErrback(page.requests[0].processingFailed)
        failed.addErrback(lambda _: None)
        failed.errback(RuntimeError("secret"))
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)
        self.assertFailed(conversation)

    def test_noBytes(self) -> None:
        """
        A handler answers with something other than bytes.
        """
        self.assertFailed(self.fails(Does(lambda request: "secret")))

    def test_brokenHeader(self) -> None:
        """
        A handler makes a header field that cannot be one.
        """

        def render(request: Request) -> bytes:
            request.setHeader(b"X", b"\0")
            return b"x"

        self.assertFailed(self.fails(Does(render)))

    def test_brokenCookie(self) -> None:
        """
        Or a cookie that cannot be one, which must not be in the answer to that.
        """

        def render(request: Request) -> bytes:
            request.cookies.append(b"a=\0")
            request.setETag(b"\0")
            return b"x"

        self.assertFailed(self.fails(Does(render)))

    def test_failsAgain(self) -> None:
        """
        Where even the answer to a failure cannot be made, the channel has one.
        """

        class Fails(OwnRequest):
            def setResponseCode(self, code: int, message: bytes | None = None) -> None:
                raise OSError("no descriptor left: secret")

        page = Later()
        conversation = converse(page, requestFactory=Fails)
        conversation.send(GET)
        page.requests[0].processingFailed(Failure(RuntimeError("secret")))
        self.assertEqual(len(self.flushLoggedErrors()), 2)
        self.assertFailed(conversation)

    def test_inTheMiddle(self) -> None:
        """
        An answer that has begun breaks off, and does not look complete.
        """

        def render(request: Request) -> bytes:
            request.write(b"begun")
            raise RuntimeError("secret")

        conversation = self.fails(Does(render))
        self.assertTrue(conversation.received().endswith(b"\r\nbegun\r\n"))
        self.assertFalse(conversation.isOpen)
        self.assertFalse(conversation.transport.disconnected)

    def test_inTheMiddleOfAll(self) -> None:
        """
        Where only the end of the connection tells that the answer is complete, it
        breaks off with a reset.
        """

        def render(request: Request) -> bytes:
            request.write(b"begun")
            raise RuntimeError("secret")

        self.assertTrue(self.fails(Does(render), GET_10).transport.disconnected)

    def test_finishedThenRaises(self) -> None:
        """
        A handler raises after its answer: the answer stands.
        """

        def render(request: Request) -> bytes:
            request.write(b"x")
            request.finish()
            raise RuntimeError("secret")

        conversation = self.fails(Does(render), GET * 2, 2)
        self.assertEqual(len(readResponses(conversation.received())), 2)

    def test_tooLong(self) -> None:
        """
        More than Content-Length says is an error of the handler; not a byte of it
        can be taken for another answer.
        """

        def render(request: Request) -> int:
            request.setHeader(b"Content-Length", b"3")
            request.write(b"abc")
            request.write(b"HTTP/1.1 200 OK\r\n\r\n")
            return NOT_DONE_YET

        conversation = self.fails(Does(render))
        self.assertTrue(conversation.received().endswith(b"\r\n\r\nabc"))
        self.assertFalse(conversation.isOpen)

    def test_grown(self) -> None:
        """
        Of a file that has grown, what was announced is sent, and no more.
        """

        def render(request: Request) -> int:
            request.setHeader(b"Content-Length", b"3")
            request.write(b"abcde")
            return NOT_DONE_YET

        conversation = self.fails(Does(render))
        self.assertEqual(only(conversation.received()).text, "abc")
        self.assertFalse(conversation.isOpen)

    def test_text(self) -> None:
        """
        Whoever writes text is told so at once; what is like bytes is bytes.
        """

        def render(request: Request) -> int:
            request.write(memoryview(b"ab"))
            request.write("c")
            return NOT_DONE_YET

        conversation = converse(Does(render))
        conversation.protocol.dataReceived(GET)
        self.assertEqual(len(self.flushLoggedErrors(TypeError)), 1)
        self.assertTrue(conversation.received().endswith(b"\r\n2\r\nab\r\n"))
        self.assertFalse(conversation.isOpen)

    def test_log(self) -> None:
        """
        An access log that cannot be written keeps no client waiting.
        """
        conversation = converse()
        site: Any = conversation.factory

        def log(request: Request) -> None:
            raise OSError("no space left")

        self.patch(site, "log", log)
        self.assertEqual(len(readResponses(conversation.send(GET * 2))), 2)
        self.assertEqual(len(self.flushLoggedErrors(OSError)), 2)

    def test_finishedOnce(self) -> None:
        """
        C{notifyFinish} fires once, even where the connection has ended before.
        """

        def short(request: Request) -> int:
            request.setHeader(b"Content-Length", b"9")
            request.notifyFinish().addBoth(ends.append)
            request.write(b"abc")
            request.finish()
            return NOT_DONE_YET

        def closing(request: Request) -> int:
            request.notifyFinish().addBoth(ends.append)
            request.write(b"abc")
            request.loseConnection()
            request.finish()
            return NOT_DONE_YET

        for render in (short, closing):
            ends: list[object] = []
            conversation = converse(Does(render))
            conversation.protocol.dataReceived(GET)
            conversation.hangUp()
            self.flushLoggedErrors(ValueError)
            self.flushLoggedErrors()
            self.assertEqual(ends, [None], render)

    def test_tooShort(self) -> None:
        """
        Less than Content-Length says is cut off: the next answer would be taken for
        the rest of it.
        """

        def render(request: Request) -> int:
            request.setHeader(b"Content-Length", b"30")
            request.write(b"abc")
            request.finish()
            return NOT_DONE_YET

        conversation = self.fails(Does(render), GET * 2)
        self.assertTrue(conversation.received().endswith(b"\r\n\r\nabc"))
        self.assertFalse(conversation.isOpen)

    def test_requestFactory(self) -> None:
        """
        Even what makes the requests may fail.
        """

        def makeRequest(channel: Channel, queued: object) -> http.Request:
            raise RuntimeError("secret")

        conversation = converse(requestFactory=makeRequest)
        conversation.protocol.dataReceived(GET)
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)
        self.assertFailed(conversation)

    def test_secrets(self) -> None:
        """
        What is logged of the request that failed holds no credential.
        """

        def makeRequest(channel: Channel, queued: object) -> http.Request:
            raise RuntimeError("no descriptor left")

        events: list[LogEvent] = []
        keep = cast(ILogObserver, events.append)
        globalLogPublisher.addObserver(keep)
        self.addCleanup(globalLogPublisher.removeObserver, keep)
        conversation = converse(requestFactory=makeRequest)
        secrets = b"\r\nAuthorization: hunter2\r\nCookie: a=hunter2\r\n\r\n"
        sent = GET.replace(b"\r\n\r\n", secrets)
        conversation.protocol.dataReceived(sent)
        self.flushLoggedErrors(RuntimeError)
        (said,) = [formatEvent(event) for event in events if "log_failure" in event]
        self.assertIn("Cookie", said)
        self.assertNotIn("hunter2", said)

    def test_requestReceived(self) -> None:
        """
        A class of requests that overrides C{requestReceived} is asked.
        """

        class Shouting(Request):
            def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
                super().requestReceived(command, path.upper(), version)

        conversation = converse(requestFactory=Shouting)
        self.assertEqual(only(conversation.send(GET.replace(b"/", b"/a", 1))).text, "a /A\n")

    def test_contentFile(self) -> None:
        """
        Or where the content goes: a full disk.
        """

        def render(request: Request) -> bytes:
            return b"not reached"

        conversation = converse(Does(render))
        conversation.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
        channel: Any = conversation.protocol

        def write(data: bytes) -> None:
            raise OSError("no space left: secret")

        self.patch(channel.requests[0], "handleContentChunk", write)
        conversation.protocol.dataReceived(b"123456789")
        self.assertEqual(len(self.flushLoggedErrors(OSError)), 1)
        self.assertFailed(conversation)
        self.assertFalse(conversation.isOpen)

    def test_ownRequests(self) -> None:
        """
        A handler that is a request itself, without any resource, may fail as well.
        """

        class Fails(http.Request):
            def process(self) -> None:
                raise RuntimeError("secret")

        conversation = converse(requestFactory=Fails)
        conversation.protocol.dataReceived(GET)
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)
        self.assertFailed(conversation)


class FormTests(SynchronousTestCase):
    """
    A form in the content becomes C{request.args}, and a bad one a 400.
    """

    def post(self, kind: bytes, content: bytes, **options: Any) -> Response:
        """
        Send a form; the page shows what came of it.
        """

        def render(request: Request) -> bytes:
            file: Any = request.content
            return repr((sorted(request.args.items()), file.read())).encode()

        fields = b"Host: a\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n"
        sent = b"POST /?a=1&b=2 HTTP/1.1\r\n" + fields % (kind, len(content)) + content
        return only(converse(Does(render), **options).send(sent))

    def test_args(self) -> None:
        """
        Its fields are in C{args}, in place of the query's; the content can still be
        read.
        """
        shown = repr(([(b"a", [b"3", b"4"]), (b"b", [b"2"])], b"a=3&a=4"))
        kind = b"application/x-www-form-urlencoded"
        self.assertEqual(self.post(kind, b"a=3&a=4").text, shown)

    def test_notParsed(self) -> None:
        """
        A site can leave forms to its resources.
        """
        shown = repr(([(b"a", [b"1"]), (b"b", [b"2"])], b"a=3"))
        kind = b"application/x-www-form-urlencoded"
        self.assertEqual(self.post(kind, b"a=3", parsePOSTFormSubmission=False).text, shown)

    def test_malformed(self) -> None:
        """
        A broken form is refused in words.
        """
        response = self.post(b"multipart/form-data; boundary=x", b"nothing")
        self.assertEqual(response.status, 400)
        self.assertIn("The form is not well-formed", response.text)
