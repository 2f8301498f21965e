"""
Indexing: what is read again, and what a kill leaves behind.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from server.search import indexing
from server.search.catalogue import Catalogue
from server.search.corpus import Corpus
from server.search.engine import Document
from server.search.fts5 import FTS5Engine
from server.search.indexing import Indexer, Progress, Stopped
from server.search.workers import Workers
from tests.server.search.support import memoryReactor, write
from tests.support.process import ROOT

#: A program that indexes until it is killed, by itself, after some pieces.
KILLED = """
import os, signal, sys
from pathlib import Path
from server.search import indexing
from server.search.corpus import Corpus
from server.search.fts5 import FTS5Engine
from server.search.indexing import Indexer

class Killed(FTS5Engine):
    def update(self, documents, gone):
        if documents and self.left == 0:
            fold = sys.modules["server.search.fts5"].fold
            def foldAndDie(text):
                if text.endswith("7"):
                    os.kill(os.getpid(), signal.SIGKILL)  # in the middle of a transaction
                return fold(text)
            sys.modules["server.search.fts5"].fold = foldAndDie
        self.left -= bool(documents)
        super().update(documents, gone)

root, folder, left = sys.argv[1:]
indexing.PIECE_FILES = 10
engine = Killed(None, Path(folder))
engine.left = int(left)
Indexer(Corpus(Path(root)), engine).run()
"""


class IndexerTests(SynchronousTestCase):
    """
    Bringing an engine up to date.
    """

    def setUp(self) -> None:
        """
        Make a corpus and an engine.
        """
        self.root = Path(self.mktemp()).absolute()
        self.folder = Path(self.mktemp()).absolute()
        self.root.mkdir()
        self.corpus = Corpus(self.root)
        self.engine = FTS5Engine(Workers(memoryReactor()), self.folder)
        self.told: list[str] = []

    def index(self) -> Progress:
        """
        Bring the engine up to date.
        """
        return Indexer(self.corpus, self.engine, lambda each: self.told.append(str(each))).run()

    def searched(self) -> list[str]:
        """
        @return: the paths of the files that the engine can find.
        """
        return sorted(Catalogue(self.folder / "fts5.sqlite").searched())

    def test_counts(self) -> None:
        """
        It is counted how many files there are, and how many were read, gone and skipped.
        """
        write(self.root, {"a": "a", "b": "b", "c": b"\0"})
        self.assertEqual(str(self.index()), "2 files (3 read, 0 gone, 1 skipped)")
        write(self.root, {"a": "changed", "d": "d"})
        (self.root / "b").unlink()
        self.assertEqual(str(self.index()), "2 files (2 read, 1 gone, 1 skipped)")
        self.assertEqual(str(self.index()), "2 files (0 read, 0 gone, 1 skipped)")

    def test_sameSize(self) -> None:
        """
        A change that leaves the size is noticed by the time.
        """
        write(self.root, {"a": "one"})
        self.index()
        write(self.root, {"a": "two"})
        os.utime(self.root / "a", (2_000_000_000, 2_000_000_000))
        self.assertEqual(self.index().read, 1)
        self.assertEqual(self.successResultOf(self.engine.propose(["two"])), ["a"])

    def test_touched(self) -> None:
        """
        A file with a new time but the same text is not written again.
        """
        write(self.root, {"a": "one"})
        self.index()
        os.utime(self.root / "a", (2_000_000_000, 2_000_000_000))
        taken: list[str | None] = []
        update = self.engine.update

        def watch(documents: list[Document], gone: list[str]) -> None:
            taken.extend(document.text for document in documents)
            update(documents, gone)

        self.patch(self.engine, "update", watch)
        self.index()
        self.assertEqual(taken, [None])
        self.assertEqual(self.index().read, 0)

    def test_unreadable(self) -> None:
        """
        A file that vanishes while it is indexed is skipped.
        """
        write(self.root, {"a": "a", "b": "b"})
        files = list(self.corpus.files())
        self.patch(self.corpus, "files", lambda: iter(files))
        (self.root / "a").unlink()
        self.assertEqual(self.index().skipped, 1)
        self.assertEqual(self.searched(), ["b"])

    def test_mostFiles(self) -> None:
        """
        Beyond the limit, files are left out.
        """
        self.patch(indexing, "MOST_FILES", 2)
        write(self.root, {"a": "a", "b": "b", "c": "c"})
        self.assertEqual(self.index().total, 2)

    def test_pieces(self) -> None:
        """
        The engine takes pieces of a limited number and size, and the progress
        is told after each.
        """
        self.patch(indexing, "PIECE_FILES", 2)
        write(self.root, {str(number): "x" for number in range(5)})
        self.index()
        last = "5 files (5 read, 0 gone, 0 skipped)"
        self.assertEqual(self.told, ["2 of 5 files read", "4 of 5 files read", last])
        documents = [Document(file, text="x" * 100) for file in self.corpus.files()]
        self.patch(indexing, "PIECE_SIZE", 150)
        self.patch(indexing, "PIECE_FILES", 100)
        self.assertEqual([len(piece) for piece in indexing.pieces(documents)], [2, 2, 1])

    def test_stop(self) -> None:
        """
        Told to stop, it stops after the next piece, and goes on there at the
        next start.
        """
        self.patch(indexing, "PIECE_FILES", 2)
        write(self.root, {str(number): "x" for number in range(5)})
        indexer = Indexer(self.corpus, self.engine)
        indexer.isStopped = True
        self.assertRaises(Stopped, indexer.run)
        self.assertEqual(len(self.searched()), 2)
        self.assertEqual(self.index().read, 3)

    def test_killed(self) -> None:
        """
        Killed in the middle of a transaction, at the first or at a later piece,
        it goes on after the last whole one, and nothing is missing.
        """
        write(self.root, {str(number): f"word{number}" for number in range(100)})
        for left in (0, 1, 2):
            program = [sys.executable, "-c", KILLED, str(self.root), str(self.folder), str(left)]
            killed = subprocess.run(program, cwd=ROOT, capture_output=True, text=True)
            self.assertEqual(killed.returncode, -9, killed.stderr)
            self.assertEqual(len(self.engine.known()) % 10, 0)
        before = len(self.searched())
        self.assertGreaterEqual(before, 30)
        self.assertEqual(self.index().read, 100 - before)
        for number in range(100):
            found = self.successResultOf(self.engine.propose([f"word{number}"]))
            self.assertIn(str(number), found)
