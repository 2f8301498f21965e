"""
A file that is not whole yet.

The bytes go into C{NAME.part} beside the target, and only a whole file gets the target's name:
whoever finds that name finds all of it, or the old file. What is needed to resume is in
C{NAME.part.json}.
"""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import asdict, dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO, cast

from twisted.web.iweb import IResponse

from lessons.arguments import visible
from lessons.clients.errors import ClientError
from lessons.clients.statuses import Exit
from lessons.clients.web import field

# RFC 9110 section 14.4: Content-Range = bytes first-last/(complete length or *)
CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/(?:([0-9]{1,18})|\*)")
# Section 8.8.3: entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE
ENTITY_TAG = re.compile('(?P<weak>W/)?"[^\x00-\x20"\x7f]*"')


@dataclass(frozen=True)
class Source:
    """
    Which version of what the part belongs to.

    @ivar validator: what names this very version: a strong entity tag, or a
        date of last change.
    """

    url: str
    validator: str


def strongValidator(response: IResponse) -> str | None:
    """
    Find what names exactly this version of the content, to the byte.

    RFC 9110 section 13.1.5: If-Range takes no weak entity tag (C{W/"..."}), and a date only where
    there is no entity tag and the date is a strong one. A value of ETag without its quotes is not
    an entity tag.

    @return: L{None} where nothing does.
    """
    etag, changed = field(response, "etag"), field(response, "last-modified")
    tag = ENTITY_TAG.fullmatch(etag or "")
    if tag is not None:
        return None if tag["weak"] else tag[0]
    return changed if changed and isStrong(changed, field(response, "date")) else None


# RFC 9110 section 8.8.2.2: the date is strong where it is "at least one second
# earlier" than the response: no second version can have been made in its second.
def isStrong(changed: str, date: str | None) -> bool:
    """
    Tell whether a Last-Modified tells one version from every other.
    """
    try:
        age = parsedate_to_datetime(date or "") - parsedate_to_datetime(changed)
    except (ValueError, TypeError):
        return False
    return age >= timedelta(seconds=1)


def readContentRange(value: str | None) -> tuple[int, int, int | None] | None:
    """
    Read Content-Range.

    @return: the first and the last byte, counted from 0, and how many there
        are in all, where that is said; L{None} where the value makes no sense.
    """
    match = CONTENT_RANGE.fullmatch(value or "")
    if match is None:
        return None
    first, last, total = int(match[1]), int(match[2]), int(match[3]) if match[3] else None
    # "A Content-Range field value is invalid if it contains a range-resp that has a
    # last-pos value less than its first-pos value, or a complete-length value less
    # than or equal to its last-pos value."
    return None if last < first or (total is not None and total <= last) else (first, last, total)


def demandRegular(path: Path) -> None:
    """
    Insist on a name that is free, or that of a regular file: a pipe or a device
    would be replaced.

    @raise ClientError: when it is another.
    """
    try:
        mode = path.stat().st_mode
    except OSError:  # where nothing can be written either, that is told later
        return
    if stat.S_ISDIR(mode):
        raise ClientError(f"{visible(path)}: it is a folder", Exit.FILE)
    if not stat.S_ISREG(mode):
        words = f"{visible(path)}: not a regular file, so it is left as it is"
        raise ClientError(words, Exit.FILE)


def openForWriting(path: Path, mode: str) -> BinaryIO:
    """
    Open a file for writing, and never wait for anybody who reads it.
    """

    def openNow(name: str, flags: int) -> int:
        return os.open(name, flags | os.O_NONBLOCK, 0o666)

    return cast(BinaryIO, open(path, mode, opener=openNow))


class PartialFile:
    """
    The part of a file that is there already.
    """

    def __init__(self, target: Path) -> None:
        """
        @param target: the name for the whole file. If it is a link, the file is
            what it leads to, and the link stays.
        @raise ClientError: when something else has that name.
        """
        demandRegular(target)
        if target.is_symlink():
            target = Path(os.path.realpath(target))
        self.target = target
        self.part = target.with_name(target.name + ".part")
        self.notes = target.with_name(target.name + ".part.json")

    @property
    def size(self) -> int:
        """
        How many bytes are there.
        """
        return self.part.stat().st_size if self.part.exists() else 0

    def source(self) -> Source | None:
        """
        Find out what the part belongs to.

        @return: L{None} where nothing can be resumed.
        """
        try:
            return Source(**json.loads(self.notes.read_text("utf-8"))) if self.size else None
        except (OSError, ValueError, TypeError):
            return None

    def begin(self, source: Source | None) -> BinaryIO:
        """
        Begin at the first byte.
        """
        self.notes.unlink(missing_ok=True)
        file = openForWriting(self.part, "wb")
        if source is not None:
            self.notes.write_text(json.dumps(asdict(source)), "utf-8")
        return file

    def resume(self) -> BinaryIO:
        """
        Go on after the last byte.
        """
        return openForWriting(self.part, "ab")

    def complete(self) -> None:
        """
        Give the whole file its name.
        """
        os.replace(self.part, self.target)
        self.notes.unlink(missing_ok=True)

    def discardUnlessResumable(self) -> bool:
        """
        Keep the part only if it is of use.

        @return: whether it was kept.
        """
        if self.source() is not None:
            return True
        self.part.unlink(missing_ok=True)
        self.notes.unlink(missing_ok=True)
        return False
