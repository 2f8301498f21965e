"""
Heads that are not well-formed, and what becomes of them.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.http1 import (
    Data,
    EndOfMessage,
    NeedMore,
    RemoteProtocolError,
    Response,
    ResponseReader,
)
from server.http1.events import Event
from server.proxy.lenientreader import RESPONSE_LIMITS, LenientReader, mend

OK = b"HTTP/1.1 200 OK\r\n"

#: What a server sends, and what it means.
HEADS = {
    OK + b"A: b\r\n\r\n": OK + b"A: b\r\n\r\n",
    b"HTTP/1.1 200\r\n\r\n": b"HTTP/1.1 200 \r\n\r\n",
    b"HTTP/1.0 200 \r\n\r\n": b"HTTP/1.0 200 \r\n\r\n",
    b"http/1.1   200\tfine,  thanks\n\n": b"HTTP/1.1 200 fine,  thanks\r\n\r\n",
    b"\r\n\n" + OK + b"\r\n": OK + b"\r\n",
    OK + b"A: b\n\n": OK + b"A: b\r\n\r\n",
    OK + b"A: b\n\r\n": OK + b"A: b\r\n\r\n",
    OK + b"A : b\r\nC\t:d\r\n\r\n": OK + b"A: b\r\nC: d\r\n\r\n",
    OK + b"A: b\r\n  c\r\n\td\r\n\r\n": OK + b"A: b c d\r\n\r\n",
    OK + b" A: b\r\n\r\n": OK + b"A: b\r\n\r\n",
    OK + b"no field\r\n: x\r\na b: c\r\nA: b\r\n\r\n": OK + b"A: b\r\n\r\n",
    OK + b"A: b\x00c\x01\x7f\rd\r\n\r\n": OK + b"A: b c   d\r\n\r\n",
    OK + b"A: b\rB: c\r\n\r\n": OK + b"A: b B: c\r\n\r\n",
    OK + b"A: \xe9\tb \r\n\r\n": OK + b"A: \xe9\tb\r\n\r\n",
    OK + b"Content-Length: 5\r\nX: y\r\ncontent-length: 5\r\n\r\n": OK
    + b"X: y\r\nContent-Length: 5\r\n\r\n",
    OK + b"Content-Length: 5, 5 ,5\r\n\r\n": OK + b"Content-Length: 5\r\n\r\n",
    OK + b"Transfer-Encoding: Identity\r\n\r\n": OK + b"\r\n",
    b"HTTP/1.1 999 Request denied\r\n\r\n": b"HTTP/1.1 999 Request denied\r\n\r\n",
}

#: What no browser would show, or what ends nobody knows where.
REFUSED = (
    b"nonsense\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"\x15\x03\x01",
    b" \r\n\r\n",
    b"\x01\n\n",
    b"HTTP/1.1 20 OK\r\n\r\n",
    b"HTTP/1.1 2000 OK\r\n\r\n",
    b"HTTP/1.1 099 OK\r\n\r\n",
    b"HTTP/2 200\r\n\r\n",
    OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
    OK + b"Content-Length: 5, 6\r\n\r\n",
    OK + b"Content-Length: 5,\r\n\r\n",
    OK + b"Content-Length: +5\r\n\r\n",
    OK + b"Content-Length: 5\n 6\r\n\r\n",
    OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
    OK + b"A: " + b"b" * RESPONSE_LIMITS.head,
    OK + b"A: b\r\n" * (RESPONSE_LIMITS.fields + 1) + b"\r\n",
)


def events(data: bytes, size: int, method: bytes = b"GET") -> list[Event]:
    """
    Read what a server sends in pieces of a size, and then no more.
    """
    reader, found = LenientReader(method), []
    for begin in range(0, len(data), size):
        reader.feed(data[begin : begin + size])
        while not isinstance(event := reader.nextEvent(), NeedMore):
            found.append(event)
    return found


class HeadTests(SynchronousTestCase):
    """
    A head as a server has sent it, and the same in good form.
    """

    def test_mend(self) -> None:
        """
        A head is written anew, in good form, and in good form it stays as it is.
        """
        for came, means in HEADS.items():
            self.assertEqual(mend(came), means, came)
            self.assertEqual(mend(means), means)

    @given(st.binary(max_size=60))
    def test_anything(self, data: bytes) -> None:
        """
        Whatever comes, what goes on is either refused, or well-formed: the strict reader
        finds one head in it, and no more.
        """
        reader = ResponseReader(RESPONSE_LIMITS)
        written = mend(OK + data + b"\r\n\r\n")
        reader.feed(written)
        try:
            event = reader.nextEvent()
        except RemoteProtocolError:
            return
        assert isinstance(event, Response)
        self.assertEqual(event.end, len(written))


class ReaderTests(SynchronousTestCase):
    """
    Responses whose heads have to be mended, in pieces of any size.
    """

    def test_heads(self) -> None:
        """
        Every head that can be mended is read, with what comes after it.
        """
        for came in HEADS:
            for size in (1, 7, 1000):
                head, *rest = events(came + b"01234", size)
                assert isinstance(head, Response)
                content = b"".join(each.data for each in rest if isinstance(each, Data))
                self.assertEqual(content, b"01234", (came, size))

    def test_refused(self) -> None:
        """
        What makes no sense is refused, as early as that is clear.
        """
        for came in REFUSED:
            for size in (1000, 100_000) if len(came) > 1000 else (1, 1000):
                self.assertRaises(RemoteProtocolError, events, came, size)

    def test_interim(self) -> None:
        """
        Heads before the final one are mended as well; the content that is glued to them
        is not.
        """
        data = b"HTTP/1.1 103\nLink: a\n\n" * 2 + b"HTTP/1.1 200\n\nA : b\n\n"
        for size in (1, 9, 1000):
            first, second, final, *rest = events(data, size)
            for event in (first, second):
                assert isinstance(event, Response)
                self.assertEqual((event.status, event.fields), (103, [(b"Link", b"a")]))
            assert isinstance(final, Response)
            content = b"".join(each.data for each in rest if isinstance(each, Data))
            self.assertEqual(content, b"A : b\n\n")

    def test_noContent(self) -> None:
        """
        What follows a response without content is not content.
        """
        head, end = events(b"HTTP/1.1 200\nContent-Length: 5\n\n", 100, b"HEAD")
        assert isinstance(head, Response)
        self.assertIsInstance(end, EndOfMessage)

    def test_end(self) -> None:
        """
        A head that breaks off is not a response.
        """
        reader = LenientReader(b"GET")
        reader.feed(OK)
        reader.end()
        self.assertIsInstance(reader.nextEvent(), NeedMore)

    def test_longHead(self) -> None:
        """
        A head may be as long as browsers allow.
        """
        fields = [b"F%d: %b\r\n" % (number, b"x" * 400) for number in range(140)]
        for head in (OK + b"".join(fields), OK + b"A: " + b"b" * 60_000 + b"\r\n"):
            (event,) = events(head + b"\r\n", 1000)
            assert isinstance(event, Response)
            self.assertEqual(event.status, 200)
