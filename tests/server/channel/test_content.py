"""
Content that is here with its head is taken at once; the answers are those to content that
comes in pieces.
"""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.server import Request as TwistedRequest

from server.channel import site
from server.channel.collecting import IN_MEMORY
from server.channel.request import Request
from server.http1 import RequestReader
from server.http1.serialization import writeChunk
from server.practice import FormRequest
from tests.server.channel.serving import Page, converse
from tests.server.channel.test_channelconformance import withoutDate

FORM = (
    b"Content-Type: multipart/form-data; boundary=x\r\n",
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
)


class PieceRequest(FormRequest, Request):
    """
    A request that looks at each piece of its content.
    """


class GeneralRequest(Request):
    """
    A request that makes its file first, and writes each piece to it, as Twisted's does.
    """

    gotLength = TwistedRequest.gotLength
    handleContentChunk = TwistedRequest.handleContentChunk


class PeekingRequest(Request):
    """
    A request that looks at the file between the pieces.
    """

    def handleContentChunk(self, data: bytes) -> None:
        """
        Look where the file is, before and after: each piece is written at its end.
        """
        before = self.content.tell()
        super().handleContentChunk(data)
        assert self.content.tell() == before + len(data)


def sized(fields: bytes, content: bytes, method: bytes = b"POST") -> bytes:
    """
    Write a request whose content has a length.
    """
    length = b"Content-Length: %d\r\n" % len(content)
    return b"%b /a?b=c HTTP/1.1\r\nHost: a\r\n%b%b\r\n%b" % (method, fields, length, content)


requests = st.builds(
    lambda method, field, content: sized(field, content, method),
    st.sampled_from([b"GET", b"HEAD", b"POST", b"PATCH"]),
    st.sampled_from([b"", b"Expect: 100-continue\r\n", b"Connection: close\r\n", b"X: 1\r\n"]),
    st.sampled_from([b"", b"a", b"hello", b"GET / HTTP/1.1\r\n\r\n", bytes(1000)]),
)
several = st.lists(
    st.one_of(
        requests,
        st.sampled_from(
            [
                sized(*FORM),
                sized(b"Content-Type: application/x-www-form-urlencoded\r\n", b"a=b&a=c"),
                sized(b"Content-Type: application/x-www-form-urlencoded\r\n", b"&" * 20_000),
                b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                b"1\r\na\r\n0\r\n\r\n",
                b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
            ]
        ),
    ),
    min_size=1,
    max_size=4,
)
places = st.lists(st.integers(0, 3000), max_size=5)


class Shows(Page):
    """
    A page that shows the arguments as well.
    """

    def render_GET(self, request: TwistedRequest) -> bytes:
        return super().render_GET(request) + repr(request.args).encode()

    render_POST = render_OPTIONS = render_GET


class ContentTests(SynchronousTestCase):
    """
    Content with its head, and without.
    """

    def answers(self, kind: type[TwistedRequest], pieces: list[bytes]) -> bytes:
        """
        Send pieces.

        @return: all that is answered, without dates.
        """
        conversation = converse(Shows(), requestFactory=kind)
        sent = b"".join(map(conversation.send, pieces))
        conversation.clock.pump([0] * 5)
        return withoutDate(sent + conversation.received())

    @settings(max_examples=60)  # the machine may be busy
    @given(several, places)
    def test_sameAnswers(self, messages: list[bytes], cuts: list[int]) -> None:
        """
        Requests of any class are answered the same, in one piece, one by one, cut
        anywhere, or byte by byte. Those of ours are all answered alike, whenever their file
        is made.
        """
        data = b"".join(messages)
        bounds = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
        pieces = [data[start:stop] for start, stop in pairwise(bounds)]
        single = [data[index : index + 1] for index in range(len(data))]
        general = self.answers(GeneralRequest, [data])
        for kind in (Request, PieceRequest, PeekingRequest, GeneralRequest, TwistedRequest):
            whole = self.answers(kind, [data])
            if kind is not TwistedRequest:
                self.assertEqual(whole, general)
            for cut in (messages, pieces, single):
                self.assertEqual(self.answers(kind, cut), whole)

    def test_atOnce(self) -> None:
        """
        What is here is taken at once, and the request gets it in one piece; what is not
        is awaited.
        """
        took: list[bytes] = []
        takeWhole = RequestReader.takeWhole

        def note(reader: RequestReader) -> bytes:
            took.append(takeWhole(reader))
            return took[-1]

        self.patch(RequestReader, "takeWhole", note)
        data = sized(b"", b"hello")
        conversation = converse()
        for pieces in ([data], [data[:-5], data[-5:]], [data[:-1], data[-1:]]):
            answer = b"".join(map(conversation.send, pieces))
            self.assertTrue(answer.endswith(b"hello"))
        self.assertEqual(took, [b"hello", b"", b""])

    def test_onDisk(self) -> None:
        """
        Content is in memory while it is short, and on disk where it is long, whether its
        length was said or not; what is in the file is the same.
        """
        for length in (0, 5, IN_MEMORY - 1, IN_MEMORY, 2 * IN_MEMORY):
            content = bytes(range(250)) * (length // 250) + bytes(length % 250)
            for known in (length, None):
                file = site.Site(Page()).getContentFile(known)
                self.addCleanup(file.close)
                for start in range(0, length, 1000):
                    file.write(content[start : start + 1000])
                isOnDisk = isinstance(getattr(file, "name", None), int)
                self.assertEqual(isOnDisk, length >= IN_MEMORY, (length, known))
                self.assertEqual(file.tell(), length)
                file.seek(0)
                self.assertEqual(file.read(), content)

    def test_longChunks(self) -> None:
        """
        Content in chunks arrives whole, however long it is.
        """
        for length in (5, IN_MEMORY - 1, IN_MEMORY, 2 * IN_MEMORY):
            content = bytes(range(250)) * (length // 250) + bytes(length % 250)
            data = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            data += writeChunk(content) + b"0\r\n\r\n"
            answer = converse().send(data)
            self.assertTrue(answer.endswith(b"a /\n" + content), length)

    def test_long(self) -> None:
        """
        Content with a length arrives whole, in one piece or several, in whatever file it is
        kept.
        """

        class Chooses(site.Site):
            def getContentFile(self, length: int | None) -> BytesIO:
                lengths.append(length)
                return BytesIO()

        for length in (1, 5, IN_MEMORY - 1, IN_MEMORY, 2 * IN_MEMORY):
            content = bytes(range(250)) * (length // 250) + bytes(length % 250)
            data = sized(b"", content)
            lengths: list[int | None] = []
            for kind in (site.Site, Chooses):
                for cuts in ((), (-1,), (100,), (-length, -length // 2)):
                    conversation = converse(Page(), kind)
                    bounds = [0, *[cut % len(data) for cut in cuts], len(data)]
                    answer = b"".join(
                        conversation.send(data[start:stop]) for start, stop in pairwise(bounds)
                    )
                    answer += conversation.received()
                    self.assertTrue(answer.endswith(b"a /a?b=c\n" + content), (length, cuts))
            self.assertEqual(lengths, 4 * [length])

    def test_fails(self) -> None:
        """
        Where content cannot be kept, as on a full disk, the request fails once, and the
        connection ends.
        """

        class Full(Request):
            def handleContentChunk(self, data: bytes) -> None:
                raise OSError("no space left")

        answer = self.answers(Full, [sized(b"", b"hello")])
        self.assertTrue(answer.startswith(b"HTTP/1.1 500 "), answer)
        self.assertIn(b"\r\nConnection: close\r\n", answer)
        self.assertEqual(len(self.flushLoggedErrors(OSError)), 1)

    def test_leaves(self) -> None:
        """
        A request that ends the connection is given no content after that, and is not
        answered.
        """
        calls: list[str] = []

        class Leaves(Request):
            leavesAt = ""

            def note(self, name: str) -> None:
                calls.append(name)
                if name == self.leavesAt:
                    self.channel.loseConnection()

            def gotLength(self, length: int | None) -> None:
                super().gotLength(length)
                self.note("length")

            def handleContentChunk(self, data: bytes) -> None:
                self.note("content")

            def process(self) -> None:
                self.note("process")

        for leavesAt, expected in (("length", 1), ("content", 2), ("", 3)):
            calls.clear()
            self.patch(Leaves, "leavesAt", leavesAt)
            sent = converse(requestFactory=Leaves).send(sized(b"", b"hello"))
            self.assertEqual((sent, calls), (b"", ["length", "content", "process"][:expected]))
