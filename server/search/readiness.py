"""
Getting a search engine ready: its index is made, it is started, and where that fails, both
are tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from server.pages import Unavailable
from server.search.corpus import Corpus
from server.search.engine import Elsewhere, Engine, EngineFailure
from server.search.indexing import Indexer, Progress, Stopped
from server.search.indexlock import NoLock
from server.search.reactor import IReactor
from server.search.workers import Deadline, Workers
from server.waitevents import waitFor

log = Logger()

#: How many seconds a search waits for the index.
CHECK_LIMIT = 5.0

#: How many seconds pass until the next try, where the engine did not get ready.
RETRY = 10.0

BROKEN = "The search engine does not work at the moment."

#: How many seconds pass between two lines about the progress of the index.
PROGRESS_PAUSE = 2.0


class Readiness:
    """
    Knows whether an engine is ready, and gets it ready.

    @ivar waiting: Deferreds that fire when it is ready, or has a problem.
    """

    def __init__(
        self,
        reactor: IReactor,
        corpus: Corpus,
        engine: Engine,
        workers: Workers,
        say: Callable[[str], None],
        lock: NoLock,
    ) -> None:
        """
        @param say: called with a line for the person at the terminal.
        @param lock: tells when to make the index, where other processes use it as well.
        """
        self.reactor = reactor
        self.engine = engine
        self.workers = workers
        self.indexer = Indexer(corpus, engine, self._onProgress)
        self.say = say
        self.lock = lock
        self.isDoubtful = False
        self.saidAt = -inf
        self.isReady = False
        self.problem = ""
        self.waiting: list[Deferred[None]] = []

    def stop(self) -> None:
        """
        Have the making of the index end at the next file.
        """
        self.indexer.isStopped = True

    def prepare(self) -> None:
        """
        Get the engine ready, and tell whoever waits.
        """
        ready = Deferred.fromCoroutine(self._makeReady())
        ready.addCallbacks(self._onReady, self._onTrouble)

    async def _makeReady(self) -> Progress | None:
        """
        Have the index made, and the engine started.

        @return: what there was to do; L{None} where another process has done it.
        """
        progress = None
        await self.lock.acquire(lambda: self.indexer.isStopped)
        try:
            if self.isDoubtful or not self.lock.isDone:
                progress = await self._bringUpToDate()
            await self.engine.start()
        finally:
            self.lock.release(progress is not None)
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
        if not progress.isDone and now >= self.saidAt + PROGRESS_PAUSE:
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
        self.reactor.callLater(RETRY, self.prepare)
        self._release()

    def _release(self) -> None:
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            each.callback(None)

    async def whenReady(self) -> None:
        """
        Wait for the index, but not for ever.

        @raise Unavailable: where it takes too long, or the engine does not work.
        """
        if not (self.isReady or self.problem):
            waiter: Deferred[None] = Deferred(self.waiting.remove)
            self.waiting.append(waiter)
            waitFor("the index of the search", waiter)
            await waiter.addTimeout(CHECK_LIMIT, self.reactor, self._isBuilding)
        if not self.isReady:
            raise Unavailable(self.problem, int(RETRY))

    def _isBuilding(self, outcome: object, seconds: float) -> None:
        progress = self.indexer.progress
        raise Unavailable(f"The index is being made: {progress}. Try again in a minute.", 60)

    def startAgain(self) -> None:
        """
        Get ready once more: the index or the program that the engine needs may be gone or
        broken.
        """
        if self.isReady:
            self.isReady, self.isDoubtful, self.problem = False, True, ""
            self.prepare()
