"""
Brings an engine up to date with the corpus.

Only what is new or has changed is read, and an engine takes it in pieces, each
whole or not at all. So an indexer that is killed in the middle goes on at the next start
where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from server.search.corpus import Corpus, Found, NoText
from server.search.engine import Document, Engine

#: How many files of a corpus are indexed; any more are left out.
MOST_FILES = 100_000

#: How much an engine takes in one piece.
PIECE_FILES = 200
PIECE_SIZE = 4_000_000  # characters


@dataclass
class Progress:
    """
    How far it is.

    @ivar total: how many files the corpus has.
    @ivar toRead: how many are new or have changed.
    @ivar read: how many of those are done.
    @ivar gone: how many no longer exist.
    @ivar skipped: how many files of the corpus are not searched.
    """

    total: int = 0
    toRead: int = 0
    read: int = 0
    gone: int = 0
    skipped: int = 0

    @property
    def isDone(self) -> bool:
        """
        Whether the engine knows all files.
        """
        return self.read == self.toRead

    def __str__(self) -> str:
        if not self.isDone:
            return f"{self.read:,} of {self.toRead:,} files read"
        searched = self.total - self.skipped
        changes = f"{self.read:,} read, {self.gone:,} gone, {self.skipped:,} skipped"
        return f"{searched:,} files ({changes})"


def tellNobody(progress: Progress) -> None:
    """
    Do nothing with the progress.
    """


class Indexer:
    """
    Brings an engine up to date once. It blocks, so it is run in a thread.
    """

    def __init__(
        self,
        corpus: Corpus,
        engine: Engine,
        tell: Callable[[Progress], None] = lambda progress: None,
    ) -> None:
        """
        @param tell: called now and then with how far it is.
        """
        self.corpus = corpus
        self.engine = engine
        self.tell = tell
        self.progress = Progress()
        self.isStopped = False

    def run(self) -> Progress:
        """
        Read what is new, and forget what is gone.
        """
        known = self.engine.known()
        found = {file.path: file for file in islice(self.corpus.files(), MOST_FILES)}
        gone = known.keys() - found.keys()
        changed = [file for file in found.values() if not isKnown(file, known)]
        same = [known[path] for path in found.keys() & known.keys() if isKnown(found[path], known)]
        self.progress = Progress(len(found), len(changed), gone=len(gone))
        self.progress.skipped = sum(bool(document.reason) for document in same)
        self.engine.update([], gone)
        for piece in pieces(self.read(file, known) for file in changed):
            self.engine.update(piece, [])
            self.count(piece)
        return self.progress

    def read(self, file: Found, known: dict[str, Document]) -> Document:
        """
        Read a file. One whose time has changed, but not its text, is known
        already.
        """
        try:
            text = self.corpus.read(file.path)
        except NoText as error:
            return Document(file, reason=str(error))
        digest = sha256(text.encode()).digest()
        before = known.get(file.path)
        isSame = before is not None and before.digest == digest
        return Document(file, digest, text=None if isSame else text)

    def count(self, piece: list[Document]) -> None:
        """
        Count what an engine has taken, and tell how far it is.

        @raise Stopped: when it is time to stop.
        """
        self.progress.read += len(piece)
        self.progress.skipped += sum(bool(document.reason) for document in piece)
        self.tell(self.progress)
        if self.isStopped and not self.progress.isDone:
            raise Stopped


class Stopped(Exception):
    """
    Stopped in the middle, because the server stops.
    """


def isKnown(file: Found, known: dict[str, Document]) -> bool:
    """
    Tell whether a file is as it was.
    """
    return file.path in known and known[file.path].file == file


def pieces(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """
    Collect documents into pieces that are large enough to be worth a
    transaction, and small enough for the memory.
    """
    piece: list[Document] = []
    size = 0
    for document in documents:
        piece.append(document)
        size += len(document.text or "")
        if len(piece) >= PIECE_FILES or size >= PIECE_SIZE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece
