"""
The writer: what it writes can be read as nothing else.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.http1 import (
    Framing,
    LocalProtocolError,
    RemoteProtocolError,
    Request,
    RequestReader,
    ResponseWriter,
    writeRefusal,
)
from server.http1.events import Field
from server.http1.serialization import (
    writeChunk,
    writeFields,
    writeLastChunk,
    writeRequestHead,
    writeResponseHead,
)
from server.http1.status import reasonFor
from server.http1.writer import TooMuchContent
from tests.server.http1.wholeserver import DATE
from tests.support.responses import Response, only

TYPE = (b"Content-Type", b"text/plain")
CONTENT_LENGTH = (b"Content-Length", b"5")


def request(line: bytes = b"GET / HTTP/1.1", *fields: bytes) -> Request:
    """
    Read a request from its lines, to which a Host is added.
    """
    reader = RequestReader()
    reader.feed(b"\r\n".join((line, b"Host: a", *fields, b"", b"")))
    event = reader.nextEvent()
    assert isinstance(event, Request)
    return event


def writer(
    line: bytes = b"GET / HTTP/1.1", *fields: bytes, keepAlive: bool = True
) -> ResponseWriter:
    """
    Begin to answer a request that has these lines.

    @param keepAlive: whether the server would go on.
    """
    return ResponseWriter(request(line, *fields), DATE, keepAlive)


class FieldTests(SynchronousTestCase):
    """
    Fields and heads as bytes; none can be written that a reader would take for something
    else.
    """

    def test_fields(self) -> None:
        """
        Fields are written as given, one on each line.
        """
        self.assertEqual(writeFields([(b"A-b", b"c d"), (b"E", b"")]), b"A-b: c d\r\nE: \r\n")

    def test_illFormed(self) -> None:
        """
        No name or value can begin a line of its own, or be misread.
        """
        for field in (
            (b"A", b"b\r\nC: d"),
            (b"A", b"b\nC: d"),
            (b"A", b"b\rc"),
            (b"A", b"b\r\n c"),
            (b"A", b"\x00"),
            (b"A", b"\x7f"),
            (b"A: b\r\nC", b"d"),
            (b"A: b", b"c"),
            (b"A:", b"b"),
            (b"A ", b"b"),
            (b"", b"b"),
            (b"\xe9", b"b"),
        ):
            error = self.assertRaises(ValueError, writeFields, [TYPE, field])
            self.assertIn(repr(field), str(error))

    def test_head(self) -> None:
        """
        A head has a status line, fields and an empty line.
        """
        self.assertEqual(
            writeResponseHead(413, [TYPE]),
            b"HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain\r\n\r\n",
        )

    def test_reason(self) -> None:
        """
        The space after the code stays where there is no reason.
        """
        self.assertEqual(writeResponseHead(599, []), b"HTTP/1.1 599 \r\n\r\n")
        self.assertEqual(writeResponseHead(200, [], b"Fine"), b"HTTP/1.1 200 Fine\r\n\r\n")
        self.assertRaises(ValueError, writeResponseHead, 200, [], b"OK\r\nA: b")
        self.assertEqual(writeResponseHead(999, []), b"HTTP/1.1 999 \r\n\r\n")
        self.assertRaises(ValueError, writeResponseHead, 99, [])
        self.assertRaises(ValueError, writeResponseHead, 1000, [])
        self.assertEqual(reasonFor(414), b"URI Too Long")

    def test_requestHead(self) -> None:
        """
        A request has a request line first; what would not be one, or would be two, is the
        program's mistake.
        """
        wanted = b"GET /a[]?b HTTP/1.1\r\nContent-Type: text/plain\r\n\r\n"
        self.assertEqual(writeRequestHead(b"GET", b"/a[]?b", [TYPE]), wanted)
        for method, target in (
            (b"", b"/"),
            (b"GET /", b"/"),
            (b"GET", b""),
            (b"GET", b"/ HTTP/1.1\r\nA: b"),
            (b"GET", b"/a b"),
        ):
            self.assertRaises(LocalProtocolError, writeRequestHead, method, target, [TYPE])
        self.assertRaises(LocalProtocolError, writeRequestHead, b"GET", b"/", [(b"A", b"b\r\n")])

    def test_lastChunk(self) -> None:
        """
        The last chunk has size zero, and the trailers come between it and an empty line.
        """
        self.assertEqual(writeLastChunk(), b"0\r\n\r\n")
        wanted = b"0\r\nContent-Type: text/plain\r\n\r\n"
        self.assertEqual(writeLastChunk([TYPE]), wanted)

    def test_chunk(self) -> None:
        """
        A chunk has its size in hexadecimal; no data is not a chunk, not even the last.
        """
        self.assertEqual(writeChunk(b"x" * 26), b"1a\r\n" + b"x" * 26 + b"\r\n")
        self.assertEqual(writeChunk(b""), b"")


class FramingTests(SynchronousTestCase):
    """
    How a response's end is marked: by its length, by chunks, or by closing (RFC 9112
    section 6.3).
    """

    def answer(
        self, to: ResponseWriter, status: int = 200, fields: tuple[Field, ...] = (TYPE,)
    ) -> bytes:
        """
        Write a response with C{hello} as its content, in two pieces.
        """
        pieces = to.head(status, fields), to.content(b"he"), to.content(b"llo"), to.end()
        return b"".join(pieces)

    def read(self, data: bytes, toHead: bool = False) -> Response:
        """
        Read a response with another reader than ours.
        """
        return only(data, toHead)

    def test_length(self) -> None:
        """
        A given Content-Length is the framing.
        """
        to = writer()
        response = self.read(self.answer(to, fields=(CONTENT_LENGTH,)))
        self.assertEqual(response.content, b"hello")
        self.assertEqual(response.fields, {"content-length": "5", "date": DATE.decode()})
        self.assertTrue(to.keepAlive)

    def test_chunked(self) -> None:
        """
        Where no length is given, HTTP/1.1 gets each piece in a chunk, and the connection goes
        on.
        """
        to = writer()
        sent = self.answer(to)
        self.assertTrue(sent.endswith(b"\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"))
        self.assertEqual(self.read(sent).fields["transfer-encoding"], "chunked")
        self.assertTrue(to.keepAlive)

    def test_close(self) -> None:
        """
        Without one, HTTP/1.0 gets a connection that ends, even if it asked for
        another.
        """
        to = writer(b"GET / HTTP/1.0", b"Connection: keep-alive")
        response = self.read(self.answer(to))
        self.assertEqual(response.fields["connection"], "close")
        self.assertNotIn("transfer-encoding", response.fields)
        self.assertEqual(response.content, b"hello")
        self.assertFalse(to.keepAlive)

    def test_keepAlive10(self) -> None:
        """
        HTTP/1.0 keeps its connection where it asks and the length is known.
        """
        to = writer(b"GET / HTTP/1.0", b"Connection: keep-alive")
        response = self.read(to.whole(200, [TYPE], b"hello"))
        self.assertEqual(response.fields["connection"], "keep-alive")
        self.assertTrue(to.keepAlive)

    def test_head(self) -> None:
        """
        The answer to HEAD has the head of the answer to GET, and no content.
        """
        to = writer(b"HEAD / HTTP/1.1")
        response = self.read(to.whole(200, [TYPE], b"hello") + to.end(), toHead=True)
        self.assertEqual(response.fields["content-length"], "5")
        streamed = self.read(self.answer(writer(b"HEAD / HTTP/1.1")), toHead=True)
        self.assertNotIn("transfer-encoding", streamed.fields)

    def test_noContent(self) -> None:
        """
        204 has neither content nor a length, 205 a length of zero, and 304 may
        tell the length of what it does not send.
        """
        for status, length in ((204, None), (205, "0"), (304, "5")):
            to = writer()
            response = self.read(to.whole(status, [TYPE], b"hello") + to.end())
            self.assertEqual(response.fields.get("content-length"), length)
            self.assertNotIn("transfer-encoding", self.read(self.answer(writer(), status)).fields)

    def test_connect(self) -> None:
        """
        A tunnel has no framing; a refused CONNECT has.
        """
        line = b"CONNECT a:80 HTTP/1.1"
        self.assertNotIn(b"Transfer-Encoding", writer(line).head(200, []))
        self.assertIn(b"Transfer-Encoding", writer(line).head(501, []))
        self.assertNotIn(b"Content-Length", writer(line).whole(200, [], b"hello"))
        self.assertIn(b"Content-Length", writer(line).whole(501, [], b"hello"))

    def test_askedToClose(self) -> None:
        """
        Client, server and program can each ask for the end; it is said once.
        """
        close = (b"Connection", b"close")
        for to, fields in (
            (writer(b"GET / HTTP/1.1", b"Connection: close"), ()),
            (writer(keepAlive=False), ()),
            (writer(), (close,)),
        ):
            response = self.read(to.whole(200, fields, b""))
            self.assertEqual(response.fields["connection"], "close")
            self.assertFalse(to.keepAlive)

    def test_ownDate(self) -> None:
        """
        A Date that the program gives is not doubled.
        """
        self.assertEqual(
            self.read(writer().whole(200, [(b"DATE", b"now")], b"")).fields["date"], "now"
        )

    def test_trailers(self) -> None:
        """
        Trailers come after the last chunk, and nowhere else.
        """
        to, sum_ = writer(), (b"X-Sum", b"5")
        to.head(200, [])
        self.assertEqual(to.end([sum_]), b"0\r\nX-Sum: 5\r\n\r\n")
        sized = writer()
        sized.whole(200, [], b"")
        self.assertEqual(sized.end([sum_]), b"")

    def test_forbiddenTrailers(self) -> None:
        """
        Fields that must be known before the content are not trailers.
        """
        to = writer()
        to.head(200, [])
        self.assertRaises(ValueError, to.end, [(b"Content-LENGTH", b"5")])
        self.assertRaises(ValueError, to.end, [(b"X", b"a\r\nB: c")])

    def test_interim(self) -> None:
        """
        Interim responses come before the final one, and not to HTTP/1.0.
        """
        to = writer()
        framing = ((b"Content-Length", b"5"), (b"Transfer-Encoding", b"chunked"))
        hint = to.interim(103, [(b"Link", b"</a>"), *framing])
        self.assertEqual(hint, b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
        self.assertEqual(to.framing, None)
        self.assertRaises(ValueError, to.interim, 200)
        to.whole(200, [], b"")
        self.assertRaises(ValueError, to.interim, 100)
        self.assertRaises(ValueError, writer(b"GET / HTTP/1.0").interim, 100)

    def test_wrongLength(self) -> None:
        """
        Neither more nor less content is written than announced.
        """
        to = writer()
        to.head(200, [CONTENT_LENGTH])
        to.content(b"hell")
        self.assertRaises(ValueError, to.end)
        self.assertEqual(self.assertRaises(TooMuchContent, to.content, b"o!").allowed, b"o")
        self.assertEqual(to.end(), b"")
        self.assertEqual(self.assertRaises(TooMuchContent, to.content, b"!").allowed, b"")

    def test_wrongFraming(self) -> None:
        """
        A program cannot give a framing that is not true.
        """
        for fields in (
            [(b"Transfer-Encoding", b"chunked")],
            [CONTENT_LENGTH, CONTENT_LENGTH],
            [(b"content-length", b"-1")],
            [(b"Content-Length", b"")],
        ):
            to = writer()
            self.assertRaises(ValueError, to.head, 200, fields)
            self.assertIsNone(to.framing)

    def test_wrongOrder(self) -> None:
        """
        The head comes first, and once, and is final.
        """
        to = writer()
        self.assertRaises(ValueError, to.content, b"")
        self.assertRaises(ValueError, to.end)
        self.assertRaises(ValueError, to.head, 100, [])
        to.head(200, [])
        self.assertRaises(ValueError, to.head, 200, [])
        self.assertIs(to.framing, Framing.CHUNKED)


class RefusalTests(SynchronousTestCase):
    """
    The answer to what is not a request.
    """

    def test_refusal(self) -> None:
        """
        It is a whole response with the sentence, and says close.
        """
        error = RemoteProtocolError(400, "It is wrong.", "RFC 9112 section 3", 7, 1)
        response = only(writeRefusal(error, DATE))
        self.assertEqual((response.status, response.reason), (400, "Bad Request"))
        self.assertEqual(
            response.text,
            "400 Bad Request\nIt is wrong.\n(RFC 9112 section 3; byte 7 of this connection)\n",
        )
        self.assertEqual(response.fields["connection"], "close")
        self.assertEqual(response.fields["date"], DATE.decode())
        self.assertEqual(response.fields["content-type"], "text/plain; charset=utf-8")

    def test_redirect(self) -> None:
        """
        A refusal that knows a better address has it in Location.
        """
        error = RemoteProtocolError(301, "Encode it.", "RFC 9112 section 3.2", location=b"/%7C")
        self.assertEqual(only(writeRefusal(error, DATE)).fields["location"], "/%7C")

    def test_toHead(self) -> None:
        """
        A refusal of HEAD announces the length of a content that does not follow.
        """
        error = RemoteProtocolError(400, "It is wrong.", "RFC 9112 section 3", answersHead=True)
        response = only(writeRefusal(error, DATE), toHead=True)
        self.assertNotEqual(response.fields["content-length"], "0")
