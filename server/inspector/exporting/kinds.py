"""
The kinds of files that a conversation can be exported as.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from server.inspector.fileformats.har import writeHAR
from server.inspector.fileformats.page import writePage
from server.inspector.fileformats.record import Record
from server.inspector.fileformats.svg import writeSVG
from server.inspector.fileformats.transcript import writeTranscript


@dataclass(frozen=True)
class Kind:
    """
    One kind of file.

    @ivar title: what it is, for a person.
    @ivar write: writes the file. The second argument is the command that has started the
        program.
    """

    title: str
    contentType: str
    write: Callable[[Record, str], str]


#: By the ending of the file's name.
KINDS: Mapping[str, Kind] = {
    "txt": Kind(
        "transcript, as in the walkthroughs", "text/plain; charset=utf-8", writeTranscript
    ),
    "svg": Kind("drawing", "image/svg+xml", lambda record, command: writeSVG(record)),
    "html": Kind("page", "text/html; charset=utf-8", lambda record, command: writePage(record)),
    "har": Kind("HTTP archive", "application/json", lambda record, command: writeHAR(record)),
}
