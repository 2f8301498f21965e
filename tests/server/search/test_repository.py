"""
The repository: waiting, time limits, and engines that fail.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.trial.unittest import SynchronousTestCase

from server.pages import GatewayTimeout, NotFound, Problem, Unavailable
from server.search import readiness, repository
from server.search.corpus import Corpus
from server.search.engine import Document, EngineFailure
from server.search.matching import readQuery
from server.search.reactor import IReactor
from server.search.repository import SearchRepository
from server.search.scanning import MOST_ROWS, Results
from server.search.workers import BUSY, Deadline, Workers
from tests.server.search.support import memoryReactor, write


class ControlledEngine:
    """
    An engine that does what the test says.

    @ivar starting: fires when it is ready.
    @ivar asked: what was asked of it, and not answered.
    """

    def __init__(self, reactor: IReactor, workers: Workers) -> None:
        self.starting: Deferred[None] = succeed(None)
        self.asked: list[Deferred[Collection[str]]] = []
        self.words: list[Sequence[str]] = []
        self.failure: Exception | None = None
        self.stops = 0

    def known(self) -> dict[str, Document]:
        """
        @return: nothing: every document is new to it.
        @raise Exception: what the test says, if anything.
        """
        if self.failure:
            raise self.failure
        return {}

    def update(self, documents: Sequence[Document], gone: Collection[str]) -> None:
        """
        Keep nothing of the documents.
        """

    def start(self) -> Deferred[None]:
        """
        Start when the test says so.
        """
        return self.starting

    def propose(self, words: Sequence[str]) -> Deferred[Collection[str]]:
        """
        Propose when the test says so.
        """
        self.words.append(words)
        self.asked.append(Deferred())
        return self.asked[-1]

    def stop(self) -> Deferred[None]:
        """
        Count how often it was stopped.
        """
        self.stops += 1
        return succeed(None)


class RepositoryTests(SynchronousTestCase):
    """
    One corpus, and an engine that does what the test says: what a search waits for, and
    gets.
    """

    def setUp(self) -> None:
        self.root = Path(self.mktemp()).absolute()
        write(self.root, {"a.txt": "tomato\nTomato\n", "b.txt": "no\n", "c.txt": "tomato"})
        self.reactor = memoryReactor()
        self.said: list[str] = []
        corpus = Corpus(self.root)
        self.repository = SearchRepository(
            self.reactor, corpus, ControlledEngine, self.said.append
        )
        self.engine: Any = self.repository.engine

    def search(self, text: str, isCaseSensitive: bool = False) -> Deferred[Results]:
        """
        Search for a query, as the pages do.
        """
        return self.repository.search(readQuery(text, isCaseSensitive))

    def assertProblem(self, waiting: Deferred[Any], kind: type[Problem], sentence: str) -> None:
        """
        Something has failed with a problem of this kind, which a person reads as this
        sentence.
        """
        problem: Any = self.failureResultOf(waiting, kind).value
        self.assertEqual(problem.sentence, sentence)

    def logged(self) -> list[str]:
        """
        Take what was logged as an error.
        """
        return [str(failure.value) for failure in self.flushLoggedErrors()]

    def test_search(self) -> None:
        """
        Of the files that the engine proposes, the lines that match are found,
        sorted by file, and those files alone are read.
        """
        self.repository.start()
        for isCaseSensitive, expected in (
            (False, [("a.txt", 1), ("a.txt", 2)]),
            (True, [("a.txt", 1)]),
        ):
            waiting = self.search("tomato", isCaseSensitive)
            self.engine.asked[-1].callback(["b.txt", "gone.txt", "a.txt"])
            rows = self.successResultOf(waiting).rows
            self.assertEqual([(row.path, row.number) for row in rows], expected)

    def test_engineGetsFoldedWords(self) -> None:
        """
        The engine is asked for folded words, even where case matters.
        """
        self.repository.start()
        self.search("Straße TOMATO", True)
        self.assertEqual(self.engine.words, [["strasse", "tomato"]])

    def test_says(self) -> None:
        """
        The person at the terminal is told when the index is ready.
        """
        self.repository.start()
        self.assertEqual(self.said, ["search: 3 files (3 read, 0 gone, 0 skipped)"])

    def test_waitsForTheIndex(self) -> None:
        """
        A search that comes before the index is ready waits for it.
        """
        self.engine.starting = Deferred()
        self.repository.start()
        waiting = self.search("tomato")
        self.assertEqual(self.engine.asked, [])
        self.engine.starting.callback(None)
        self.engine.asked[0].callback(["c.txt"])
        self.assertEqual(len(self.successResultOf(waiting).rows), 1)

    def test_waitsNotForEver(self) -> None:
        """
        A search does not wait for more than five seconds, and then says how far the index is;
        a client that leaves before is forgotten.
        """
        self.engine.starting = Deferred()
        self.repository.start()
        waiting, left = self.search("tomato"), self.search("tomato")
        self.reactor.advance(4)
        self.assertNoResult(waiting)
        left.addErrback(lambda failure: None).cancel()
        self.assertEqual(len(self.repository.readiness.waiting), 1)
        self.reactor.advance(1)
        sentence = "The index is being made: 3 files (3 read, 0 gone, 0 skipped). "
        self.assertProblem(waiting, Unavailable, sentence + "Try again in a minute.")
        self.assertEqual(self.repository.readiness.waiting, [])
        self.engine.starting.callback(None)

    def test_slowEngine(self) -> None:
        """
        An engine that does not answer is given up, and no longer asked.
        """
        self.repository.start()
        waiting = self.search("tomato")
        self.reactor.advance(repository.SEARCH_LIMIT)
        sentence = "The search took too long. Longer words take less time."
        self.assertProblem(waiting, GatewayTimeout, sentence)
        self.assertTrue(self.engine.asked[0].called)  # cancelled
        self.assertEqual(self.reactor.getDelayedCalls(), [])

    def test_brokenEngine(self) -> None:
        """
        An engine that fails is told about in the log, and in general words.
        """
        self.repository.start()
        waiting = self.search("tomato")
        self.engine.asked[0].errback(EngineFailure("secret detail"))
        sentence = "The search engine does not work at the moment."
        self.assertProblem(waiting, Unavailable, sentence)

    def test_noIndex(self) -> None:
        """
        Where the index cannot be made, every search says so at once, and it is
        tried again until it works.
        """
        self.engine.failure = EngineFailure("the disk is full")
        self.repository.start()
        sentence = "The search engine does not work at the moment."
        self.assertProblem(self.search("tomato"), Unavailable, sentence)
        self.reactor.advance(readiness.RETRY)
        self.assertProblem(self.search("tomato"), Unavailable, sentence)
        self.engine.failure = None
        self.reactor.advance(readiness.RETRY)
        waiting = self.search("tomato")
        self.engine.asked[0].callback(["a.txt"])
        self.assertEqual(len(self.successResultOf(waiting).rows), 2)

    def test_faultInAnEngine(self) -> None:
        """
        An error that nobody foresaw is logged with its traceback.
        """
        self.engine.failure = ZeroDivisionError("a fault")
        self.repository.start()
        self.assertEqual(self.logged(), ["a fault"])
        self.failureResultOf(self.search("tomato"), Unavailable)

    def test_clientLeaves(self) -> None:
        """
        When the client leaves, the engine is told to give up.
        """
        self.repository.start()
        waiting = self.search("tomato")
        waiting.addErrback(lambda failure: None).cancel()
        self.assertTrue(self.engine.asked[0].called)

    def test_stop(self) -> None:
        """
        When the reactor stops, so does the engine, and nothing is tried again.
        """
        self.engine.starting = Deferred()
        self.repository.start()
        for function in self.reactor.atEnd:
            self.successResultOf(function())
        self.assertEqual(self.engine.stops, 1)
        self.engine.starting.errback(EngineFailure("stopped"))
        self.assertEqual(self.reactor.getDelayedCalls(), [])

    def test_readText(self) -> None:
        """
        A file is read; what is not a file is not found, in words.
        """
        self.assertEqual(self.successResultOf(self.repository.readText("c.txt")), "tomato")
        waiting = self.repository.readText("../c.txt")
        self.assertProblem(waiting, NotFound, "../c.txt cannot be shown: there is no such file.")

    def found(self, text: str) -> Results:
        """
        Search all files, without an engine.
        """
        self.repository.start()
        waiting = self.search(text)
        self.engine.asked[-1].callback([file.path for file in self.repository.corpus.files()])
        return self.successResultOf(waiting)

    def test_manyMatches(self) -> None:
        """
        Of a hundred thousand matches the first 200 are shown.
        """
        write(self.root, {"d.txt": "match\n" * 100_000, "e.txt": "match\n"})
        results = self.found("match")
        self.assertEqual(len(results.rows), MOST_ROWS)
        self.assertTrue(results.isCut)

    def test_exactlyAsMany(self) -> None:
        """
        Where there are exactly 200, nothing is cut.
        """
        write(self.root, {"d.txt": "match\n" * 150, "e.txt": "match\n" * 50})
        results = self.found("match")
        self.assertEqual((len(results.rows), results.isCut), (MOST_ROWS, False))

    def test_longLine(self) -> None:
        """
        Of a line of a megabyte a part is shown.
        """
        write(self.root, {"d.txt": "x" * 500_000 + "needle" + "x" * 500_000})
        (row,) = self.found("needle").rows
        self.assertLess(sum(len(piece.text) for piece in row.pieces), 310)
        self.assertIn(("needle", True), row.pieces)

    def test_pages(self) -> None:
        """
        A long result has pages, each of which goes on where the one before has ended.
        """
        write(self.root, {"d.txt": "match\n" * 450})
        self.repository.start()
        numbers: list[int] = []
        for first in (0, 200, 400, 600):
            waiting = self.repository.search(readQuery("match"), first)
            self.engine.asked[-1].callback(["d.txt"])
            results = self.successResultOf(waiting)
            self.assertEqual(results.isCut, first < 400)
            numbers += [row.number for row in results.rows]
        self.assertEqual(numbers, list(range(1, 451)))

    def test_alone(self) -> None:
        """
        What each word of a query would find alone is told, word by word, for a few words.
        """
        self.repository.start()
        waiting = self.repository.searchAlone(readQuery("Tomato no nothing", True))
        for paths in (["a.txt", "c.txt"], ["b.txt"], []):
            self.engine.asked[-1].callback(paths)
        found = [(each.query.text, len(each.rows)) for each in self.successResultOf(waiting)]
        self.assertEqual(found, [("Tomato", 1), ("no", 1), ("nothing", 0)])
        many = self.repository.searchAlone(readQuery(" ".join("abcdefghijklm")))
        while not many.called:
            self.engine.asked[-1].callback([])
        self.assertEqual(len(self.successResultOf(many)), repository.MOST_ALONE)

    def test_tooMany(self) -> None:
        """
        Where many search at the same time, the next one is told so at once; when some of
        them have got their answer, or have left, there is room again.
        """
        self.repository.start()
        waiting = [self.search("tomato") for _ in range(repository.MOST_SEARCHES)]
        self.assertProblem(self.search("tomato"), Unavailable, BUSY)
        self.assertProblem(self.repository.searchAlone(readQuery("a b")), Unavailable, BUSY)
        waiting[0].addErrback(lambda failure: None).cancel()
        again = self.search("tomato")
        self.assertNoResult(again)
        for each in self.engine.asked[1:]:
            each.callback(["a.txt"])
        for each in [*waiting[1:], again]:
            self.assertEqual(len(self.successResultOf(each).rows), 2)
        self.assertEqual(self.repository.limit.count, 0)

    def test_unread(self) -> None:
        """
        Files that could not be read any more are counted: nothing found in them is not
        the same as nothing there.
        """
        self.repository.start()
        waiting = self.search("tomato")
        self.engine.asked[0].callback(["gone.txt", "a.txt", "other.txt"])
        self.assertEqual(self.successResultOf(waiting).unread, 2)

    def test_startsAgain(self) -> None:
        """
        After an engine has failed, it is made ready once more, and the next search waits
        for that.
        """
        self.repository.start()
        failed = [self.search("tomato"), self.search("tomato")]
        self.engine.starting = Deferred()
        for each in self.engine.asked:
            each.errback(EngineFailure("its folder is gone"))
        for each in failed:
            self.assertProblem(each, Unavailable, readiness.BROKEN)
        waiting = self.search("tomato")
        self.assertNoResult(waiting)
        self.engine.starting.callback(None)
        self.engine.asked[-1].callback(["a.txt"])
        self.assertEqual(len(self.successResultOf(waiting).rows), 2)

    def test_timeIsOver(self) -> None:
        """
        A scan that takes too long returns what it has found, and says so.
        """
        self.patch(repository, "SEARCH_LIMIT", 0)
        self.repository.start()
        waiting = self.search("tomato")
        self.engine.asked[0].callback(["a.txt"])
        results = self.successResultOf(waiting)
        self.assertEqual((results.rows, results.isUnfinished), ([], True))


class DeadlineTests(SynchronousTestCase):
    """
    The end of work in a thread.
    """

    def test_deadline(self) -> None:
        """
        It is over when the time is, or when it is cancelled.
        """
        now = [100.0]
        deadline = Deadline(5, lambda: now[0])
        now[0] = 104
        self.assertFalse(deadline.isOver())
        now[0] = 105
        self.assertTrue(deadline.isOver())
        other = Deadline(5, lambda: now[0])
        other.cancel()
        self.assertTrue(other.isOver())
