"""
What the tests of the search need.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.task import Clock
from zope.interface import alsoProvides

from server.search.corpus import Corpus
from server.search.engine import Engine
from server.search.indexing import Indexer, Progress
from server.search.matching import readQuery
from server.search.reactor import IReactor
from server.search.scanning import scan
from server.search.workers import Deadline
from tests.support.threaded import Pool


class MemoryReactor(Clock):
    """
    A reactor that runs already, with a clock that only the test moves.

    @ivar atEnd: what is to be called when it stops.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pool = Pool()
        self.atEnd: list[Callable[[], object]] = []

    def getThreadPool(self) -> Pool:
        return self.pool

    def callWhenRunning(self, function: Callable[..., object], *args: object) -> None:
        function(*args)

    callFromThread = callWhenRunning

    def addSystemEventTrigger(
        self, phase: str, event: str, function: Callable[..., object], *args: object
    ) -> None:
        """
        Keep it for the test to call.
        """
        self.atEnd.append(function)


def write(root: Path, texts: dict[str, str | bytes]) -> None:
    """
    @param root: the folder.
    @param texts: what each file has in it, by its path from there; folders are made as
        needed.
    """
    for path, text in texts.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())


def index(corpus: Corpus, engine: Engine) -> Progress:
    """
    Bring an engine up to date.
    """
    return Indexer(corpus, engine).run()


Rows = list[tuple[str, int]]


def searchLater(
    corpus: Corpus, engine: Engine, text: str, isCaseSensitive: bool = False
) -> Deferred[Rows]:
    """
    Search as the repository does.

    @return: the files and line numbers that match.
    """

    async def search() -> Rows:
        query = readQuery(text, isCaseSensitive)
        paths = await engine.propose([word.casefold() for word in query.words])
        results = scan(Deadline(60), corpus, sorted(paths), query)
        return [(row.path, row.number) for row in results.rows]

    return ensureDeferred(search())


def memoryReactor() -> Any:
    """
    Make a reactor in memory, with whatever type a test wants it to have.
    """
    reactor = MemoryReactor()
    alsoProvides(reactor, IReactor)
    return reactor
