"""
The repository: knows one engine and one corpus, and returns Deferreds.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Protocol, TypeVar

from twisted.internet.defer import Deferred, gatherResults
from twisted.internet.defer import TimeoutError as TookTooLong
from twisted.internet.interfaces import (
    IReactorCore,
    IReactorProcess,
    IReactorThreads,
    IReactorTime,
)
from twisted.logger import Logger
from twisted.python.failure import Failure

from server.pages import GatewayTimeout, NotFound, Unavailable
from server.search.corpus import Corpus, NoText
from server.search.engine import Elsewhere, Engine, EngineFailure
from server.search.indexing import Indexer, Progress, Stopped
from server.search.matching import Query, readQuery
from server.search.scanning import Results, scan
from server.search.turn import Alone
from server.search.workers import Crowd, Deadline, Workers
from server.waiting import waitFor

log = Logger()

Outcome = TypeVar("Outcome")

#: Seconds: until the index is ready, until the engine proposes, until the
#: proposed files are read.
TIME_LIMIT = 5.0

#: Seconds until the next try, where the engine did not get ready.
RETRY = 10.0

#: How many may search at the same time; those who work wait for threads, and memory is
#: not without end.
MOST_SEARCHES = 20

#: Of how many words of a query is told what each alone would find.
MOST_ALONE = 8

BROKEN = "The search engine does not work at the moment."

#: Seconds between two lines about the progress of the index.
PAUSE = 2.0


class IReactor(IReactorCore, IReactorTime, IReactorThreads, IReactorProcess):
    """
    What the search needs of a reactor.
    """


class MakeEngine(Protocol):
    """
    Makes an engine.
    """

    def __call__(self, reactor: IReactor, workers: Workers) -> Engine: ...


def sayOnTerminal(line: str) -> None:
    """
    Print a line at once.
    """
    print(line, flush=True)


class SearchRepository:
    """
    Searches one corpus with one engine.
    """

    def __init__(
        self,
        reactor: IReactor,
        corpus: Corpus,
        makeEngine: MakeEngine,
        say: Callable[[str], None] = sayOnTerminal,
        turn: Alone | None = None,
    ) -> None:
        """
        @param say: called with a line for the person at the terminal.
        @param turn: tells when to make the index, where other processes use it as well.
        """
        self.reactor = reactor
        self.corpus = corpus
        self.workers = Workers(reactor)
        self.engine = makeEngine(reactor, self.workers)
        self.indexer = Indexer(corpus, self.engine, self._onProgress)
        self.say = say
        self.turn = turn or Alone()
        self.isDoubtful = False
        self.saidAt = -inf
        self.isReady = False
        self.problem = ""
        self.waiting: list[Deferred[None]] = []
        self.crowd = Crowd(MOST_SEARCHES)

    def start(self) -> None:
        """
        Bring the engine up to date as soon as the reactor runs, and stop it
        when the reactor stops. A clock alone, in a test, never runs.
        """
        if not IReactorCore.providedBy(self.reactor):
            return
        self.reactor.callWhenRunning(self._prepare)
        self.reactor.addSystemEventTrigger("before", "shutdown", self.stop)

    def stop(self) -> Deferred[list[None]]:
        """
        Stop all that runs.
        """
        self.indexer.isStopped = True
        self.workers.stop()
        return gatherResults([self.engine.stop()])

    def _prepare(self) -> None:
        ready = Deferred.fromCoroutine(self._makeReady())
        ready.addCallbacks(self._onReady, self._onTrouble)

    async def _makeReady(self) -> Progress | None:
        """
        Have the index made, and the engine started.

        @return: what there was to do; L{None} where another process has done it.
        """
        progress = None
        await self.turn.take(lambda: self.indexer.isStopped)
        try:
            if self.isDoubtful or not self.turn.isDone:
                progress = await self._bringUpToDate()
            await self.engine.start()
        finally:
            self.turn.finish(progress is not None)
        self.isDoubtful = False
        return progress

    async def _bringUpToDate(self) -> Progress | None:
        try:
            return await self.workers.run(inf, self._index)
        except Elsewhere:
            return None

    def _index(self, deadline: Deadline) -> Progress:
        if self.indexer.isStopped:
            raise Stopped
        return self.indexer.run()

    def _onProgress(self, progress: Progress) -> None:
        """
        Note how far the index is; this is called in a thread.
        """
        now = self.reactor.seconds()
        if not progress.isDone and now >= self.saidAt + PAUSE:
            self.saidAt = now
            self.reactor.callFromThread(self.say, f"search: {progress}")

    def _onReady(self, progress: Progress | None) -> None:
        if progress is not None:
            self.say(f"search: {progress}")
        self.isReady = True
        self._release()

    def _onTrouble(self, failure: Failure) -> None:
        """
        Tell why the engine is not ready, and try again later.
        """
        if failure.check(Stopped) or self.indexer.isStopped:
            return
        if failure.check(EngineFailure):
            log.error("search: {why}", why=failure.getErrorMessage())
        else:
            log.failure("search: the index could not be made", failure)
        self.problem = BROKEN
        self.reactor.callLater(RETRY, self._prepare)
        self._release()

    def _release(self) -> None:
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            each.callback(None)

    def search(self, query: Query, first: int = 0) -> Deferred[Results]:
        """
        Find the lines that match.

        @param first: how many to leave out at the beginning.
        @return: fails with a L{server.pages.Problem} where the engine does not
            work, or takes too long.
        """
        return Deferred.fromCoroutine(self.crowd.join(self._search(query, first)))

    def searchAlone(self, query: Query) -> Deferred[list[Results]]:
        """
        Find what each word of a query would find alone, as far as the time goes.
        """
        return Deferred.fromCoroutine(self.crowd.join(self._searchAlone(query)))

    async def _search(self, query: Query, first: int) -> Results:
        await self._whenReady()
        folded = [word.casefold() for word in query.words]
        proposal = waitFor("search engine: which files", self.engine.propose(folded))
        paths = await self._ask(proposal, TIME_LIMIT)
        scanning = self.workers.run(TIME_LIMIT, scan, self.corpus, sorted(paths), query, first)
        waitFor(f"thread: search {len(paths)} files", scanning)
        return await self._ask(scanning, 2 * TIME_LIMIT)  # it ends by itself before

    async def _searchAlone(self, query: Query) -> list[Results]:
        found: list[Results] = []
        end = self.reactor.seconds() + TIME_LIMIT
        for word in list(dict.fromkeys(query.text.split()))[:MOST_ALONE]:
            if self.reactor.seconds() >= end:
                break
            found.append(await self._search(readQuery(word, query.isCaseSensitive), 0))
        return found

    async def _whenReady(self) -> None:
        """
        Wait for the index, but not for ever.
        """
        if not (self.isReady or self.problem):
            waiter: Deferred[None] = Deferred(self.waiting.remove)
            self.waiting.append(waiter)
            waitFor("the index of the search", waiter)
            await waiter.addTimeout(TIME_LIMIT, self.reactor, self._isBuilding)
        if not self.isReady:
            raise Unavailable(self.problem, int(RETRY))

    def _isBuilding(self, outcome: object, seconds: float) -> None:
        progress = self.indexer.progress
        raise Unavailable(f"The index is being made: {progress}. Try again in a minute.", 60)

    async def _ask(self, answer: Deferred[Outcome], seconds: float) -> Outcome:
        """
        Wait for an answer, but not for ever.
        """
        try:
            return await answer.addTimeout(seconds, self.reactor)
        except TookTooLong as error:
            raise GatewayTimeout("The search took too long. Longer words take less.") from error
        except EngineFailure as error:
            log.error("search: {why}", why=str(error))
            self._startAgain()
            raise Unavailable(BROKEN) from error

    def _startAgain(self) -> None:
        """
        Get ready once more: what the engine works with may be gone or broken.
        """
        if self.isReady:
            self.isReady, self.isDoubtful, self.problem = False, True, ""
            self._prepare()

    def readText(self, path: str) -> Deferred[str]:
        """
        Read a file of the corpus.

        @return: the text; fails with L{NotFound}.
        """
        reading = self.workers.run(TIME_LIMIT, self._readText, path)
        return waitFor("thread: read a file", reading)

    def _readText(self, deadline: Deadline, path: str) -> str:
        try:
            return self.corpus.read(path)
        except NoText as error:
            raise NotFound(f"{path[:200]} cannot be shown: {error}.") from error
