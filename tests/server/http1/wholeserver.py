"""
A whole server without a network: the reader and the writer, and a page that says
what it was sent. What it does in one method, a channel does over time.
"""

from __future__ import annotations

from collections.abc import Iterable

from server.http1 import (
    Data,
    EndOfMessage,
    Limits,
    NeedMore,
    RemoteProtocolError,
    Request,
    RequestReader,
    ResponseWriter,
    writeRefusal,
)
from server.http1.writer import CONTINUE

DATE = b"Sun, 06 Nov 1994 08:49:37 GMT"
METHODS = (b"GET", b"HEAD", b"POST", b"OPTIONS")


class PureServer:
    """
    One connection.

    @ivar sent: what it has answered.
    @ivar closed: whether it has closed.
    @ivar error: why, if a message was refused.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.reader = RequestReader(limits or Limits())
        self.sent = b""
        self.closed = False
        self.error: RemoteProtocolError | None = None

    def receive(self, pieces: Iterable[bytes], hangsUp: bool = False) -> bytes:
        """
        Receive bytes, cut in some way.

        @param hangsUp: whether no more will come.
        @return: all that was sent.
        """
        for piece in pieces:
            self.reader.feed(piece)
            self.work()
        if hangsUp:
            self.reader.end()
            self.work()
            self.closed = True
        return self.sent

    def work(self) -> None:
        """
        Answer all requests that are complete, up to the first that is refused.
        """
        try:
            while not self.closed and not isinstance(event := self.reader.nextEvent(), NeedMore):
                self.take(event)
        except RemoteProtocolError as error:
            self.error = error
            self.sent += writeRefusal(error, DATE)
            self.closed = True

    def take(self, event: object) -> None:
        """
        Send 100 (Continue) for a head that expects it, gather content, and answer at the end.
        """
        if isinstance(event, Request):
            self.request, self.content = event, b""
            self.sent += CONTINUE if event.expectsContinue else b""
        elif isinstance(event, Data):
            self.content += event.data
        elif isinstance(event, EndOfMessage):
            self.answer()

    def answer(self) -> None:
        """
        Answer the request that has been read.
        """
        writer = ResponseWriter(self.request, DATE)
        status = 200 if self.request.method in METHODS else 501
        page = b"%b %b\n" % (self.request.authority, self.request.pathAndQuery) + self.content
        self.sent += writer.whole(status, [(b"Content-Type", b"text/plain")], page)
        self.sent += writer.end()
        self.closed = not writer.keepAlive
