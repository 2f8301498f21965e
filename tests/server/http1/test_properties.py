"""
What must hold for any bytes whatever (hypothesis).
"""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.conformance import CASES
from server.http1 import (
    Data,
    EndOfMessage,
    Event,
    Framing,
    Limits,
    Request,
    RequestReader,
    Response,
    ResponseReader,
    ResponseWriter,
)
from server.http1.events import Field
from server.http1.serialization import writeChunk, writeFields
from server.http1.writer import NOT_TRAILERS
from tests.server.http1.reading import SMALL, events, outcome
from tests.server.http1.wholeserver import DATE

TCHARS = b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
TEXT = bytes(byte for byte in range(256) if byte == 9 or (byte >= 32 and byte != 127))
PATH = b"abcXYZ019-._~!$&'()*+,;=:@/"

#: Pieces that messages are made of, so that random ones come near to some.
WORDS = (
    b"GET / HTTP/1.1\r\n",
    b"POST /a?b HTTP/1.1\r\n",
    b"HEAD http://h/ HTTP/1.0\r\n",
    b"Host: a\r\n",
    b"Connection: close\r\n",
    b"Connection: keep-alive, x\r\n",
    b"Content-Length: 3\r\n",
    b"Content-Length: 99\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: gzip\r\n",
    b"Expect: 100-continue\r\n",
    b"X: y \r\n",
    b"3\r\nabc\r\n",
    b"a;b=c\r\n",
    b"0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 100 \r\n\r\n",
    b"\r\n",
    b"\r",
    b"\n",
    b" ",
    b":",
    b"\x00",
    b"\xff",
)


def some(alphabet: bytes, least: int = 0, most: int = 20) -> st.SearchStrategy[bytes]:
    """
    @param alphabet: which bytes.
    @param least: how many at least.
    @param most: how many at most.
    """
    # As text, which hypothesis makes in one go: a list of letters takes it ten times as long.
    letters = alphabet.decode("latin-1")
    return st.text(letters, min_size=least, max_size=most).map(lambda text: text.encode("latin-1"))


names = some(TCHARS, 1).filter(
    lambda name: (
        name.lower()
        not in NOT_TRAILERS | {b"content-length", b"transfer-encoding", b"host", b"upgrade"}
    )
)
values = some(TEXT).map(lambda value: value.strip(b" \t"))
fieldLists = st.lists(st.tuples(names, values), max_size=6)
contents = st.lists(st.binary(max_size=40), max_size=5)

#: Bytes that look like messages, mutated messages of the table, and just bytes.
streams = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=12).map(b"".join),
    st.lists(st.one_of(st.sampled_from(WORDS), st.binary(max_size=3)), max_size=12).map(b"".join),
    st.tuples(
        st.sampled_from([case.sent for case in CASES if len(case.sent) < 400]),
        st.integers(0, 400),
        st.binary(max_size=2),
    ).map(
        lambda mutation: mutation[0][: mutation[1]] + mutation[2] + mutation[0][mutation[1] + 1 :]
    ),
    st.binary(max_size=60),
)


@st.composite
def cuts(draw: st.DrawFn) -> tuple[bytes, list[bytes]]:
    """
    A stream of bytes, and the same cut into pieces.
    """
    data = draw(streams)
    places = draw(st.lists(st.integers(0, len(data)), max_size=8))
    return data, [data[a:b] for a, b in pairwise([0, *sorted(places), len(data)])]


class FragmentationTests(SynchronousTestCase):
    """
    How bytes are cut never changes the outcome, and nothing but our own error is
    ever raised: C{outcome} catches no other.
    """

    @given(cuts(), st.sampled_from((SMALL, Limits())), st.booleans())
    @settings(max_examples=600)
    def test_requests(self, cut: tuple[bytes, list[bytes]], limits: Limits, ends: bool) -> None:
        """
        Requests come out the same in one piece, in some, and byte by byte.
        """
        data, pieces = cut
        single = [data[index : index + 1] for index in range(len(data))]
        whole = outcome(RequestReader(limits), [data], ends)
        self.assertEqual(outcome(RequestReader(limits), pieces, ends), whole)
        self.assertEqual(outcome(RequestReader(limits), single, ends), whole)

    @given(cuts(), st.booleans())
    @settings(max_examples=200)
    def test_responses(self, cut: tuple[bytes, list[bytes]], ends: bool) -> None:
        """
        Responses give the same events in whatever pieces they come, also where they go on to
        the end of the connection.
        """
        data, pieces = cut
        whole = outcome(ResponseReader(SMALL), [data], ends)
        self.assertEqual(outcome(ResponseReader(SMALL), pieces, ends), whole)

    @given(streams)
    @settings(max_examples=300)
    def test_offsets(self, data: bytes) -> None:
        """
        Events lie side by side or apart, never one in another, within the bytes;
        data is what lies there.
        """
        found, _ = outcome(RequestReader(), [data])
        before = 0
        for event in found:
            self.assertLessEqual(before, event.start)
            self.assertLessEqual(event.start, event.end)
            before = event.end
            if isinstance(event, Data):
                self.assertEqual(data[event.start : event.end], event.data)
        self.assertLessEqual(before, len(data))


class RoundTripTests(SynchronousTestCase):
    """
    What is written is what is read.
    """

    @given(
        st.sampled_from((b"GET", b"POST", b"M-SEARCH")),
        some(PATH),
        fieldLists,
        contents,
        fieldLists,
        st.booleans(),
    )
    @settings(max_examples=200)
    def test_request(
        self,
        method: bytes,
        path: bytes,
        fields: list[Field],
        content: list[bytes],
        trailers: list[Field],
        chunked: bool,
    ) -> None:
        """
        A written request is read back, and so is the one after it.
        """
        target = b"/" + path
        framing = (
            (b"Transfer-Encoding", b"chunked")
            if chunked
            else (b"Content-Length", b"%d" % len(b"".join(content)))
        )
        fields = [(b"Host", b"example.com"), framing, *fields]
        start = method + b" " + target + b" HTTP/1.1\r\n" + writeFields(fields) + b"\r\n"
        if chunked:
            end = b"0\r\n" + writeFields(trailers) + b"\r\n"
            data = start + b"".join(map(writeChunk, content)) + end
        else:
            data, trailers = start + b"".join(content), []
        found, _ = outcome(RequestReader(), [data * 2])
        requests = [event for event in found if isinstance(event, Request)]
        self.assertEqual([(each.method, each.target) for each in requests], [(method, target)] * 2)
        self.assertEqual([each.fields for each in requests], [fields] * 2)
        self.assertEqual(self.contentOf(found), b"".join(content) * 2)
        ends = [event for event in found if isinstance(event, EndOfMessage)]
        self.assertEqual([list(each.trailers) for each in ends], [trailers] * 2)

    def contentOf(self, found: object) -> bytes:
        """
        @return: the content of all messages among the events, joined.
        """
        assert isinstance(found, list)
        return b"".join(event.data for event in found if isinstance(event, Data))

    @given(
        st.sampled_from((b"GET", b"HEAD", b"POST")),
        st.sampled_from((b"1.0", b"1.1")),
        st.sampled_from((200, 204, 205, 304, 404, 500)),
        fieldLists,
        contents,
        st.booleans(),
    )
    @settings(max_examples=300)
    def test_response(
        self,
        method: bytes,
        version: bytes,
        status: int,
        fields: list[Field],
        content: list[bytes],
        sized: bool,
    ) -> None:
        """
        Every response of the writer is read back, with the end where it is.
        """
        reader, found = RequestReader(), list[Event]()
        options = b"Connection: keep-alive\r\n"
        reader.feed(method + b" / HTTP/" + version + b"\r\nHost: a\r\n" + options + b"\r\n")
        events(reader, found)
        assert isinstance(found[0], Request)
        writer = ResponseWriter(found[0], DATE)
        length = [(b"Content-Length", b"%d" % len(b"".join(content)))] if sized else []
        head = writer.head(status, [*fields, *length])
        data = head + b"".join(map(writer.content, content)) + writer.end()
        self.check(data, method, status, fields, content, writer)

    def check(
        self,
        data: bytes,
        method: bytes,
        status: int,
        fields: list[Field],
        content: list[bytes],
        writer: ResponseWriter,
    ) -> None:
        """
        Read it, and a plain one after it where the connection persists.
        """
        reader = ResponseReader()
        reader.expect(method)
        following = b"HTTP/1.1 202 \r\nContent-Length: 0\r\n\r\n" if writer.keepAlive else b""
        found, _ = outcome(reader, [data + following], ends=True)
        responses = [event for event in found if isinstance(event, Response)]
        self.assertEqual([each.status for each in responses], [status, 202][: 1 + bool(following)])
        self.assertEqual(responses[0].fields[: len(fields)], fields)
        self.assertEqual(responses[0].keepAlive, writer.keepAlive)
        hasContent = writer.framing is not Framing.UNFRAMED
        self.assertEqual(self.contentOf(found), b"".join(content) if hasContent else b"")

    @given(st.lists(st.tuples(st.binary(max_size=6), st.binary(max_size=9)), max_size=3))
    @settings(max_examples=300)
    def test_injection(self, fields: list[Field]) -> None:
        """
        Whatever the fields are, they are read back as they are, or not written.
        """
        try:
            lines = writeFields(fields)
        except ValueError:
            return
        data = b"HTTP/1.1 204 \r\n" + lines + b"\r\n"
        found, _ = outcome(ResponseReader(), [data])
        assert isinstance(found[0], Response)
        self.assertEqual(found[0].fields, [(name, value.strip(b" \t")) for name, value in fields])
