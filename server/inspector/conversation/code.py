"""
Our own code that reads a kind of span, and where it is today.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from server.channel import forms
from server.explain import Exchange
from server.http1 import RequestReader, ResponseReader, fields, rules, target
from server.http1.bodies import NothingMore, SizedBody
from server.http1.buffer import Buffer
from server.http1.chunks import ChunkedBody
from server.http1.headlines import HeadLines
from server.http1.trailers import TrailerReader

ROOT = Path(__file__).parents[3]

#: Who reads a kind of span. Much of it is private to the engine, but whoever learns how it
#: works looks under its hood. If a function is renamed, importing this fails.
READERS: dict[str, Callable[..., Any]] = {
    "request line": RequestReader._decide,
    "method": RequestReader._decide,
    "target": target.splitTarget,
    "version": RequestReader._decide,
    "space": RequestReader.checkStartLine,
    "status line": ResponseReader._decide,
    "status code": ResponseReader._decide,
    "reason": ResponseReader._decide,
    "scheme": target._splitAbsoluteForm,
    "scheme end": target._splitAbsoluteForm,
    "host": target._isHost,
    "port colon": target._isPort,
    "port": target._isPort,
    "path": target._pathAndQuery,
    "query mark": target._pathAndQuery,
    "query argument": forms.parsePairs,
    "query separator": forms.parsePairs,
    "whole server": target._splitAsteriskForm,
    "field line": fields.parseFields,
    "field name": fields.parseFields,
    "colon": fields.parseFields,
    "white space": fields.parseFields,
    "field value": rules.gather,
    "member": rules.elements,
    "list separator": rules.elements,
    "parameter": rules._codings,
    "parameter separator": rules._codings,
    "line end": Buffer.findLine,
    "empty line": HeadLines.skipEmptyLines,
    "end of head": RequestReader._readHead,
    "content": SizedBody.read,
    "chunk line": ChunkedBody._readChunkLine,
    "chunk size": ChunkedBody._chunkSize,
    "last chunk size": ChunkedBody._chunkSize,
    "chunk extension": ChunkedBody._chunkSize,
    "chunk": ChunkedBody._readChunk,
    "chunk end": ChunkedBody._readChunk,
    "trailer line": TrailerReader._add,
    "end of trailers": TrailerReader.read,
    "fault": RequestReader.nextEvent,
    "unread": RequestReader.nextEvent,
    "unchecked": Buffer.findLine,
    "after close": NothingMore.read,
    "other protocol": RequestReader.takeRest,
    "undecided": Exchange._requestRead,
}


class Code(NamedTuple):
    """
    A function of ours.

    @ivar name: such as C{RequestReader._decide}.
    @ivar file: from the root of the course, such as C{server/http1/requests.py}.
    @ivar first: the number of its first line.
    @ivar last: the number of its last line.
    @ivar text: its lines.
    """

    name: str
    file: str
    first: int
    last: int
    text: str


@lru_cache(maxsize=len(READERS))
def codeOf(kind: str) -> Code | None:
    """
    Find the function that reads a kind of span.

    @return: L{None} where none does.
    """
    function = READERS.get(kind)
    if function is None:
        return None
    lines, first = inspect.getsourcelines(function)
    path = Path(inspect.getsourcefile(function) or "")
    file = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    text = inspect.cleandoc("".join(lines))
    return Code(function.__qualname__, file, first, first + len(lines) - 1, text)
