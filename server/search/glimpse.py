"""
The traditional engine: Glimpse, with C{glimpseserver} as a process of its own.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Collection, Sequence
from math import inf
from pathlib import Path

from twisted.internet.defer import Deferred, DeferredLock
from twisted.internet.interfaces import IReactorProcess

from server.search.catalogue import Catalogue, forget, remember, touch
from server.search.engine import Document, EngineFailure
from server.search.glimpseserver import GlimpseServer, ask, findProgram, freePort, makeIndex
from server.search.glimpsewords import glimpsePattern, glimpseWords
from server.search.matching import fold
from server.search.workers import Deadline, Workers

# The state of the words has a name, a new one after each change; the index of these words
# has the same name.
STATES = "CREATE TABLE IF NOT EXISTS states (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"
NEW_STATE = "INSERT OR REPLACE INTO states VALUES (1, lower(hex(randomblob(8))))"
STATE = "SELECT coalesce(max(name), 'empty') FROM states"

#: A word that is in every index, although no file of the corpus holds it. Where it
#: is not found, the index is gone or broken: Glimpse itself would say that nothing
#: matches. It is short, because Glimpse does not take long patterns.
CANARY = "qzx"
NO_FILE = "0"

#: Glimpse silently indexes nothing where paths are longer than some 250 bytes.
LONGEST_PATH = 200


class GlimpseEngine:
    """
    Keeps the words of the texts in one folder (L{server.search.glimpsewords}), and
    Glimpse's index of them in another.
    """

    def __init__(
        self, reactor: IReactorProcess, workers: Workers, folder: Path, port: int
    ) -> None:
        """
        @param folder: where all of this is kept.
        @param port: for C{glimpseserver}; 0 takes any free one.
        """
        self.reactor = reactor
        self.workers = workers
        self.folder = folder
        self.words = folder / "words"
        self.catalogue = Catalogue(folder / "files.sqlite", STATES)
        self.port = port
        self.server = GlimpseServer()
        self.starting = DeferredLock()
        self.lock: int | None = None
        self.isDoubtful = False

    def known(self) -> dict[str, Document]:
        """
        Tell which files are remembered, by path.
        """
        findProgram("glimpseindex")
        if len(os.fsencode(self.folder)) > LONGEST_PATH or not str(self.folder).isprintable():
            raise EngineFailure(f"Glimpse cannot use this path, see --data: {self.folder}")
        self.catalogue.prepare()
        self._lockFolder()
        self.words.mkdir(exist_ok=True)
        self.catalogue.keep({int(file.name) for file in self.words.iterdir()})
        return self.catalogue.known()

    def _lockFolder(self) -> None:
        """
        Make sure that no other server changes the folder while we use it.
        """
        if self.lock is None:
            lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                os.close(lock)
                raise EngineFailure(f"another server uses {self.folder}, see --data") from error
            self.lock = lock

    def update(self, documents: Sequence[Document], gone: Collection[str]) -> None:
        """
        Remember and forget files. The words are written first: where the process is killed
        before the transaction ends, they belong to no known file, and will be removed.
        """
        with self.catalogue.transaction() as connection:
            if gone or any(each.text is not None or each.reason for each in documents):
                connection.execute(NEW_STATE)  # the index has to be made anew
            for path in gone:
                forget(connection, path)
            for document in documents:
                self._update(connection, document)

    def _update(self, connection: sqlite3.Connection, document: Document) -> None:
        if document.text is None and not document.reason:
            touch(connection, document.file)
            return
        forget(connection, document.file.path)
        number = remember(connection, document)
        if document.text is not None:
            words = "\n".join(sorted(glimpseWords(fold(document.text))))
            (self.words / str(number)).write_text(words + "\n", encoding="ascii")

    def start(self) -> Deferred[None]:
        """
        Make the index, unless there is one of the words as they are now, and start
        C{glimpseserver}.
        """
        return Deferred.fromCoroutine(self._start())

    async def _start(self) -> None:
        self.index = self.folder / f"index-{await self.workers.run(inf, self._tidy)}"
        if self.isDoubtful:
            await self.server.stop()
            shutil.rmtree(self.index, ignore_errors=True)
            self.isDoubtful = False
        if not self.index.exists():
            made = self.folder / "index-new"
            made.mkdir()
            await makeIndex(self.reactor, self.words, made)
            made.rename(self.index)  # whole, or not at all
        await self.starting.run(self._startServer)

    def _tidy(self, deadline: Deadline) -> str:
        """
        Remove words and indices that no longer belong to anything.

        @return: the name of the state that is left.
        """
        with self.catalogue.open() as connection:
            numbers = {str(row[0]) for row in connection.execute("SELECT id FROM files")}
            (state,) = connection.execute(STATE).fetchone()
        for file in self.words.iterdir():
            if file.name not in numbers:
                file.unlink()
        # "a" is the word that Glimpse will lose, because it comes first. The other one is
        # in every query, and has to be found. No file has this number.
        (self.words / NO_FILE).write_text(f"a\n{CANARY}\n")
        for folder in self.folder.glob("index-*"):
            if folder.name != f"index-{state}":
                shutil.rmtree(folder)
        return str(state)

    def _startServer(self) -> Deferred[None]:
        """
        Start C{glimpseserver}, unless it runs.
        """
        return Deferred.fromCoroutine(self._keepServer())

    async def _keepServer(self) -> None:
        if self.server.isOnline:
            return
        self.server = GlimpseServer()
        self.boundTo = self.port or freePort()
        self.server.spawn(self.reactor, self.index, self.boundTo)
        await self.server.online

    def propose(self, words: Sequence[str]) -> Deferred[Collection[str]]:
        """
        Propose the files that hold the longest word of ASCII letters; where there is none,
        propose all.
        """
        return Deferred.fromCoroutine(self._propose(words))

    async def _propose(self, words: Sequence[str]) -> Collection[str]:
        pattern = glimpsePattern(words)
        if pattern is None:
            return await self.workers.run(inf, lambda deadline: self.catalogue.searched())
        await self.starting.run(self._startServer)  # it may have died
        # A comma means "or".
        numbers = await ask(self.reactor, self.folder, self.boundTo, f"{pattern},{CANARY}")
        if int(NO_FILE) not in numbers:
            self.isDoubtful = True
            raise EngineFailure(
                f"the index in {self.index} is gone or broken; it is being made again"
            )
        return await self.workers.run(inf, lambda deadline: self.catalogue.paths(numbers))

    def stop(self) -> Deferred[None]:
        """
        Give the folder back to others, and stop C{glimpseserver}.

        @return: fires when its process has ended.
        """
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None
        return self.server.stop()
