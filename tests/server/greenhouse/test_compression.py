"""
What is compressed, and what is not.
"""

from __future__ import annotations

import gzip
import zlib
from types import SimpleNamespace

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web import server
from twisted.web.resource import EncodingResourceWrapper, Resource
from twisted.web.server import NOT_DONE_YET, Request
from twisted.web.test.requesthelper import DummyChannel

from server.channel.site import Site as OwnChannelSite
from server.greenhouse.compression import CompressText, acceptsGzip
from server.stock import Site
from tests.support.memory import Conversation
from tests.support.responses import Response, readResponse

LONG = b"leaf and root, " * 200


class AcceptTests(SynchronousTestCase):
    """
    Whether a client's Accept-Encoding allows gzip (RFC 9110 section 12.5.3).
    """

    def test_table(self) -> None:
        """
        A name goes before C{*}, and a weight of zero is a no.
        """
        for field, accepts in [
            ("", False),
            ("gzip", True),
            ("GZip", True),
            ("x-gzip", True),
            ("deflate, gzip;q=0.5", True),
            ("gzip;q=0", False),
            ("gzip;q=0.000", False),
            ("gzip ; q=0.001", True),
            ("*", True),
            ("*;q=0", False),
            ("gzip;q=0, *", False),
            ("identity", False),
            ("gzipped", False),
            ("gzip;q=yes", False),
            ("br,,gzip", True),
        ]:
            members = [member.strip() for member in field.split(",")]
            self.assertEqual(acceptsGzip(tuple(members)), accepts, field)


class Page(Resource):
    """
    Answers with the fields, the content and the status that a test sets.
    """

    isLeaf = True
    fields: dict[str, str] = {}
    content = LONG
    status = 200

    def render_GET(self, request: Request) -> bytes:
        request.setResponseCode(self.status)
        for name, value in self.fields.items():
            request.setHeader(name, value)
        return self.content


class Pieces(Resource):
    """
    Answers with a first piece at once, and with the rest when the test has it.
    """

    isLeaf = True

    def __init__(self, first: bytes) -> None:
        super().__init__()
        self.first = first
        self.next: Deferred[bytes] = Deferred()

    def render_GET(self, request: Request) -> int:
        self.request = request
        request.setHeader("content-type", "text/plain")
        request.write(self.first)
        return NOT_DONE_YET


class CompressionTests(SynchronousTestCase):
    """
    Responses to a client that accepts gzip: which of them are compressed, and that they
    stay right.
    """

    kind: type[server.Site] = Site
    HEAD = b"GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n"

    def start(self, page: Resource) -> Conversation:
        """
        Serve one page, compressed where that is right.

        @return: a connection to it.
        """
        wrapped = EncodingResourceWrapper(page, [CompressText()])
        step = SimpleNamespace(
            makeFactory=lambda clock, options: self.kind(wrapped, reactor=clock)
        )
        return Conversation(step, clock=Clock())  # type: ignore[arg-type]

    def get(
        self, fields: dict[str, str], accept: str = "gzip", method: str = "GET", **more: object
    ) -> Response:
        """
        Ask for a page that answers with some fields.
        """
        page = Page()
        page.fields = fields
        for name, value in more.items():
            setattr(page, name, value)
        request = f"{method} / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: {accept}\r\n\r\n"
        data = self.start(page).send(request.encode())
        response, rest = readResponse(data, toHead=method == "HEAD")
        self.assertEqual(rest, b"")
        return response

    def test_text(self) -> None:
        """
        Text is compressed, and comes out as it was.
        """
        response = self.get({"content-type": "text/html; charset=utf-8"})
        self.assertEqual(response.fields["content-encoding"], "gzip")
        self.assertEqual(response.fields["vary"], "accept-encoding")
        self.assertLess(len(response.content), len(LONG) / 5)
        self.assertEqual(gzip.decompress(response.content), LONG)

    def test_notAccepted(self) -> None:
        """
        For a client that cannot read it, it stays plain; C{Vary} is there all
        the same, for the caches.
        """
        response = self.get({"content-type": "text/html"}, accept="identity")
        self.assertEqual(response.content, LONG)
        self.assertEqual(response.fields["vary"], "accept-encoding")

    def test_leftAlone(self) -> None:
        """
        Pictures, short texts, parts, errors, and what is compressed already.
        """
        text = {"content-type": "text/plain"}
        for response in [
            self.get({"content-type": "image/png"}),
            self.get({}, content=b"short"),
            self.get(text | {"content-length": "5"}, content=b"short"),
            self.get(text | {"content-range": "bytes 0-1/2"}, status=206),
            self.get(text, status=404),
            self.get(text | {"content-encoding": "br"}),
        ]:
            self.assertNotEqual(response.fields.get("content-encoding"), "gzip")

    def test_noEncoder(self) -> None:
        """
        What would not shrink goes through no encoder: so a system can send a file unread.
        """
        for kind, isEncoded in (("image/png", False), ("text/plain", True)):
            request = Request(DummyChannel(), False)
            request.requestHeaders.setRawHeaders("accept-encoding", ["gzip"])
            request.setHeader("content-type", kind)
            encoder = CompressText().encoderForRequest(request)
            self.assertEqual(encoder is not None, isEncoded, kind)

    def test_short(self) -> None:
        """
        Less than 500 bytes are left as they are, in one piece, with a strong
        validator; and so are answers that are not content of the resource.
        """
        text = {"content-type": "text/plain", "etag": '"1"'}
        for content, status in (
            (b"x" * 14, 200),
            (b"x" * 499, 200),
            (b"", 200),
            (LONG, 302),
            (LONG, 401),
            (LONG, 404),
        ):
            response = self.get(text, content=content, status=status)
            self.assertEqual(response.content, content)
            self.assertEqual(response.fields["content-length"], str(len(content)))
            self.assertNotIn("content-encoding", response.fields)
            self.assertNotIn("transfer-encoding", response.fields)
            self.assertEqual(response.fields["etag"], '"1"')

    def test_whole(self) -> None:
        """
        What comes in one piece is compressed in one, and its length is known.
        """
        for content in (b"x" * 500, LONG):
            response = self.get({"content-type": "text/plain"}, content=content)
            self.assertEqual(response.fields["content-length"], str(len(response.content)))
            self.assertEqual(gzip.decompress(response.content), content)

    def test_head(self) -> None:
        """
        HEAD has the fields of GET, and never content. (Twisted's request does not
        know how long the compressed content would be.)
        """
        text = {"content-type": "text/plain", "etag": '"1"'}
        for content in (b"short", LONG):
            got = self.get(text, content=content).fields
            told = self.get(text, content=content, method="HEAD")
            self.assertEqual(told.content, b"")
            for name in ("content-encoding", "etag", "vary"):
                self.assertEqual(told.fields.get(name), got.get(name), name)
            length = told.fields.get("content-length", got["content-length"])
            self.assertEqual(length, got["content-length"])

    def test_validator(self) -> None:
        """
        A strong validator becomes a weak one.
        """
        response = self.get({"content-type": "text/plain", "etag": '"1"'})
        self.assertEqual(response.fields["etag"], 'W/"1"')

    def test_stream(self) -> None:
        """
        What is sent in pieces can be read in pieces.
        """
        pieces = Pieces(LONG)
        conversation = self.start(pieces)
        data = conversation.send(self.HEAD)
        first = data.partition(b"\r\n\r\n")[2].partition(b"\r\n")[2]
        inflate = zlib.decompressobj(wbits=31)
        self.assertEqual(inflate.decompress(first.removesuffix(b"\r\n")), LONG)
        pieces.request.write(b"two")
        pieces.request.finish()
        response, _ = readResponse(data + conversation.received())
        self.assertEqual(gzip.decompress(response.content), LONG + b"two")

    def test_smallPieces(self) -> None:
        """
        Small pieces, however many, are not compressed.
        """
        pieces = Pieces(b"one")
        conversation = self.start(pieces)
        data = conversation.send(self.HEAD)
        pieces.request.write(LONG)
        pieces.request.finish()
        response, _ = readResponse(data + conversation.received())
        self.assertEqual(response.content, b"one" + LONG)
        self.assertNotIn("content-encoding", response.fields)


class OwnChannelTests(CompressionTests):
    """
    The same on our own channel.
    """

    kind = OwnChannelSite
