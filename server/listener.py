"""
What listens at a port, and who is connected through it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from twisted.internet.interfaces import IProtocolFactory, IReactorTime

from server.clienthello import PlainFactory
from server.wire import Tap
from server.wire.chunk import Watch, nobodyWatches
from server.wire.nameline import Meet


class Listener:
    """
    A factory to listen with, and who is connected through it.

    A site on our own channel knows its connections, and they know what they owe. Any other
    gets a tap, which knows who is connected and who spoke last. So does a site that is
    watched, but then the tap is there only to watch.

    @ivar factory: what to listen with.
    """

    def __init__(
        self,
        reactor: IReactorTime,
        factory: Any,
        watch: Watch | None,
        numbers: Iterator[int] | None = None,
        meet: Meet | None = None,
    ) -> None:
        """
        @param watch: is told what arrives and leaves, if anybody is.
        @param numbers: the numbers of the connections, where listeners share them.
        @param meet: as in a L{Tap}.
        """
        isOurs = hasattr(factory, "channels")
        self._ownSite = factory if isOurs else None
        # Our own channel answers a client that begins with TLS.
        tapped = factory if isOurs else PlainFactory(factory)
        self._tap = Tap(reactor, tapped, watch or nobodyWatches, numbers, meet)
        self.factory: IProtocolFactory = factory if isOurs and watch is None else self._tap

    def connections(self) -> list[Any]:
        """
        List the connections that are open.
        """
        return list(self._connected())

    def count(self) -> int:
        """
        Tell how many connections are open.
        """
        return len(self._connected())

    def _connected(self) -> Collection[Any]:
        return self._tap.protocols if self._ownSite is None else self._ownSite.channels
