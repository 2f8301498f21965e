"""
Answering: what a request asks of its channel, and what is answered instead when something
goes wrong.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

from twisted.internet.interfaces import IConsumer, ITransport
from twisted.python.failure import Failure
from twisted.web import http, server
from twisted.web.http_headers import Headers
from zope.interface import implementer

from server.channel.connection import Connection
from server.channel.dates import DateSource
from server.channel.fields import fieldsOf
from server.channel.states import CLOSING, STALLED
from server.channel.twistednames import sendFileNow
from server.channel.writebuffer import SMALL
from server.http1.errors import RemoteProtocolError
from server.http1.events import SIZED, TO_CLOSE, Field
from server.http1.plan import Always
from server.http1.refusal import writeRefusal
from server.http1.writer import ResponseWriter, TooMuchContent, writeWhole
from server.problem import Problem, problemOf

FAILED = Problem("Internal Server Error\nThe server failed at this; its log says why.")

# Its method: calling the object itself takes twice as long.
currentDate = DateSource(time.time).__call__


def asBytes(data: bytes) -> bytes:
    """
    Take what handlers write: bytes, or something that is like bytes.

    @raise TypeError: when it is something else, such as text.
    """
    return data if isinstance(data, bytes) else bytes(memoryview(data))


@implementer(ITransport, IConsumer)
class Answering(Connection):
    """
    Sends the answer to one request at a time.

    A superclass, not a part that is held: Twisted's requests call most of these methods on
    their channel. With a part, each would have to be here all the same, only to call
    the part's.

    @ivar requests: the request that is read or answered, if any.
    @ivar event: its head.
    @ivar fields: those that every response has.
    @ivar isLast: whether no further request will be answered.
    """

    requests: Sequence[http.Request] = ()
    fields = Always({b"Server": server.version})

    isLast = False

    event: Any = None
    _writer: ResponseWriter | None = None
    _keepsAlive = False  # whether the connection goes on after an answer that was whole

    @property
    def writer(self) -> ResponseWriter:
        """
        What writes the response; a response that goes out whole has none.
        """
        if self._writer is None:
            self._writer = ResponseWriter(self.event, currentDate())
        if self.isLast:
            self._writer.keepAlive = False
        return self._writer

    # What a request asks of its channel.

    def begin(
        self,
        code: int,
        fields: Sequence[Field],
        reason: bytes,
        data: bytes,
        length: int | None = None,
    ) -> None:
        """
        Send the head of a response and the first piece of its content.

        @param length: of the content, where no field says it.
        @raise ValueError: when they are not well-formed.
        """
        if self.state >= CLOSING:
            return
        data = asBytes(data)  # or not, and then the head must not have begun
        head = self.writer.head(code, fields, reason, length)
        if len(data) >= SMALL:
            self.send(head)
            head = b""
        self._sendContent(head, data)

    def answerWhole(self, code: int, reason: bytes, own: tuple[Field, ...], content: bytes) -> int:
        """
        Send a whole response, in one piece where it is short.

        @param own: its fields, besides those that every response has.

        @return: how many bytes of content it has.
        @raise ValueError: when it is not well-formed.
        """
        head, content, self._keepsAlive = writeWhole(
            self.event, code, reason, own, content, currentDate(), not self.isLast, self.fields
        )
        if self.state < CLOSING:
            # Not by way of send: most answers are whole, and one call fewer makes a
            # difference.
            write = self.output.write
            if len(content) < SMALL:
                write(head + content)
            else:
                write(head)
                write(content)
        return len(content)

    def write(self, data: bytes) -> None:
        """
        Send a piece of content.

        @raise ValueError: when it is more than was announced, such as a file that has
            grown; what was announced is sent.
        @raise TypeError: when it is not bytes.
        """
        if self.state < CLOSING:
            self._sendContent(b"", asBytes(data))

    def _sendContent(self, before: bytes, data: bytes) -> None:
        try:
            content = self.writer.content(data)
        except TooMuchContent as error:
            self.send(before + error.allowed)
            raise
        self.send(before + content)

    def sendFile(self, descriptor: int, offset: int, count: int) -> int:
        """
        Send a piece of a file as content whose length was announced, without reading it,
        where nothing is between us and the client but a socket.

        @param descriptor: of the file.
        @return: how many bytes have been sent; 0 where they have to go the usual way.
        """
        writer = self.writer
        isFree = self.output.isDirect and self.state < STALLED
        if not isFree or writer.framing is not SIZED:
            return 0
        self.output.flush(isMore=True)
        sent = sendFileNow(self.transport, descriptor, offset, min(count, writer.missing))
        writer.missing -= sent
        return sent

    def _endStream(self, request: http.Request, writer: ResponseWriter) -> bool:
        """
        End a response that was not sent whole.

        @return: whether it is complete.
        """
        try:
            self.send(writer.end())
        except ValueError:
            self._log.failure("{request} has not sent what it announced", request=request)
            self.cut()
            return False
        self._keepsAlive = writer.keepAlive
        return True

    def writeSequence(self, data: Iterable[bytes]) -> None:
        """
        Send several pieces of content, as L{write} does one.
        """
        self.write(b"".join(data))

    def writeHeaders(self, version: bytes, code: bytes, reason: bytes, headers: Headers) -> None:
        """
        Send the head of a response: Twisted's own request asks for it.
        """
        self.begin(int(code), fieldsOf(headers), reason, b"")
        self.requests[0].chunked = 0  # our writer cuts the content into chunks

    # What goes wrong.

    def refuse(self, error: RemoteProtocolError) -> None:
        """
        Say what is wrong with a message, and close.
        """
        self._log.debug("refused: {error}", error=error)
        self.drop(Failure(error))
        self.send(writeRefusal(error, currentDate(), self.pageFor(error)))
        self.close()

    def pageFor(self, error: RemoteProtocolError) -> bytes | None:
        """
        Make the page that says what is wrong with a message; L{None}, as here, where plain
        words are to say it.
        """
        return None

    def fail(self, failure: Failure) -> None:
        """
        Answer for an error of ours or of a handler: log it, and tell the client no
        more than that.
        """
        problem = problemOf(failure.value)
        if problem is None:
            self._log.failure("{event} failed", failure, event=self.event)
        if self.state >= CLOSING:
            return
        if self.writer.framing is not None:
            self.cut()
            return
        self.drop(failure)
        self.writer.keepAlive = False
        problem = problem or FAILED
        fields = [(b"Content-Type", b"text/plain; charset=utf-8")]
        fields += [(name.encode(), value.encode()) for name, value in problem.fields.items()]
        content = f"{problem.status} {problem.sentence}\n".encode()
        self.send(self.writer.whole(problem.status, fields, content))
        self.close()

    def cut(self) -> None:
        """
        End the connection in the middle of an answer, so that the client notices. It
        would not where the end of the connection is the end of the answer; a reset
        is noticed.
        """
        if self.writer.framing is TO_CLOSE:
            self.abort()
        else:
            self.close()

    def drop(self, reason: Failure) -> None:
        """
        Give up the running request, and tell it why.
        """
        requests, self.requests = self.requests, ()
        for request in requests:
            request.connectionLost(reason)
