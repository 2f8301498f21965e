"""
The short way of whole answers gives the bytes of the general way.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Request as TwistedRequest

from server.channel.request import Request
from server.channel.site import Site
from tests.server.channel.serving import converse

#: Calls on a request, as resources make them, with what they pass.
CALLS = st.sampled_from(
    [
        ("setHeader", b"Content-Type", b"text/html"),
        ("setHeader", b"content-type", b"text/css"),
        ("setHeader", "X-Text", "text"),
        ("setHeader", b"X-Lines", b"a\r\nb"),
        ("setHeader", b"Content-Length", b"5"),
        ("setHeader", b"Connection", b"close"),
        ("setHeader", b"DATE", b"now"),
        ("setHeader", b"Not a name", b"x"),
        ("setHeader", b"X-Bad", b"\0"),
        ("setHeader", b"server", b"none"),
        ("setHeader", b"X-Always", b""),
        ("addMember", b"x-always", b"2"),
        ("addMember", b"vary", b"accept"),
        ("addMember", b"Vary", b"cookie"),
        ("addMember", b"X-Lines", b"c\nd"),
        ("addCookie", b"name", b"value"),
        ("setETag", b'"tag"'),
        ("setLastModified", 784111777),
        ("setResponseCode", 204),
        ("setResponseCode", 205),
        ("setResponseCode", 304),
        ("setResponseCode", 404, b"Gone fishing"),
        ("write", b"early"),
    ]
)
HEADS = st.builds(
    lambda method, version, field: (
        b"%b / HTTP/1.%d\r\nHost: a\r\n%b\r\n" % (method, version, field)
    ),
    st.sampled_from([b"GET", b"HEAD", b"PATCH"]),
    st.sampled_from([0, 1]),
    st.sampled_from([b"", b"Connection: close\r\n", b"Connection: keep-alive\r\n"]),
)
CONTENTS = st.sampled_from([b"", b"hello", bytes(499), bytes(500), bytes(16384), bytes(70000)])


class Shouting:
    """
    An encoding that can be seen.
    """

    shortest = 500

    def encoderForRequest(self, request: TwistedRequest) -> Any:
        """
        Encode what is asked for with GET.
        """
        request.setHeader(b"Vary", b"method")
        return self if request.method == b"GET" else None

    def encode(self, data: bytes) -> bytes:
        """
        @return: the CRC of a piece, eight digits: content of any length that differs with the
            input.
        """
        return b"%08x" % crc32(data)

    def finish(self) -> bytes:
        return b"!"


class WithEncoding(Request):
    """
    Takes the short way where it may.
    """

    encoding = Shouting()

    def refuseMethod(self, resource: Any, unsupported: object) -> None:
        """
        Answer where the resource does not.
        """
        self.render(Refusing([("setResponseCode", 405)], b"no"))


class General(WithEncoding):
    """
    Has a way of its own to write, and so never takes the short way.
    """

    def write(self, data: bytes) -> None:
        super().write(data)


class ShortSite(Site):
    """
    A site that takes the short way.
    """

    requestFactory = WithEncoding
    always = {b"X-Always": b"1"}


class GeneralSite(ShortSite):
    """
    The same site, which does not.
    """

    requestFactory = General


class Calling(Resource):
    """
    A resource that does as it was told, and returns its content.
    """

    isLeaf = True

    def __init__(self, calls: list[tuple[Any, ...]], content: bytes) -> None:
        super().__init__()
        self.calls = calls
        self.content = content

    def render_GET(self, request: TwistedRequest) -> bytes:
        for name, *arguments in self.calls:
            getattr(request, name)(*arguments)
        return self.content


class Refusing(Calling):
    """
    Answers every method alike.
    """

    def render(self, request: TwistedRequest) -> bytes:
        return self.render_GET(request)


class WholeTests(SynchronousTestCase):
    """
    A site with the short way, and one without: the bytes that they send must be the same.
    """

    def answers(self, kind: type[Site], resource: Resource, sent: bytes, pieces: int) -> bytes:
        """
        Send the same in this many pieces.

        @return: all that is answered, without dates.
        """
        conversation = converse(resource, kind)
        step = -(-len(sent) // pieces)
        parts = [sent[start : start + step] for start in range(0, len(sent), step)]
        answer = b"".join(map(conversation.send, parts))
        conversation.clock.advance(0)
        self.flushLoggedErrors()
        lines = (answer + conversation.received()).split(b"\r\n")
        return b"\r\n".join(line for line in lines if not line.startswith(b"Date: "))

    @given(st.lists(CALLS, max_size=4), CONTENTS, st.lists(HEADS, min_size=1, max_size=3))
    def test_sameBytes(
        self, calls: list[tuple[Any, ...]], content: bytes, heads: list[bytes]
    ) -> None:
        """
        Whatever a resource does, and however requests are cut or glued, both ways send the
        same bytes.
        """
        resource, sent = Calling(calls, content), b"".join(heads)
        general = self.answers(GeneralSite, resource, sent, 1)
        for pieces in (1, 2, len(sent)):
            self.assertEqual(self.answers(ShortSite, resource, sent, pieces), general)

    def test_shortWay(self) -> None:
        """
        The one site takes the short way, the other does not.
        """
        taken = []
        whole = Request._answerWhole

        def note(request: Request, body: bytes) -> None:
            taken.append(type(request))
            whole(request, body)

        self.patch(WithEncoding, "_answerWhole", note)
        for kind in (ShortSite, GeneralSite):
            self.answers(kind, Calling([], b"hello"), b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 1)
        self.assertEqual(taken, [WithEncoding])
