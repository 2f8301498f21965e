"""
The answer that is a file: all of it, a part, or that nothing has changed.
"""

from __future__ import annotations

import os
import time
from math import floor
from typing import IO

from twisted.web.server import NOT_DONE_YET, Request
from twisted.web.static import SingleRangeStaticProducer

from server.conditional import answerUnmet, choosePart, evaluateFor, isUnmet, writeDate
from server.semantics import Part, Validators

#: How many bytes of a file are sent in one piece with the head.
SHORT = 65536
#: How many bytes the system is told to send at a time.
LARGEST = 2**20


def answerWithFile(request: Request, file: IO[bytes], kind: str) -> bytes | int:
    """
    Answer a GET or HEAD with a file.

    @param file: open for reading; it is closed here.
    @param kind: the media type.
    @return: what C{render} is to return.
    """
    status, now = os.fstat(file.fileno()), time.time()
    # RFC 9110 section 8.8.2.1: an origin server "MUST NOT generate a Last-Modified date
    # that is later than the server's time of message origination", which Date says. So
    # both come from one clock, in whole seconds, rounded down.
    modified = min(floor(status.st_mtime), floor(now))
    request.setHeader(b"Date", writeDate(floor(now)))
    request.setHeader(b"Accept-Ranges", b"bytes")
    outcome = evaluateFor(request, Validators(modified=modified))
    if isUnmet(outcome):
        file.close()
        return answerUnmet(request, outcome)
    part = choosePart(request, status.st_size, outcome)
    if part is None:
        file.close()
        return b""
    request.setHeader(b"Content-Type", kind.encode())
    return sendPart(request, file, part)


def sendPart(request: Request, file: IO[bytes], part: Part) -> bytes | int:
    """
    Send a part of a file, which may be all of it. This is the one place where the
    content of a file goes to a client.
    """
    if request.method == b"HEAD":
        request.setHeader(b"Content-Length", b"%d" % part.size)
        file.close()
        return b""
    if part.size <= SHORT:
        file.seek(part.first)
        content = file.read(part.size)
        if len(content) == part.size:  # otherwise it has become shorter in the meantime
            file.close()
            return content
    request.setHeader(b"Content-Length", b"%d" % part.size)
    ExactProducer(request, file, part.first, part.size).start()
    return NOT_DONE_YET


class ExactProducer(SingleRangeStaticProducer):
    """
    Sends as many bytes as were announced, even of a file that grows in the meantime, as
    logs do: what a socket takes goes at once, the rest piece by piece, as the client
    reads. Where the file has become shorter, the connection is broken off: only then can a
    client tell that the content is incomplete (RFC 9112 section 8).
    """

    def start(self) -> None:
        """
        Begin to send, at once as much as the socket takes.
        """
        self.bytesWritten = 0
        self._sendUnread()
        if self.request is not None:
            self.request.registerProducer(self, False)

    def resumeProducing(self) -> None:
        """
        The client has read: send what is read but unsent, and else read the next piece.
        """
        if self.request is not None and not self._sendUnread():
            self._sendRead()

    def _sendUnread(self) -> bool:
        """
        Have the system send the next piece, where the request has a way to do that.

        @return: whether that has been done.
        """
        send = getattr(self.request, "sendFile", None)
        if send is None:  # Twisted's own request
            return False
        if not self.request.startedWriting:
            self.request.write(b"")  # the head goes first
        missing = min(self.size - self.bytesWritten, LARGEST)
        sent = send(self.fileObject.fileno(), self.offset + self.bytesWritten, missing)
        self.bytesWritten += sent
        if self.bytesWritten == self.size:
            self.request.unregisterProducer()
            self.request.finish()
            self.stopProducing()
        return bool(sent)

    def _sendRead(self) -> None:
        before = self.bytesWritten
        self.fileObject.seek(self.offset + before)
        super().resumeProducing()
        if self.request and self.bytesWritten == before:
            self.request.unregisterProducer()
            self.request.loseConnection()
            self.stopProducing()
