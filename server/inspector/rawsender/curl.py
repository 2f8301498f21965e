"""
The same request for curl, and what curl would change in it.

With -H, curl sends a field line as it is given. What curl adds by itself is taken away: a
name and a colon with nothing after it do that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.http1 import Data, EndOfMessage, Framing, RemoteProtocolError, Request, RequestReader
from server.inspector.rawsender.preview import look
from server.inspector.rawsender.quoting import printf, quoted, word

#: A target that curl sends as it is in the URL.
PLAIN_TARGET = re.compile(rb"/[A-Za-z0-9/_~.=&%?+,;:@!$*()-]*")
#: What curl adds to every request, and to one with content.
ADDED, ADDED_TO_CONTENT = (b"User-Agent", b"Accept"), (b"Content-Type", b"Expect")


class Unsayable(Exception):
    """
    curl cannot send this. The text says why.
    """


@dataclass(frozen=True)
class Curl:
    """
    A command.

    @ivar command: the command, for a shell.
    @ivar sends: the bytes that it sends.
    @ivar notes: what is different in them, and in how they are sent.
    """

    command: str
    sends: bytes
    notes: tuple[str, ...]


class Message:
    """
    One request, whole and well-formed.

    @ivar lines: the lines of its fields, that of Host first, as curl sends them.
    """

    def __init__(self, data: bytes) -> None:
        """
        @raise Unsayable: when it is something else.
        """
        self.data = data
        self.request, self.content = _read(data)
        start, *lines = data[self.request.start : self.request.end].split(b"\r\n")[:-2]
        self.startLine = start
        self.lines = [line for line in lines if _isHost(line)]
        self.lines += [line for line in lines if not _isHost(line)]
        self.isSorted = self.lines == lines

    def has(self, name: bytes) -> bool:
        """
        Tell whether there is a field with that name.
        """
        return name.lower() in self.request.values


def _isHost(line: bytes) -> bool:
    return line[:5].lower() == b"host:"


def _read(data: bytes) -> tuple[Request, bytes]:
    reader = RequestReader()
    reader.feed(data)
    try:
        request = reader.nextEvent()
        pieces = []
        while isinstance(event := reader.nextEvent(), Data):
            pieces.append(event.data)
    except RemoteProtocolError as error:
        raise Unsayable(error.sentence) from error
    if not isinstance(request, Request) or not isinstance(event, EndOfMessage):
        raise Unsayable(look(data).waiting or "There is no whole request.")
    if event.end != len(data):
        raise Unsayable("It sends one request, and here is more.")
    return request, b"".join(pieces)


def writeCurl(data: bytes, host: str, port: int) -> Curl:
    """
    Write the command that sends a request.

    @param host: as it is written in a URL.
    @raise Unsayable: with the reason.
    """
    message = Message(data)
    method, version = message.request.method, message.startLine.rpartition(b"/")[2]
    if method == b"CONNECT" or (method == b"HEAD" and _hasContent(message)):
        raise Unsayable(f"{method.decode()} is not sent in this way.")
    if version not in (b"1.0", b"1.1"):
        raise Unsayable("It writes only the versions 1.0 and 1.1.")
    words = [
        "curl -i",
        f"--http{version.decode()}",
        *_method(message),
        *_target(message, f"http://{host}:{port}"),
    ]
    command = " \\\n  ".join([" ".join(words), *_fields(message), *_content(message)])
    before = f"{printf(message.content)} |\n" if _isPiped(message) else ""
    return Curl(before + command, _sent(message), tuple(_notes(message)))


def _method(message: Message) -> Iterator[str]:
    method = message.request.method
    if method == b"HEAD":
        yield "--head"
    elif method != b"GET" or _hasContent(message):
        yield f"-X {quoted(method)}"


def _target(message: Message, root: str) -> Iterator[str]:
    target = message.request.target
    if PLAIN_TARGET.fullmatch(target):
        yield f"--path-as-is {quoted(root.encode() + target)}"
    else:
        yield f"--request-target {word(target)} {quoted(root.encode() + b'/')}"


def _fields(message: Message) -> Iterator[str]:
    for line in message.lines:
        name, _, value = line.partition(b":")
        yield f"-H {word(line if value.strip() else name + b';')}"
    unwanted = ADDED + (ADDED_TO_CONTENT if _hasContent(message) else ()) + (b"Host",)
    for name in unwanted:
        if not message.has(name):
            yield f"-H {quoted(name + b':')}"


def _hasContent(message: Message) -> bool:
    """
    Tell whether curl has to be given content: for chunks, even if it is empty.
    """
    return bool(message.content) or message.request.framing is Framing.CHUNKED


def _isPiped(message: Message) -> bool:
    return not message.content.isascii() or not message.content.decode("ascii").isprintable()


def _content(message: Message) -> Iterator[str]:
    if _isPiped(message):
        yield "--data-binary @-"
    elif _hasContent(message):
        yield f"--data-raw {quoted(message.content)}"


def _sent(message: Message) -> bytes:
    """
    Tell which bytes curl sends for it.
    """
    head = b"\r\n".join([message.startLine, *map(_sentLine, message.lines), b"", b""])
    if message.request.framing is not Framing.CHUNKED:
        return head + message.content
    size = b"%x\r\n" % len(message.content)
    chunk = size + message.content + b"\r\n" if message.content else b""
    return head + chunk + b"0\r\n\r\n"


def _sentLine(line: bytes) -> bytes:
    name, _, value = line.partition(b":")
    return (b"Host" if _isHost(line) else name) + b":" + (value if value.strip() else b"")


def _notes(message: Message) -> Iterator[str]:
    """
    Say what it changes, and what it does by itself.
    """
    request = message.request
    head = message.data[request.start : request.end]
    if request.start:
        yield "It sends no empty line before the request."
    if not message.isSorted:
        yield "It sends Host first."
    if message.has(b"Host") and not message.lines[0].startswith(b"Host:"):
        yield "It writes the name Host in just this way."
    if re.search(rb":[ \t]+\r\n", head):
        yield "It sends no white space in a field without a value."
    if request.framing is Framing.CHUNKED and not _sent(message).endswith(
        message.data[request.end :]
    ):
        yield "It cuts the content into chunks of its own, without extensions and trailers."
    if request.expectsContinue:
        yield "It waits for 100 Continue, but not longer than a second."
