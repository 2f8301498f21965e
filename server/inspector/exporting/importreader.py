"""
A file that was exported, here or elsewhere: its requests, and its conversations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from server.escapes import visible
from server.explain import Direction, Explainer
from server.http1 import Request
from server.inspector.conversation.messages import Message, messagesOf
from server.inspector.fileformats.conversation import arrived, readTranscript
from server.inspector.fileformats.errors import BadImport
from server.inspector.fileformats.harconversation import conversationsOf
from server.inspector.fileformats.harimport import readHAR
from server.inspector.fileformats.pageimport import readPage
from server.inspector.imports import CONVERSATIONS, THINGS, Heard, Imported
from server.pages import BadRequest
from server.wire import Chunk

#: How many bytes a file may have.
MOST = 7 * 2**19
#: The command of a step, with which a transcript of it begins.
STEP = re.compile(r"^ *\$ python -m lessons\.step(\d{1,2})\b", re.MULTILINE)
#: How many characters of a request's name are shown.
LONGEST = 80


def readImport(data: bytes) -> Imported:
    """
    Read a file, whichever kind it is.

    @raise BadRequest: when it is none of them.
    """
    begin = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower()
    read: Callable[[bytes], Imported] = _readTranscript
    if begin.startswith(b"{"):  # JSON is an object here; no transcript begins like that
        read = _readArchive
    elif begin.startswith((b"<!doctype html", b"<html")):
        read = _readPage
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
    talks = conversationsOf([each.exchange for each in archive.requests])
    skipped = list(archive.skipped)
    if len(talks) > CONVERSATIONS:
        skipped.append(
            f"Its requests came on {len(talks):,} connections: here are the first {CONVERSATIONS}."
        )
    return _keep(Imported("an HTTP archive", requests, skipped), talks[:CONVERSATIONS])


def _readTranscript(data: bytes) -> Imported:
    """
    Read a transcript. What is typed in it may be several requests.
    """
    text = data.decode("utf-8", "surrogateescape")
    chunks = readTranscript(text)
    step = STEP.search(text)
    imported = Imported("a transcript", _requestsIn(arrived(chunks)), (), _numberOf(step))
    return _keep(imported, [chunks])


def _numberOf(step: re.Match[str] | None) -> int:
    return int(step[1]) if step else 0


def _readPage(data: bytes) -> Imported:
    """
    Read a page that was exported.
    """
    chunks, opened = readPage(data.decode("utf-8", "replace"))
    return _keep(Imported("a page", _requestsIn(arrived(chunks))), [chunks], opened)


def _requestsIn(sent: bytes) -> list[tuple[str, bytes]]:
    explainer = Explainer(Direction.REQUESTS)
    explainer.feed(sent)
    return [(_nameOf(each), sent[each.start : each.end]) for each in messagesOf(explainer)]


def _keep(
    imported: Imported, talks: Sequence[Sequence[Chunk]], opened: datetime | None = None
) -> Imported:
    """
    Keep the conversations of a file, all of them or none.
    """
    if sum(map(len, talks)) > THINGS:
        raise BadImport(f"more than {THINGS:,} things happened in it: that is too many")
    imported.keep([Heard(talk, opened) for talk in talks])
    if imported.recorder.dropped() or imported.recorder.forgotten:
        raise BadImport("its conversations are too long to be kept")
    return imported


def _nameOf(message: Message) -> str:
    head = message.head
    if not isinstance(head, Request):
        return "what is not a whole request"
    return _cut(visible(b"%b %b" % (head.method, head.target)))


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else name[:LONGEST] + "…"
