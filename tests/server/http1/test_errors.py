"""
Whose fault an error is: the peer's, with a status for it, or that of whoever uses the
engine.
"""

from __future__ import annotations

from collections.abc import Callable

from twisted.trial.unittest import SynchronousTestCase

from server.http1 import (
    LocalProtocolError,
    ProtocolError,
    RemoteProtocolError,
    ResponseReader,
    ResponseWriter,
)
from server.http1.serialization import writeFields, writeResponseHead
from server.http1.target import checkHost
from tests.server.http1.reading import GET, POST, head, readRequests
from tests.server.http1.wholeserver import DATE


def readResponse(data: bytes) -> None:
    """
    Read the answer of a server.
    """
    reader = ResponseReader()
    reader.feed(data)
    reader.nextEvent()


def writer() -> ResponseWriter:
    """
    Begin to answer a GET.
    """
    return ResponseWriter(head(GET), DATE)


PEER: list[Callable[[], object]] = [
    lambda: readRequests(b"GET\r\n"),
    lambda: readRequests(POST + b"Content-Length: x\r\n\r\n"),
    lambda: readResponse(b"ok\r\n"),
    lambda: checkHost((b"a b",), b"HTTP/1.1"),
]
OWN: list[Callable[[], object]] = [
    lambda: writeFields([(b"X", b"a\r\nY: b")]),
    lambda: writeResponseHead(99, []),
    lambda: writeResponseHead(200, [], b"a\n"),
    lambda: writer().head(100, []),
    lambda: writer().head(200, [(b"Content-Length", b"x")]),
    lambda: writer().content(b"x"),
    lambda: writer().end(),
    lambda: writer().interim(200),
]


class FaultTests(SynchronousTestCase):
    """
    The type of an error tells the peer's fault from our own.
    """

    def test_peer(self) -> None:
        """
        What a reader refuses is the peer's fault, and says what could be answered.
        """
        for read in PEER:
            error = self.assertRaises(RemoteProtocolError, read)
            self.assertIsInstance(error, ProtocolError)
            self.assertIn(error.statusHint, (400, 502))

    def test_own(self) -> None:
        """
        What a writer refuses is the program's fault, and for whoever does not know this
        engine a L{ValueError}.
        """
        for write in OWN:
            error = self.assertRaises(LocalProtocolError, write)
            self.assertIsInstance(error, ProtocolError)
            self.assertIsInstance(error, ValueError)
