"""
The engine on PostgreSQL: its full-text search, with words of our own.

PostgreSQL's C{to_tsvector} makes words out of a text by the rules of a language: it
drops "the", and stores "tomatoes" as "tomato". Asked for "omat", it would miss
both. But the words can be given to it ready-made, and ours are the trigrams of
the text (L{server.search.trigrams}). Its index for words, GIN, then finds the
texts that hold all trigrams of a query. The extension C{pg_trgm} is similar, but
leaves out every character that is not a letter or digit, and has to be installed;
C{LIKE} without it reads every text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import psycopg
from twisted.internet.defer import Deferred, succeed

from server.database import Database
from server.database.postgresql import Connection, beginAlone, connect, giveUp
from server.search.corpus import Found
from server.search.engine import Document, EngineFailure
from server.search.matching import fold
from server.search.trigrams import LENGTH, trigramsOf, trigramsOfAll

TABLE = """CREATE TABLE IF NOT EXISTS search_files (
    corpus TEXT COLLATE "C" NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    reason TEXT NOT NULL,
    content TEXT NOT NULL,
    trigrams TSVECTOR,
    PRIMARY KEY (corpus, path)
)"""
INDEX = "CREATE INDEX IF NOT EXISTS search_files_trigrams ON search_files USING gin (trigrams)"

KNOWN = "SELECT path, size, modified, digest, reason FROM search_files WHERE corpus = %s"
FORGET = "DELETE FROM search_files WHERE corpus = %s AND path = ANY(%s)"
TOUCH = "UPDATE search_files SET size = %s, modified = %s WHERE corpus = %s AND path = %s"
REMEMBER = """INSERT INTO search_files VALUES
    (%s, %s, %s, %s, %s, %s, %s, array_to_tsvector(%s::text[]))"""

ALL = "SELECT path FROM search_files WHERE corpus = ? AND reason = ''"
# What has no trigrams here had too many, and may hold anything.
PROPOSE = f"{ALL} AND (trigrams @@ ?::tsquery OR trigrams IS NULL)"
# The trigrams may be in different places: this drops the texts that do not hold the word.
HOLDS = " AND strpos(content, ?) > 0"

#: The number of the lock under which texts are remembered; any will do, except for that of
#: the tables.
LOCK = 8001
#: How long a statement that remembers texts may take, in seconds.
STATEMENT_TIMEOUT = 60.0

#: How much a tsvector can hold. A long text in Chinese may have more.
MOST_TRIGRAMS = 1_000_000  # bytes


class PostgreSQLEngine:
    """
    Keeps the texts and their trigrams in a table.
    """

    def __init__(self, database: Database, corpusName: str) -> None:
        """
        @param database: a PostgreSQL database.
        @param corpusName: tells this corpus from others in the same table.
        """
        self.database = database
        self.corpusName = corpusName
        self.writing: Connection | None = None

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """
        Connect to write: either everything is written, or nothing.

        @raise EngineFailure: for anything that fails.
        """
        try:
            with connect(self.database.place) as self.writing:
                self.writing.patience = STATEMENT_TIMEOUT
                # No page waits for this.
                self.writing.execute("SET statement_timeout = 0")
                self.writing.execute("SET lock_timeout = 0")
                yield self.writing
        except psycopg.Error as error:
            raise EngineFailure(" ".join(str(error).split())) from error
        finally:
            self.writing = None

    def known(self) -> dict[str, Document]:
        """
        Tell which files are remembered, by path.
        """
        with self._transaction() as connection:
            beginAlone(connection)  # two servers may start at the same time
            connection.execute(TABLE)
            connection.execute(INDEX)
            rows = connection.execute(KNOWN, (self.corpusName,))
            return {row[0]: Document(Found(*row[:3]), *row[3:]) for row in rows}

    def update(self, documents: Sequence[Document], gone: Collection[str]) -> None:
        """
        Remember and forget files, in one transaction.
        """
        with self._transaction() as connection:
            # Two servers may have found the same texts, and would both insert them.
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            unchanged = [each for each in documents if each.text is None and not each.reason]
            changed = [each for each in documents if each.text is not None or each.reason]
            for path, size, modified in (document.file for document in unchanged):
                connection.execute(TOUCH, (size, modified, self.corpusName, path))
            paths = [*gone, *(document.file.path for document in changed)]
            connection.execute(FORGET, (self.corpusName, paths))
            connection.cursor().executemany(REMEMBER, map(self._row, changed))

    def _row(self, document: Document) -> tuple[object, ...]:
        content = fold(document.text or "")
        trigrams = trigramsOf(content)
        fits = sum(len(trigram.encode()) for trigram in trigrams) < MOST_TRIGRAMS
        values = (*document.file, document.digest, document.reason)
        return (self.corpusName, *values, content, sorted(trigrams) if fits else None)

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
            return self._ask(ALL)
        trigrams = " & ".join(map(quoteLexeme, trigramsOfAll(longWords)))
        return self._ask(PROPOSE + HOLDS * len(longWords), trigrams, *longWords)

    def _ask(self, statement: str, *values: str) -> Deferred[Collection[str]]:
        rows = self.database.query(statement, self.corpusName, *values)
        return rows.addCallback(lambda found: [path for (path,) in found])

    def stop(self) -> Deferred[None]:
        """
        Give up the one thing that may be running: a statement that remembers texts.
        """
        if self.writing is not None:
            giveUp(self.writing)
        return succeed(None)


def quoteLexeme(trigram: str) -> str:
    """
    Write a trigram as a word of a C{tsquery}. Within the quotes, only a quote
    and a backslash mean anything; they are written twice.
    """
    return "'" + trigram.replace("\\", "\\\\").replace("'", "''") + "'"
