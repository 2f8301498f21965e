"""
The engine on a real PostgreSQL.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from random import Random
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred, ensureDeferred
from twisted.trial.unittest import SynchronousTestCase, TestCase

from server.database import Outage, openDatabase
from server.search.corpus import Corpus
from server.search.engine import EngineFailure
from server.search.trigrams import trigramsOf
from server.search.workers import Workers
from tests.server.search.contract import EngineContract
from tests.server.search.support import index, searchLater, write
from tests.support.postgres import theCluster
from tests.support.process import StepProcess, poll
from tests.support.raw import connect, readToEnd
from tests.support.responses import only

REACTOR: Any = reactor


class PostgreSQLTests(EngineContract, TestCase):
    """
    It keeps the contract, and knows what a tsvector holds.
    """

    timeout = 60
    place = ""

    def makeEngine(self, workers: Workers, folder: Path) -> Any:
        """
        Make the engine on this test's database, which is empty the first time.
        """
        self.place = self.place or theCluster().makeDatabase()
        return self.engineOn(self.place, "corpus")

    def engineOn(self, place: str, corpusName: str) -> Any:
        """
        Make an engine with a pool of its own.
        """
        from server.search.postgresql import PostgreSQLEngine

        database = openDatabase(REACTOR, Namespace(database=place))
        self.addCleanup(lambda: database.pool.close())
        return PostgreSQLEngine(database, corpusName)

    def test_twoCorpora(self) -> Deferred[None]:
        """
        Two corpora in one database do not mix.
        """

        async def test() -> None:
            write(self.root, {"a.txt": "tomato"})
            await self.ready()
            other = self.root.parent / "other"
            write(other, {"b.txt": "tomato", "a.txt": "no"})
            engine = self.engineOn(self.place, "other")
            index(Corpus(other), engine)
            await self.ready()
            self.assertEqual(await self.rows("tomato"), [("a.txt", 1)])
            found = await searchLater(Corpus(other), engine, "tomato")
            self.assertEqual(found, [("b.txt", 1)])

        return ensureDeferred(test())

    def test_manyTrigrams(self) -> Deferred[None]:
        """
        A text with more different trigrams than a tsvector holds is found, as is
        one with almost as many.
        """

        async def test() -> None:
            chance = Random(1)
            text = "".join(chr(0x4E00 + chance.randrange(20_000)) for _ in range(200_000))
            fitting = text[:110_000]  # each trigram has nine bytes
            self.assertTrue(990_000 > 9 * len(trigramsOf(fitting)) > 980_000)
            write(self.root, {"a.txt": text + "\n植物\n", "b.txt": fitting})
            engine = await self.ready()
            self.assertEqual(await self.rows("植物"), [("a.txt", 2)])
            for start in range(0, 109_000, 5000):
                word = fitting[start : start + 8]
                self.assertEqual(await self.rows(word), [("a.txt", 1), ("b.txt", 1)])
            self.assertEqual(list(await engine.propose(["tomato"])), [])

        return ensureDeferred(test())

    def test_down(self) -> Deferred[None]:
        """
        A database that is down is a failure of the engine, and a clear page.
        """

        async def test() -> None:
            engine = self.engineOn("postgresql://postgres@/none?host=/nonexistent", "corpus")
            self.assertRaises(EngineFailure, engine.known)
            with self.assertRaises(Outage):
                await engine.propose(["tomato"])

        return ensureDeferred(test())


class ProcessTests(SynchronousTestCase):
    """
    Step 12 with C{--database}: the search is PostgreSQL's.
    """

    def test_search(self) -> None:
        """
        Given a database, the step searches with it.
        """
        place = theCluster().makeDatabase()
        with StepProcess("lessons.step12", "--database", place) as step:
            poll(lambda: "files (" in step.out)  # the index is made
            with connect(step.port) as connection:
                request = "GET /search/show_search_results?querystr=gr%C3%BCnkohl HTTP/1.0\r\n\r\n"
                connection.sendall(request.encode())
                page = only(readToEnd(connection))
            self.assertIn("<mark>Grünkohl</mark>", page.text)
            self.assertEqual((step.stop(), step.err), (0, ""))

    def test_noDatabase(self) -> None:
        """
        Without a database the engine cannot be had: one line says so.
        """
        step = StepProcess("lessons.step12", "--engine", "postgresql")
        error = self.assertRaises(AssertionError, step.__enter__)
        self.assertIn("the engine postgresql needs --database", str(error))
        self.assertEqual(step.process.returncode, 1)
