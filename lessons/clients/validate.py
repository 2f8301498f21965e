"""
validate: send a form with a file, and show what the server says to it.
"""

import os
import re
import stat
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from mimetypes import guess_type
from typing import BinaryIO
from uuid import uuid4

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IConsumer
from twisted.internet.task import CooperativeTask, TaskFinished, TaskStopped, cooperate
from twisted.python.failure import Failure
from zope.interface import implementer

from lessons.arguments import toBytes, visible
from lessons.clients.clientprogram import main, readURL
from lessons.clients.errors import ClientError
from lessons.clients.redirects import Body
from lessons.clients.statuses import Exit
from lessons.clients.web import Web, demandSuccess
from lessons.clients.webcat import printPage

UPLOAD_PAGE = "http://127.0.0.1:8000/upload"

#: How many bytes of a file are in memory at a time.
PIECE = 65536

UNKNOWN = "application/octet-stream"
#: The types of compressed files, by Python's names for the compressions.
COMPRESSED = {
    "gzip": "application/gzip",
    "bzip2": "application/x-bzip2",
    "xz": "application/x-xz",
    "compress": "application/x-compress",
    "br": UNKNOWN,
}

Cooperate = Callable[[Iterator[None]], CooperativeTask[Iterator[None]]]

# RFC 7578 section 4.2 leaves open how to write a name that cannot be put between quotes; browsers
# do it so (HTML, "multipart/form-data encoding algorithm").
ESCAPES = {ord('"'): "%22", ord("\r"): "%0D", ord("\n"): "%0A"}


def quote(name: str) -> str:
    """
    Write a name between quotes.
    """
    return f'"{name.translate(ESCAPES)}"'


def describe(name: str, value: str | BinaryIO) -> bytes:
    """
    Write the head of one part.
    """
    disposition = f"Content-Disposition: form-data; name={quote(withCRLF(name))}"
    if isinstance(value, str):
        return toBytes(f"{disposition}\r\n\r\n")
    filename = os.path.basename(value.name)
    kind = typeOf(filename)
    return toBytes(f"{disposition}; filename={quote(filename)}\r\nContent-Type: {kind}\r\n\r\n")


# HTML, "constructing the entry list": a text has CR LF between its lines, whatever was there
# before. A file is sent as it is.
def withCRLF(text: str) -> str:
    """
    Write the line ends of a text as forms have them.
    """
    return re.sub(r"\r\n|\r|\n", "\r\n", text)


def typeOf(filename: str) -> str:
    """
    Guess the type of a file by its name. Python takes C{a.tar.gz} for a tar
    archive that was compressed on the way; but in a form nothing is unpacked on
    the way, so the type is that of the compressed file.
    """
    kind, compression = guess_type(filename)
    return COMPRESSED.get(compression or "", kind or UNKNOWN)


@implementer(Body)
class FormBody:
    """
    A form as the content of a request. It is never in memory as a whole: it is
    written piece by piece, as fast as the connection takes it.

    @ivar length: in bytes, for Content-Length.
    @ivar onPiece: called whenever a piece has been written.
    """

    onPiece: Callable[[], object] = staticmethod(lambda: None)

    def __init__(self, contents: list[bytes | BinaryIO], cooperate: Cooperate = cooperate) -> None:
        """
        @param contents: what to write, one after the other.
        @param cooperate: shares the time with the rest of the program.
        """
        self.contents = contents
        self.cooperate = cooperate
        self.length = sum(map(sizeOf, contents))

    def pieces(self) -> Iterator[bytes]:
        """
        The bytes of the form, in order.
        """
        for content in self.contents:
            if isinstance(content, bytes):
                yield content
            else:
                yield from iter(partial(content.read, PIECE), b"")

    def writeTo(self, consumer: IConsumer) -> Iterator[None]:
        """
        Write one piece each time that C{next} is called.
        """
        for piece in self.pieces():
            consumer.write(piece)
            self.onPiece()
            yield

    def startProducing(self, consumer: IConsumer) -> Deferred[None]:
        """
        Write all pieces, in turns with whatever else the reactor has to do.
        """
        self.task = self.cooperate(self.writeTo(consumer))
        return self.task.whenDone().addCallbacks(lambda iterator: None, self.givenUp)

    def givenUp(self, reason: Failure) -> Deferred[None]:
        """
        It was not written to its end. If nobody wants the rest, there is nobody
        to tell: then L{twisted.web.iweb.IBodyProducer} wants a Deferred that never fires.
        """
        if reason.check(CancelledError):
            self.stopProducing()
        elif not reason.check(TaskStopped):
            reason.raiseException()
        return Deferred()

    def pauseProducing(self) -> None:
        """
        The connection is full: wait.
        """
        self.task.pause()

    def resumeProducing(self) -> None:
        """
        The connection takes more: go on.
        """
        self.task.resume()

    def stopProducing(self) -> None:
        """
        The connection is lost. Agent may say so twice.
        """
        with suppress(TaskFinished):
            self.task.stop()


def sizeOf(content: bytes | BinaryIO) -> int:
    """
    Count the bytes that a file still has to give, or those of a text.
    """
    if isinstance(content, bytes):
        return len(content)
    return os.fstat(content.fileno()).st_size - content.tell()


# RFC 7578: multipart/form-data. Each part has a head and a value, and between two parts is a line
# that occurs in none of them, the boundary.
def encodeForm(
    inputs: Iterable[tuple[str, str | BinaryIO]],
    boundary: str | None = None,
) -> tuple[str, FormBody]:
    """
    Encode a form.

    @param inputs: the fields in order: name, and either text or an open file.
    @param boundary: random by default, so that no file can hold it by chance.
    @return: the value for Content-Type, and the content.
    """
    boundary = boundary or uuid4().hex
    contents: list[bytes | BinaryIO] = []
    for name, value in inputs:
        contents.append(f"--{boundary}\r\n".encode() + describe(name, value))
        contents.append(toBytes(withCRLF(value)) if isinstance(value, str) else value)
        contents.append(b"\r\n")
    contents.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", FormBody(contents)


async def validate(web: Web, url: str, inputs: Iterable[tuple[str, str | BinaryIO]]) -> None:
    """
    Send a form, and print the answer.

    @raise ClientError: when the server answers with an error.
    """
    contentType, body = encodeForm(inputs)
    response = await web.request("POST", url, {"Content-Type": contentType}, body)
    demandSuccess(response)
    await web.read(response, printPage)


def openWithLength(name: str) -> BinaryIO:
    """
    Open a file for reading.

    @raise ClientError: when it has no length that could be announced.
    """
    if not stat.S_ISREG(os.stat(name).st_mode):
        raise ClientError(f"{visible(name)}: not a regular file, so it has no length", Exit.FILE)
    return open(name, "rb")


def readFormField(text: str) -> tuple[str, str]:
    """
    Read C{NAME=VALUE} from the command line.
    """
    name, separator, value = text.partition("=")
    if not (name and separator):
        raise ArgumentTypeError(f"{text!r} is not a field: write NAME=VALUE")
    return name, value


def addOptions(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("files", nargs="*", metavar="FILE", help="send this file, in a field named file")
    add("--field", action="append", default=[], type=readFormField, metavar="NAME=VALUE")
    add("--url", type=readURL, default=UPLOAD_PAGE, help=f"default {UPLOAD_PAGE}")


async def program(web: Web, options: Namespace) -> None:
    with ExitStack() as stack:
        files = [stack.enter_context(openWithLength(name)) for name in options.files]
        await validate(web, options.url, [*options.field, *(("file", file) for file in files)])


if __name__ == "__main__":
    main(program, addOptions)
