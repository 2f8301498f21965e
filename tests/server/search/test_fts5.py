"""
The engine on SQLite's FTS5.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.trial.unittest import TestCase

from server.search.engine import EngineFailure
from server.search.fts5 import FTS5Engine
from server.search.workers import Workers
from tests.server.search.contract import EngineContract
from tests.server.search.support import write


class FTS5Tests(EngineContract, TestCase):
    """
    It keeps the contract, and looks after its file.
    """

    def makeEngine(self, workers: Workers, folder: Path) -> FTS5Engine:
        return FTS5Engine(workers, folder)

    def test_brokenFile(self) -> Deferred[None]:
        """
        What is not a database is made anew.
        """

        async def test() -> None:
            write(self.root, {"a.txt": "first"})
            await self.ready()
            (self.folder / "fts5.sqlite").write_bytes(b"no database" * 1000)
            for ending in ("-wal", "-shm"):
                (self.folder / f"fts5.sqlite{ending}").unlink(missing_ok=True)
            await self.ready()
            self.assertEqual(await self.rows("first"), [("a.txt", 1)])

        return ensureDeferred(test())

    def test_locked(self) -> None:
        """
        A database that another program keeps for itself is an error, and left
        as it is.
        """
        self.engine.known()
        self.patch(sqlite3, "connect", refuse)
        self.assertRaises(EngineFailure, self.engine.known)
        self.assertTrue((self.folder / "fts5.sqlite").exists())

    def test_noFolder(self) -> None:
        """
        Where no folder can be made, the error names it.
        """
        file = Path(self.mktemp())
        file.write_text("")
        engine = FTS5Engine(self.workers, file / "below")
        error = self.assertRaises(EngineFailure, engine.known)
        self.assertIn(str(file), str(error))

    def test_failure(self) -> Deferred[None]:
        """
        A database that has gone is an engine's failure.
        """

        async def test() -> None:
            (self.folder / "fts5.sqlite").parent.mkdir(exist_ok=True)
            with self.assertRaises(EngineFailure):
                await self.engine.propose(["tomato"])

        return ensureDeferred(test())


def refuse(*arguments: object, **keywords: object) -> None:
    """
    Say what SQLite says when it waited in vain.
    """
    raise sqlite3.OperationalError("database is locked")
