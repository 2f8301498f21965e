"""
A file that was exported, here or elsewhere: the requests in it.
"""

from __future__ import annotations

from collections.abc import Callable

from server.escapes import visible
from server.explain import Direction, Explainer
from server.http1 import Request
from server.inspector.conversation.messages import Message, messagesOf
from server.inspector.exports.conversation import arrived, readTranscript
from server.inspector.exports.errors import BadImport
from server.inspector.exports.harimport import readHAR
from server.inspector.imports import Imported
from server.pages import BadRequest

#: Bytes of a file.
MOST = 2**20
#: Of a request's name, characters that are shown.
LONGEST = 80


def readImport(data: bytes) -> Imported:
    """
    Read a file, whichever kind it is.

    @raise BadRequest: when it is none of them.
    """
    # JSON is an object here; no transcript begins so.
    isArchive = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    read: Callable[[bytes], Imported] = _readArchive if isArchive else _readTranscript
    try:
        return read(data)
    except BadImport as error:
        sentence = str(error).rstrip(".")
        raise BadRequest(f"{sentence[:1].upper()}{sentence[1:]}.") from error


def _readArchive(data: bytes) -> Imported:
    """
    Read an HTTP archive, such as a browser writes.
    """
    archive = readHAR(data)
    requests = [(_cut(each.name), each.data) for each in archive.requests]
    return Imported(requests, archive.skipped)


def _readTranscript(data: bytes) -> Imported:
    """
    Read a transcript. What is typed in it may be several requests.
    """
    sent = arrived(readTranscript(data.decode("utf-8", "surrogateescape")))
    explainer = Explainer(Direction.REQUESTS)
    explainer.feed(sent)
    found = messagesOf(explainer)
    return Imported([(_nameOf(each), sent[each.start : each.end]) for each in found])


def _nameOf(message: Message) -> str:
    head = message.head
    if not isinstance(head, Request):
        return "what is not a whole request"
    return _cut(visible(b"%b %b" % (head.method, head.target)))


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else name[:LONGEST] + "…"
