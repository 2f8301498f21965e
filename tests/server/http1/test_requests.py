"""
The reader of requests: what it finds, and what it waits for.
"""

from __future__ import annotations

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from server.http1 import (
    Data,
    EndOfMessage,
    Event,
    Framing,
    Limits,
    NeedMore,
    RemoteProtocolError,
    Request,
    RequestReader,
    Waiting,
)
from tests.server.http1.reading import CHUNKED, GET, HOST, POST, head, outcome, readRequests


def moved(event: Event, by: int) -> Event:
    """
    Move an event to another place.
    """
    if isinstance(event, Data):
        return replace(event, start=event.start + by)
    return replace(event, start=event.start + by, end=event.end + by)


class EventTests(SynchronousTestCase):
    """
    What is found in well-formed requests.
    """

    def test_get(self) -> None:
        """
        A request without content is a head and its end, at known places.
        """
        data = b"GET /a?b HTTP/1.1\r\nHost: Example.com:80\r\nX-Odd-CASE:  v \r\n\r\n"
        expected = Request(
            b"GET",
            b"/a?b",
            b"HTTP/1.1",
            [(b"Host", b"Example.com:80"), (b"X-Odd-CASE", b"v")],
            Framing.UNFRAMED,
            0,
            True,
            False,
            (),
            b"Example.com:80",
            b"/a?b",
            0,
            len(data),
        )
        self.assertEqual(readRequests(data), [expected, EndOfMessage((), len(data), len(data))])

    def test_length(self) -> None:
        """
        Content of a known length comes as data.
        """
        data = POST + b"Content-Length: 5\r\n\r\nhello"
        request, content, end = readRequests(data)
        assert isinstance(request, Request)
        self.assertEqual((request.framing, request.contentLength), (Framing.SIZED, 5))
        self.assertEqual(content, Data(b"hello", len(data) - 5))
        self.assertEqual(end, EndOfMessage((), len(data), len(data)))

    def test_chunked(self) -> None:
        """
        Chunks come as data without their framing, and trailers at the end.
        """
        data = CHUNKED + b"5;a\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum:  6 \r\n\r\n"
        request, hello, mark, end = readRequests(data)
        assert isinstance(request, Request)
        self.assertEqual((request.framing, request.contentLength), (Framing.CHUNKED, None))
        self.assertEqual(hello, Data(b"hello", len(CHUNKED) + 5))
        self.assertEqual(mark, Data(b"!", len(CHUNKED) + 15))
        self.assertEqual(end, EndOfMessage([(b"X-Sum", b"6")], len(CHUNKED) + 18, len(data)))

    def test_pipelined(self) -> None:
        """
        Offsets go on from one request to the next.
        """
        starts = [event.start for event in readRequests(GET * 3) if isinstance(event, Request)]
        self.assertEqual(starts, [0, len(GET), 2 * len(GET)])

    def test_version(self) -> None:
        """
        A later 1.x counts as 1.1, and 1.0 as itself.
        """
        self.assertEqual(head(GET.replace(b"1.1", b"1.7")).version, b"HTTP/1.1")
        self.assertEqual(head(b"GET / HTTP/1.0\r\n\r\n").version, b"HTTP/1.0")

    def test_target(self) -> None:
        """
        Each form says whom and what it asks for; an absolute one goes before the
        Host field.
        """
        for line, authority, pathAndQuery in (
            (b"GET /a?b", b"a", b"/a?b"),
            (b"GET HTTP://b:80/c?d", b"b:80", b"/c?d"),
            (b"GET http://[::1]:80/", b"[::1]:80", b"/"),
            (b"GET http://b?c", b"b", b"/?c"),
            (b"GET http://b", b"b", b"/"),
            (b"OPTIONS http://b", b"b", b"*"),
            (b"OPTIONS *", b"a", b"*"),
            (b"CONNECT b:80", b"b:80", b""),
        ):
            request = head(line + b" HTTP/1.1\r\n" + HOST + b"\r\n")
            self.assertEqual((request.authority, request.pathAndQuery), (authority, pathAndQuery))

    def test_secureTarget(self) -> None:
        """
        An https address is asked for where the connection is secured.
        """
        reader = RequestReader(isSecure=True)
        reader.feed(b"GET https://b?c HTTP/1.1\r\n" + HOST + b"\r\n")
        request = reader.nextEvent()
        assert isinstance(request, Request)
        self.assertEqual((request.authority, request.pathAndQuery), (b"b", b"/?c"))

    def test_expectsContinue(self) -> None:
        """
        A client waits for 100 Continue if it speaks 1.1 and has content.
        """
        expect = b"Expect: 100-Continue\r\n"
        self.assertTrue(head(POST + expect + b"Content-Length: 1\r\n\r\n").expectsContinue)
        self.assertFalse(head(POST + expect + b"\r\n").expectsContinue)
        self.assertFalse(head(POST + b"Expect:\r\nContent-Length: 1\r\n\r\n").expectsContinue)
        old = b"POST / HTTP/1.0\r\n" + expect + b"Content-Length: 1\r\n\r\n"
        self.assertFalse(head(old).expectsContinue)

    def test_upgrade(self) -> None:
        """
        Offered protocols count with the connection option, and in 1.1.
        """
        offer = b"Upgrade: websocket, h2c\r\n"
        both = GET[:-2] + b"Connection: keep-alive, Upgrade\r\n" + offer + b"\r\n"
        self.assertEqual(head(both).upgrade, (b"websocket", b"h2c"))
        self.assertEqual(head(both.replace(b"1.1", b"1.0")).upgrade, ())
        self.assertEqual(head(GET[:-2] + offer + b"\r\n").upgrade, ())

    def test_keepAlive(self) -> None:
        """
        Version and options decide whether the connection goes on.
        """
        for version, options, keepAlive in (
            (b"1.1", b"", True),
            (b"1.1", b"close", False),
            (b"1.1", b"Keep-Alive, CLOSE", False),
            (b"1.0", b"", False),
            (b"1.0", b"keep-alive", True),
            (b"1.0", b"keep-alive,close", False),
        ):
            data = GET[:-2].replace(b"1.1", version) + b"Connection: " + options + b"\r\n\r\n"
            self.assertEqual(head(data).keepAlive, keepAlive, data)

    def test_again(self) -> None:
        """
        A message that comes again and again is read the same each time, by the same
        connection and by the next: head, content and end.
        """
        for message in (
            GET,
            POST + b"Content-Length: 5\r\n\r\nhello",
            POST + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
            CHUNKED + b"5\r\nhello\r\n0\r\n\r\n",
        ):
            once = Limits(fields=99)  # which no other test has
            first = readRequests(message, once)
            for _ in range(3):
                found = readRequests(message * 4, once)
                for index in range(4):
                    these = found[index * len(first) : (index + 1) * len(first)]
                    self.assertEqual([moved(it, -index * len(message)) for it in these], first)

    def test_takeRest(self) -> None:
        """
        Whoever changes the protocol gets the bytes after the request.
        """
        reader = RequestReader()
        reader.feed(GET + b"\x81\x05hello")
        reader.nextEvent()
        reader.nextEvent()
        self.assertEqual(reader.takeRest(), b"\x81\x05hello")
        self.assertEqual(reader.nextEvent(), NeedMore(Waiting.NOTHING))

    def test_notAskedFor(self) -> None:
        """
        Nothing is read that nobody asks for, wrong as it may be.
        """
        reader = RequestReader()
        reader.feed(GET + b"\x00\x00")
        self.assertIsInstance(reader.nextEvent(), Request)
        self.assertIsInstance(reader.nextEvent(), EndOfMessage)
        self.assertRaises(RemoteProtocolError, reader.nextEvent)


class NeedMoreTests(SynchronousTestCase):
    """
    What the reader says it waits for, at any point of a message.
    """

    def test_waiting(self) -> None:
        """
        At every point it can say what is missing.
        """
        sized = POST + b"Content-Length: 5\r\n\r\n"
        for data, waiting, missing in (
            (b"", Waiting.MESSAGE, None),
            (b"\r\n", Waiting.MESSAGE, None),
            (GET, Waiting.MESSAGE, None),
            (b"G", Waiting.START_LINE, None),
            (b"GET / HTTP/1.1\r", Waiting.START_LINE, None),
            (b"GET / HTTP/1.1\r\n", Waiting.FIELDS, None),
            (GET[:-1], Waiting.FIELDS, None),
            (sized, Waiting.CONTENT, 5),
            (sized + b"hel", Waiting.CONTENT, 2),
            (CHUNKED, Waiting.CHUNK_LINE, None),
            (CHUNKED + b"5\r", Waiting.CHUNK_LINE, None),
            (CHUNKED + b"5\r\nhe", Waiting.CHUNK, 3),
            (CHUNKED + b"5\r\nhello", Waiting.CHUNK_END, 2),
            (CHUNKED + b"5\r\nhello\r", Waiting.CHUNK_END, 1),
            (CHUNKED + b"0\r\n", Waiting.TRAILERS, None),
            (CHUNKED + b"0\r\nX: a\r\n", Waiting.TRAILERS, None),
            (b"GET / HTTP/1.0\r\n\r\n" + GET, Waiting.NOTHING, None),
        ):
            self.assertEqual(outcome(RequestReader(), [data])[1], NeedMore(waiting, missing), data)

    def test_end(self) -> None:
        """
        A message that breaks off is an error at its last byte; none is not.
        """
        for data in (
            b"GET",
            GET[:-1],
            POST + b"Content-Length: 5\r\n\r\nhe",
            CHUNKED + b"5\r\nhel",
        ):
            error = outcome(RequestReader(), [data], ends=True)[1]
            assert isinstance(error, tuple)
            self.assertEqual((error[0], error[2]), (400, "RFC 9112 section 8"))
            self.assertEqual(error[3], len(data))
        for data in (b"", b"\r\n", GET):
            waiting = outcome(RequestReader(), [data], ends=True)[1]
            self.assertEqual(waiting, NeedMore(Waiting.NOTHING))
