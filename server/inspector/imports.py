"""
What was imported: the requests in a file, and its conversations. They are kept apart from what
the step itself has said.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.inspector.studies import Studies
from server.inspector.study import Study
from server.wire import Chunk, Recorder

#: How many files are kept, and how many bytes of memory the conversations of each may
#: take.
MOST_FILES, MOST_BYTES = 8, 2**23
#: How many conversations are kept of one file, and how many things that happened, in all
#: of them together.
CONVERSATIONS, THINGS = 30, 10_000


@dataclass(frozen=True)
class Heard:
    """
    A conversation as a file has it.

    @ivar chunks: what happened, the opening first.
    @ivar opened: when it began, if the file says so.
    """

    chunks: Sequence[Chunk]
    opened: datetime | None = None


@dataclass
class Imported:
    """
    What was found in a file.

    @ivar kind: what it is, such as C{a transcript}.
    @ivar requests: with a name for each, in order.
    @ivar skipped: why others are left out, one sentence each.
    @ivar step: the number of the step whose conversations they are; 0 where nobody knows.
    @ivar recorder: holds the conversations, numbered from 1.
    @ivar studies: explain them.
    """

    kind: str
    requests: Sequence[tuple[str, bytes]]
    skipped: Sequence[str] = ()
    step: int = 0

    def __post_init__(self) -> None:
        self.recorder = Recorder(MOST_BYTES)
        self.studies = Studies(self.recorder, CONVERSATIONS, make=Study)

    def keep(self, conversations: Iterable[Heard]) -> None:
        """
        Keep conversations of the file, as if they had been recorded.
        """
        for number, heard in enumerate(conversations, 1):
            for chunk in heard.chunks:
                self.recorder(chunk._replace(connection=number))
            if heard.opened is not None:
                self.recorder.conversations[number].opened = heard.opened


class Imports:
    """
    Keeps the newest.

    @ivar kept: by number, the oldest first.
    """

    def __init__(self) -> None:
        self.kept: OrderedDict[int, Imported] = OrderedDict()
        self._count = 0

    def add(self, imported: Imported) -> int:
        """
        Keep what was found in one more file; the oldest goes where there are too many.

        @return: its number.
        """
        self._count += 1
        self.kept[self._count] = imported
        if len(self.kept) > MOST_FILES:
            self.kept.popitem(last=False)
        return self._count
