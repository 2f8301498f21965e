"""
The engine that needs no other program: SQLite's full text search, FTS5, with
its tokenizer "trigram" (L{server.search.trigrams}).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import inf
from pathlib import Path

from twisted.internet.defer import Deferred, succeed

from server.search.catalogue import Catalogue, forget, remember, touch
from server.search.engine import Document
from server.search.matching import fold
from server.search.trigrams import LENGTH, trigramsOfAll
from server.search.workers import Deadline, Workers

# The texts are folded before they are stored, so that upper and lower case are
# what our definition says, not SQLite's. The index notes for each trigram the files that
# hold it ("detail = none"), not where in them: comparing the places of the trigrams of a
# long word in a file that repeats itself would take hundreds of megabytes.
TEXTS = """CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5 (
    content, tokenize = 'trigram case_sensitive 1', detail = none
)"""

PROPOSE = "SELECT path FROM texts JOIN files ON files.id = texts.rowid WHERE texts MATCH ?"

#: How many of its steps SQLite takes between two checks of the time.
STEPS = 10_000


class FTS5Engine:
    """
    Keeps the texts and their trigrams in one database file.
    """

    def __init__(self, workers: Workers, folder: Path) -> None:
        """
        @param folder: where the file is kept.
        """
        self.workers = workers
        self.catalogue = Catalogue(folder / "fts5.sqlite", TEXTS)

    def known(self) -> dict[str, Document]:
        """
        Tell which files are remembered, by path.
        """
        self.catalogue.prepare()
        return self.catalogue.known()

    def update(self, documents: Sequence[Document], gone: Collection[str]) -> None:
        """
        Remember and forget files, in one transaction.
        """
        with self.catalogue.transaction() as connection:
            unchanged = [each for each in documents if each.text is None and not each.reason]
            changed = [each for each in documents if each.text is not None or each.reason]
            for document in unchanged:
                touch(connection, document.file)
            for path in (*gone, *(document.file.path for document in changed)):
                number = forget(connection, path)
                connection.execute("DELETE FROM texts WHERE rowid = ?", (number,))
            for document in changed:
                row = (remember(connection, document), fold(document.text or ""))
                connection.execute("INSERT INTO texts (rowid, content) VALUES (?, ?)", row)

    def start(self) -> Deferred[None]:
        """
        Do nothing: there is nothing to start.
        """
        return succeed(None)

    def propose(self, words: Sequence[str]) -> Deferred[Collection[str]]:
        """
        Propose the files that hold all words of three characters and more.
        Shorter ones have no trigram; where all are that short, it may be any file.
        """
        longWords = [word for word in words if len(word) >= LENGTH]
        if not longWords:
            return self.workers.run(inf, lambda deadline: self.catalogue.searched())
        return self.workers.run(inf, self._lookUp, longWords)

    def _lookUp(self, deadline: Deadline, words: list[str]) -> list[str]:
        with self.catalogue.open() as connection:
            connection.set_progress_handler(deadline.isOver, STEPS)  # true interrupts it
            query = " AND ".join(map(quoteTrigram, trigramsOfAll(words)))
            rows = connection.execute(PROPOSE, (query,))
            return [path for (path,) in rows]

    def stop(self) -> Deferred[None]:
        """
        Do nothing: there is nothing that runs.
        """
        return succeed(None)


def quoteTrigram(trigram: str) -> str:
    """
    Write a trigram as a string of FTS5's query language. Within the quotes, nothing but
    a quote means anything; a quote is written twice.
    """
    return '"' + trigram.replace('"', '""') + '"'
