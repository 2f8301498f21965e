"""
The reader of responses: RFC 9112 section 6.3, from the side of a client.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.http1 import (
    Data,
    EndOfMessage,
    Event,
    Framing,
    NeedMore,
    RemoteProtocolError,
    Response,
    ResponseReader,
    Waiting,
)
from tests.server.http1.reading import events, outcome


def read(data: bytes, *methods: bytes, ends: bool = False) -> list[Event]:
    """
    Read the responses to some requests.
    """
    reader, found = ResponseReader(), list[Event]()
    for method in methods:
        reader.expect(method)
    reader.feed(data)
    if ends:
        reader.end()
    events(reader, found)
    return found


def head(data: bytes, *methods: bytes) -> Response:
    """
    @param methods: of the requests to which the bytes are answers.
    @return: the first event, which must be the head of a response.
    """
    event = read(data, *methods)[0]
    assert isinstance(event, Response)
    return event


class EventTests(SynchronousTestCase):
    """
    What is found in well-formed responses.
    """

    def test_length(self) -> None:
        """
        A response of known length is a head, data and an end.
        """
        data = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
        fields = [(b"Content-Length", b"2")]
        expected = Response(
            200, b"OK", b"HTTP/1.1", fields, Framing.SIZED, 2, True, 0, len(data) - 2
        )
        end = EndOfMessage((), len(data), len(data))
        self.assertEqual(read(data), [expected, Data(b"hi", len(data) - 2), end])

    def test_noReason(self) -> None:
        """
        The reason phrase may be empty, and may be any text.
        """
        self.assertEqual(head(b"HTTP/1.1 404 \r\n\r\n").reason, b"")
        self.assertEqual(head(b"HTTP/1.1 404 nix da \xe9\r\n\r\n").reason, b"nix da \xe9")

    def test_toClose(self) -> None:
        """
        A response without a length goes on until the connection ends.
        """
        data = b"HTTP/1.1 200 OK\r\n\r\nhello"
        *_, content, end = read(data, ends=True)
        self.assertEqual(content, Data(b"hello", 19))
        self.assertEqual(end, EndOfMessage((), 24, 24))
        self.assertFalse(head(data).keepAlive)
        self.assertEqual(outcome(ResponseReader(), [data])[1], NeedMore(Waiting.CLOSE))

    def test_noContent(self) -> None:
        """
        Method and status may forbid content, whatever the fields say.
        """
        fields = b"Content-Length: 5\r\n\r\n"
        for method, status in (
            (b"HEAD", b"200"),
            (b"GET", b"204"),
            (b"GET", b"304"),
            (b"GET", b"101"),
            (b"CONNECT", b"200"),
        ):
            response = head(b"HTTP/1.1 " + status + b" \r\n" + fields, method)
            self.assertEqual((response.framing, response.contentLength), (Framing.UNFRAMED, 0))
        refused = head(b"HTTP/1.1 404 \r\n" + fields, b"CONNECT")
        self.assertEqual(refused.framing, Framing.SIZED)

    def test_order(self) -> None:
        """
        Responses belong to requests in order; an interim one uses none up.
        """
        interim = b"HTTP/1.1 100 Continue\r\n\r\n"
        final = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n"
        found = read(interim + final + b"x" + final, b"POST", b"HEAD")
        kinds = [type(event).__name__ for event in found]
        message = ["Response", "EndOfMessage"]
        self.assertEqual(kinds, [*message, "Response", "Data", "EndOfMessage", *message])

    def test_coding(self) -> None:
        """
        Chunks last in the list are chunks; otherwise the connection's end ends it.
        """
        for coding, framing in (
            (b"chunked", Framing.CHUNKED),
            (b"gzip, chunked", Framing.CHUNKED),
            (b"gzip", Framing.TO_CLOSE),
        ):
            response = head(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + coding + b"\r\n\r\n")
            self.assertEqual(response.framing, framing)

    def test_emptyLines(self) -> None:
        """
        What follows close belongs to no response.
        """
        data = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        self.assertEqual(len(read(data * 2)), 2)


class RefusalTests(SynchronousTestCase):
    """
    Bytes that are not a response are refused, with the place.
    """

    def test_refused(self) -> None:
        """
        The start line, a field or the framing may be wrong.
        """
        for data, offset in (
            (b"HTTP/1.1 200\r\n\r\n", 0),
            (b"HTTP/2 200 OK\r\n\r\n", 0),
            (b"HTTP/1.1 999 OK\r\n\r\n", 0),
            (b"400 Bad Request\r\n\r\n", 0),
            (b"HTTP/1.1 200 OK\r\nX : y\r\n\r\n", 18),
            (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", 17),
            (b"HTTP/1.1 200 " + b"x" * 9000, 8192),
        ):
            error = self.assertRaises(RemoteProtocolError, read, data)
            self.assertEqual(error.offset, offset, error)

    def test_brokenOff(self) -> None:
        """
        A response that breaks off is an error.
        """
        for data in (b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx"):
            self.assertRaises(RemoteProtocolError, read, data, ends=True)
