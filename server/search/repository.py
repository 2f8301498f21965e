"""
The repository: knows one engine and one corpus, and returns Deferreds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from twisted.internet.defer import Deferred, gatherResults
from twisted.internet.defer import TimeoutError as TookTooLong
from twisted.internet.interfaces import IReactorCore
from twisted.logger import Logger

from server.pages import GatewayTimeout, NotFound, Unavailable
from server.search.corpus import Corpus, NoText
from server.search.engine import Engine, EngineFailure
from server.search.indexlock import NoLock
from server.search.matching import Query, readQuery
from server.search.reactor import IReactor
from server.search.readiness import BROKEN, Readiness
from server.search.scanning import Results, scan
from server.search.workers import Deadline, SearchLimit, Workers
from server.waitevents import waitFor

log = Logger()

Outcome = TypeVar("Outcome")

#: How many seconds the engine may take to propose, and how many it may take to read what
#: it proposes.
SEARCH_LIMIT = 5.0

#: How many may search at the same time; they wait for threads, and memory is not endless.
MOST_SEARCHES = 20

#: For how many words of a query it is told what each would find alone.
MOST_ALONE = 8


class MakeEngine(Protocol):
    """
    Makes an engine for a repository.
    """

    def __call__(self, reactor: IReactor, workers: Workers) -> Engine: ...


def sayOnTerminal(line: str) -> None:
    """
    Print a line, and flush it at once.
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
        lock: NoLock | None = None,
    ) -> None:
        """
        @param say: called with a line for the person at the terminal.
        @param lock: tells when to make the index, where other processes use it as well.
        """
        self.reactor = reactor
        self.corpus = corpus
        self.workers = Workers(reactor)
        self.engine = makeEngine(reactor, self.workers)
        self.readiness = Readiness(
            reactor, corpus, self.engine, self.workers, say, lock or NoLock()
        )
        self.limit = SearchLimit(MOST_SEARCHES)

    def start(self) -> None:
        """
        Bring the engine up to date as soon as the reactor runs, and stop it
        when the reactor stops. A mere clock, in a test, never runs.
        """
        if not IReactorCore.providedBy(self.reactor):
            return
        self.reactor.callWhenRunning(self.readiness.prepare)
        self.reactor.addSystemEventTrigger("before", "shutdown", self.stop)

    def stop(self) -> Deferred[list[None]]:
        """
        Stop the engine, its threads and the making of the index.
        """
        self.readiness.stop()
        self.workers.stop()
        return gatherResults([self.engine.stop()])

    def search(self, query: Query, first: int = 0) -> Deferred[Results]:
        """
        Find the lines that match.

        @param first: how many to leave out at the beginning.
        @return: fails with a L{server.pages.Problem} where the engine does not
            work, or takes too long.
        """
        return Deferred.fromCoroutine(self.limit.join(self._search(query, first)))

    def searchAlone(self, query: Query) -> Deferred[list[Results]]:
        """
        Find what each word of a query would find alone, for as many as there is time for.
        """
        return Deferred.fromCoroutine(self.limit.join(self._searchAlone(query)))

    async def _search(self, query: Query, first: int) -> Results:
        await self.readiness.whenReady()
        folded = [word.casefold() for word in query.words]
        proposal = waitFor("search engine: which files", self.engine.propose(folded))
        paths = await self._ask(proposal, SEARCH_LIMIT)
        scanning = self.workers.run(SEARCH_LIMIT, scan, self.corpus, sorted(paths), query, first)
        waitFor(f"thread: search {len(paths)} files", scanning)
        return await self._ask(scanning, 2 * SEARCH_LIMIT)  # it ends by itself before

    async def _searchAlone(self, query: Query) -> list[Results]:
        found: list[Results] = []
        end = self.reactor.seconds() + SEARCH_LIMIT
        for word in list(dict.fromkeys(query.text.split()))[:MOST_ALONE]:
            if self.reactor.seconds() >= end:
                break
            found.append(await self._search(readQuery(word, query.isCaseSensitive), 0))
        return found

    async def _ask(self, answer: Deferred[Outcome], seconds: float) -> Outcome:
        """
        Wait for an answer, but not for ever: the time is limited.
        """
        try:
            return await answer.addTimeout(seconds, self.reactor)
        except TookTooLong as error:
            raise GatewayTimeout(
                "The search took too long. Longer words take less time."
            ) from error
        except EngineFailure as error:
            log.error("search: {why}", why=str(error))
            self.readiness.startAgain()
            raise Unavailable(BROKEN) from error

    def readText(self, path: str) -> Deferred[str]:
        """
        Read a file of the corpus.

        @return: the text; fails with L{NotFound}.
        """
        reading = self.workers.run(SEARCH_LIMIT, self._readText, path)
        return waitFor("thread: read a file", reading)

    def _readText(self, deadline: Deadline, path: str) -> str:
        try:
            return self.corpus.read(path)
        except NoText as error:
            raise NotFound(f"{path[:200]} cannot be shown: {error}.") from error
