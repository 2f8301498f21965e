"""
Files that leave (C{/export/3.txt} is connection 3 as a transcript), and a file that comes
in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from twisted.internet.defer import Deferred, DeferredLock
from twisted.internet.threads import deferToThreadPool
from twisted.web.resource import Resource
from twisted.web.server import Request

from server.inspector.exporting.importlist import importHref
from server.inspector.exporting.importreader import MOST, readImport
from server.inspector.exporting.kinds import KINDS, Kind
from server.inspector.fileformats.record import Record
from server.inspector.inspector import Inspector
from server.inspector.pace import Pace
from server.inspector.study import BATCH
from server.inspector.view import View, readView
from server.linked.posted import Posted
from server.pages import Answer, BadRequest, Layout, NotFound, respond, seeOther
from server.wire import Chunk, Conversation

Result = TypeVar("Result")
NOT_KEPT = {"Cache-Control": "no-store"}
#: How many digits the number of a connection may have.
DIGITS = 9


def inThread(reactor: Any, work: Callable[[], Result]) -> Deferred[Result]:
    """
    Do in a thread what takes long, while the step goes on.
    """
    return deferToThreadPool(reactor, reactor.getThreadPool(), work)


async def copyOf(conversation: Conversation, pace: Pace) -> list[Chunk]:
    """
    Copy what is kept of a conversation, little by little. Where its beginning is dropped
    in the meantime, the copy begins after that.
    """
    chunks: list[Chunk] = []
    position, end = conversation.dropped, conversation.length
    while position < end:
        if position < conversation.dropped:
            chunks, position = [], conversation.dropped
        found = pace.make(conversation.since, position, min(BATCH, end - position))
        chunks += found
        position += len(found)
        await pace.pause()
    return chunks


class Exports(Resource):
    """
    Writes files, one at a time. A long conversation takes seconds, so a thread does it, and
    the step goes on.
    """

    isLeaf = True

    def __init__(self, inspector: Inspector, layout: Layout) -> None:
        super().__init__()
        self._inspector = inspector
        self._layout = layout
        self._lock = DeferredLock()

    def render_GET(self, request: Request) -> int:
        """
        Write the file that the address names.
        """
        names: list[bytes] = request.postpath or []
        name = b"/".join(names).decode("ascii", "replace")
        return respond(request, self._layout, self._export(name, readView(request)))

    async def _export(self, name: str, view: View) -> Answer:
        number, _, ending = name.partition(".")
        kind = KINDS.get(ending)
        if kind is None or not (number.isascii() and number.isdigit()) or len(number) > DIGITS:
            raise NotFound(f"An export is a number and one of {', '.join(KINDS)}, such as 3.txt.")
        recorder = self._inspector.recorderOf(view)
        conversation = recorder.conversations.get(int(number)) if recorder else None
        if conversation is None:
            of = "conversation" if view.imported else "connection"
            raise NotFound(f"Nothing is kept of {of} {number}.")
        content = await self._write(kind, conversation, not view.showsSecrets)
        step = self._inspector.program.rpartition(".")[2]
        origin = f"import-{view.imported}" if view.imported else f"{step}-connection"
        file = f'attachment; filename="{origin}-{name}"'
        return Answer(content, 200, kind.contentType, NOT_KEPT | {"Content-Disposition": file})

    async def _write(self, kind: Kind, conversation: Conversation, isMasked: bool) -> bytes:
        """
        @param conversation: it may go on while the file is written: so a copy is taken.
        """
        chunks, opened = await copyOf(conversation, self._inspector.pace), conversation.opened
        command = f"python -m {self._inspector.program}"

        def write() -> bytes:
            return kind.write(Record(chunks, opened, isMasked), command).encode("utf-8")

        written: bytes = await self._lock.run(inThread, self._inspector.reactor, write)
        return written


class Import(Posted):
    """
    Takes a file, and has its requests shown.
    """

    isLeaf = True

    def __init__(self, inspector: Inspector, layout: Layout) -> None:
        super().__init__(layout)
        self._inspector = inspector

    async def answer(self, request: Request) -> Answer:
        """
        Take the file, and lead to what was found in it.
        """
        given: list[bytes] = request.args.get(b"file", [])
        if len(given) != 1 or not given[0]:
            raise BadRequest("Choose a file.")
        if len(given[0]) > MOST:
            raise BadRequest(f"A file may have at most {MOST:,} bytes.")
        reactor, imports = self._inspector.reactor, self._inspector.imports
        imported = await inThread(reactor, partial(readImport, given[0]))
        return seeOther(importHref(readView(request), imports.add(imported)))
