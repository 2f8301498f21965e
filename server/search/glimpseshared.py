"""
Glimpse for several processes: one of them owns the folder and runs C{glimpseserver}, which
the others ask.

The owner holds the lock on the folder as long as it runs, and has written down where
C{glimpseserver} listens. When the owner ends, for whatever reason, the system takes the
lock back; the next process that has something to ask finds it free, and is the owner from
then on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import inf
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred, DeferredLock
from twisted.internet.task import deferLater
from twisted.logger import Logger
from twisted.python.failure import Failure

from server.search.engine import Elsewhere, EngineFailure
from server.search.glimpse import CANARY, NO_FILE, GlimpseEngine
from server.search.glimpseserver import ask
from server.search.glimpsewords import glimpsePattern
from server.search.workers import Workers

log = Logger()

#: How often a process that is not the owner asks, and how many seconds it waits in
#: between.
TRIES, RETRY_PAUSE = 10, 0.3


class SharedGlimpseEngine(GlimpseEngine):
    """
    The engine of one of several processes that use a folder.

    @ivar place: the file in which the owner writes the port.
    @ivar isServing: whether we are the owner, and ready.
    """

    def __init__(self, reactor: Any, workers: Workers, folder: Path, port: int) -> None:
        """
        See L{GlimpseEngine}.
        """
        super().__init__(reactor, workers, folder, port)
        self.clock = reactor
        self.place = folder / "port"
        self.becoming = DeferredLock()
        self.isServing = self.isStopped = False

    def _lockFolder(self) -> None:
        """
        Be the owner.

        @raise Elsewhere: when another process is.
        """
        isNew = self.lock is None
        try:
            super()._lockFolder()
        except EngineFailure as failure:
            raise Elsewhere from failure
        if isNew:
            self.place.unlink(missing_ok=True)  # the file of the previous owner

    def start(self) -> Deferred[None]:
        """
        Start C{glimpseserver}, unless another process is the owner.
        """
        return self.becoming.run(lambda: Deferred.fromCoroutine(self._become()))

    async def _become(self) -> None:
        """
        Become the owner, where there is none.
        """
        if self.isServing or self.isStopped:
            return
        try:
            self._lockFolder()
        except Elsewhere:
            return
        await self._start()
        self.isServing = True

    async def _keepServer(self) -> None:
        """
        Start C{glimpseserver}, unless it is running, and write down where it listens. Others
        ask it, so it is started again as soon as it ends.
        """
        before = self.server
        await super()._keepServer()
        if self.server is not before:
            self.place.write_text(str(self.boundTo))
            self.server.ended.addCallback(self._onServerEnded)

    def _onServerEnded(self, nothing: object) -> None:
        if not self.isStopped:
            self.clock.callLater(RETRY_PAUSE, self._startAgain)

    def _startAgain(self) -> None:
        if not self.isStopped:
            self.starting.run(self._startServer).addErrback(self._onFailure)

    def _onFailure(self, failure: Failure) -> None:
        log.error("search: {why}", why=failure.getErrorMessage())

    async def _propose(self, words: Sequence[str]) -> Collection[str]:
        pattern = glimpsePattern(words)
        for _ in range(TRIES):
            await self.start()
            if self.isServing or pattern is None:
                return await super()._propose(words)
            numbers = await self._askOwner(f"{pattern},{CANARY}")
            if int(NO_FILE) in numbers:
                return await self._paths(numbers)
            await deferLater(self.clock, RETRY_PAUSE)
        raise EngineFailure("the glimpseserver of another process does not answer")

    def _paths(self, numbers: set[int]) -> Deferred[list[str]]:
        return self.workers.run(inf, lambda deadline: self.catalogue.paths(numbers))

    async def _askOwner(self, pattern: str) -> set[int]:
        """
        Ask the owner's C{glimpseserver}.

        @return: see L{ask}; nothing, where there is no answer.
        """
        try:
            return await ask(self.reactor, self.folder, int(self.place.read_text()), pattern)
        except (OSError, ValueError, EngineFailure):
            return set()

    def stop(self) -> Deferred[None]:
        """
        Stop C{glimpseserver}, and only then leave the folder, and the port, to others.
        """
        self.isStopped = True
        return self.server.stop().addCallback(lambda nothing: self._leave())

    def _leave(self) -> Deferred[None]:
        return super().stop()
