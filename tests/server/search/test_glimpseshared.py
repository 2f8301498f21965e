"""
Glimpse for several processes: engines that share one folder.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred, ensureDeferred
from twisted.trial.unittest import TestCase

from server.search.corpus import Corpus
from server.search.engine import Elsewhere
from server.search.glimpseshared import SharedGlimpseEngine
from server.search.workers import Workers
from tests.server.search.support import index, write
from tests.support.needs import need


class SharedTests(TestCase):
    """
    Two engines: a lock tells them apart as it tells processes.
    """

    def setUp(self) -> None:
        """
        Make them, the first the owner.
        """
        need("glimpse")
        folder = Path(self.mktemp()).absolute()
        self.root, self.folder = folder / "texts", folder / "index"
        write(self.root, {"a.txt": "tomato", "b.txt": "basil"})
        self.workers = Workers(self.anyReactor)
        self.owner, self.other = self.makeEngine(), self.makeEngine()
        index(Corpus(self.root), self.owner)
        for engine in (self.owner, self.other):
            self.addCleanup(engine.stop)

    anyReactor: Any = reactor

    def makeEngine(self) -> SharedGlimpseEngine:
        """
        @return: one more engine on the same folder.
        """
        return SharedGlimpseEngine(self.anyReactor, self.workers, self.folder, 0)

    def test_asks(self) -> Deferred[None]:
        """
        The other asks the owner's C{glimpseserver}, and starts none; the index is not for
        it to make.
        """

        async def test() -> None:
            await self.owner.start()
            self.assertRaises(Elsewhere, self.other.known)
            await self.other.start()
            self.assertEqual(await self.other.propose(["tomato"]), ["a.txt"])
            self.assertEqual(await self.other.propose(["nowhere"]), [])
            self.assertFalse(self.other.isServing)

        return ensureDeferred(test())

    def test_serverDied(self) -> Deferred[None]:
        """
        Where the owner's C{glimpseserver} dies, the other waits for the next.
        """

        async def test() -> None:
            await self.owner.start()
            process: Any = self.owner.server.transport
            os.kill(process.pid, signal.SIGKILL)
            await self.owner.server.ended
            self.assertEqual(await self.other.propose(["basil"]), ["b.txt"])
            self.assertFalse(self.other.isServing)

        return ensureDeferred(test())

    def test_succeeds(self) -> Deferred[None]:
        """
        Where the owner is gone, the other is the owner, even for many who ask at once.
        """

        async def test() -> None:
            await self.owner.start()
            await self.other.start()
            await self.owner.stop()
            asked = [self.other.propose(["basil"]) for _ in range(5)]
            self.assertEqual([await each for each in asked], [["b.txt"]] * 5)
            self.assertTrue(self.other.isServing)
            third = self.makeEngine()
            self.assertEqual(await third.propose(["tomato"]), ["a.txt"])

        return ensureDeferred(test())
