"""
A page that was exported here, read as a conversation.

The page has the bytes as numbers, and with them when they went, and which way. What they mean
is not read: it is found again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import unescape

from server.inspector.fileformats.errors import BadImport
from server.wire import Chunk, Direction

#: What the page is called.
TITLE = re.compile(
    r"A conversation with client 1(?P<secure> with TLS; shown decrypted)?, "
    r"(?P<opened>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC"
)
#: The heading of a piece, and of what is not bytes.
PIECE = re.compile(
    r"(?P<seconds>\d{1,12}(\.\d+)?) s: "
    r"(#\d+, from the (?P<sender>client|server), (?P<size>[\d,]{1,12}) bytes?|The connection)"
)
#: A row of numbers: the offset, the numbers, and the same as letters.
ROW_OF_NUMBERS = re.compile(r" *\d+  (?P<numbers>[0-9a-f]{2}(?: [0-9a-f]{2}){0,15}) *(?:  .*)?")
HIDDEN = re.compile(r"[\d,]+ more pieces are not shown\.")
ENDED = re.compile(r"It was said by (?:the (client|server)|one side) that no more would come\.")
CLOSED_NOTE = re.compile(
    r"The connection was closed by (?:the (client|server)|one side)\. ?(?P<note>[ -~]{0,500})"
)
SENDER_SIDES = {"client": Direction.ARRIVED, "server": Direction.LEFT}


def readPage(text: str) -> tuple[Sequence[Chunk], datetime]:
    """
    Read an exported page.

    @return: what happened, and when it began.
    @raise BadImport: when it is some other page, or not whole.
    """
    title = TITLE.fullmatch(_between(text, "<title>", "</title>"))
    if title is None:
        raise BadImport("it is a page, but not one that an inspector has exported")
    if not text.rstrip().endswith("</html>"):
        raise BadImport("it is half a page: its end is missing")
    _, *sections = text.split("<section")
    if not sections or HIDDEN.search(sections[-1].rpartition("</section>")[2]):
        raise BadImport("it does not show all of its conversation: import an archive instead")
    chunks = [_readSection(number, each) for number, each in enumerate(sections)]
    first = Chunk(1, 0.0, Direction.OPENED, note="client 1" + (title["secure"] or ""))
    later = (each for each in chunks if each.direction is not Direction.OPENED)
    return [first, *later], _readDate(title["opened"])


def _between(text: str, start: str, end: str) -> str:
    return unescape(text.partition(start)[2].partition(end)[0])


def _readDate(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise BadImport("its title holds no date") from None


def _readSection(number: int, section: str) -> Chunk:
    heading = PIECE.fullmatch(_between(section, "<h2>", "</h2>"))
    if heading is None:
        raise BadImport(f"the heading of its section {number} is not as it was exported")
    seconds = float(heading["seconds"])
    if heading["sender"] is None:
        return _readNote(number, seconds, _between(section, "<p>", "</p>"))
    numbers = _between(section, '<pre class="hex" tabindex="0">', "</pre>")
    data = b"".join(_readRows(number, numbers))
    if len(data) != int(heading["size"].replace(",", "") or 0):
        raise BadImport(f"it does not show all bytes of piece {number}: import an archive instead")
    return Chunk(1, seconds, SENDER_SIDES[heading["sender"]], data)


def _readRows(number: int, text: str) -> Iterator[bytes]:
    for line in text.splitlines():
        row = ROW_OF_NUMBERS.fullmatch(line)
        if row is None:
            raise BadImport(f"the numbers of piece {number} are not as they were exported")
        yield bytes.fromhex(row["numbers"])


def _readNote(number: int, seconds: float, text: str) -> Chunk:
    ended, closed = ENDED.fullmatch(text), CLOSED_NOTE.fullmatch(text)
    if ended:
        return Chunk(1, seconds, Direction.ENDED, by=ended[1] or "")
    if closed:
        return Chunk(1, seconds, Direction.CLOSED, note=closed["note"], by=closed[1] or "")
    if text == "The connection was opened.":
        return Chunk(1, seconds, Direction.OPENED)
    raise BadImport(f"the text of its section {number} is not as it was exported")
