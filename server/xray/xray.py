"""
The x-ray: what becomes of each request inside the server.

It looks at a factory from outside, as the tap does: it wraps methods of the factory, the
connections and the requests that are watched, and of nothing else. Where nobody watches,
nothing is wrapped. Where more requests come than are watched, it steps aside for a while: it
takes away what it can, and only counts them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakSet

from twisted.internet.interfaces import (
    IAddress,
    IDelayedCall,
    IProtocolFactory,
    IReactorTime,
)
from twisted.web.http import HTTPFactory, Request

from server.wire.tap import channelOf
from server.xray.budget import Budget, Missed
from server.xray.happenings import Happening
from server.xray.logs import Logs
from server.xray.maker import RequestMaker
from server.xray.observation import WATCHED_BY, MakeRecord, Observation
from server.xray.record import MOST_IN_ALL, Kept, RequestRecord
from server.xray.shadow import Shadow
from server.xray.teller import Teller, Watch
from server.xray.waits import WaitListener


def nobodyCares(record: RequestRecord, happening: Happening) -> None:
    """
    Do nothing with what has happened.
    """


class XRay:
    """
    Watches the requests of factories.

    @ivar watchers: each is called with every record of a happening, as it is made.
    @ivar whenChanged: called after them. It need not hear of everything: more requests may
        come than are watched.
    @ivar isWatching: whether it watches the next request, or stands aside.
    """

    isWatching = True

    def __init__(self, reactor: IReactorTime) -> None:
        """
        @param reactor: tells the time; the delays that it is asked for are watched.
        """
        self.reactor = reactor
        self.watchers: list[Watch] = []
        self.whenChanged: Watch = nobodyCares
        self._kept = Kept()
        self._budget = Budget(reactor.seconds)
        self._missed: dict[int | None, Missed] = {}
        self._shadows: list[Shadow] = []
        self._atWork: list[Shadow] = []
        self._running: WeakSet[Observation] = WeakSet()
        self._return: IDelayedCall | None = None
        self._waitListener = WaitListener(reactor)
        self._logs = Logs(self._waitListener.current)
        self._watched: list[IProtocolFactory] = []

    def watch(self, factory: Any) -> bool:
        """
        Watch all requests of a factory, on connections that are still to be made.

        @return: whether it can have any: factories other than those of HTTP cannot.
        """
        if not isinstance(factory, HTTPFactory):
            return False
        if factory not in self._watched:
            self._watched.append(factory)
            self._waitListener.start()
            self._logs.start()
            self._shadows.append(Shadow(factory, "buildProtocol", self._buildProtocol))
            self._begin()
        return True

    def stop(self) -> None:
        """
        Stop watching. What was recorded stays; a connection that is open keeps
        its maker of requests, which makes them as its channel would.
        """
        self.isWatching = False
        if self._return is not None:
            self._return.cancel()
            self._return = None
        shadows, self._shadows, self._watched = self._shadows, [], []
        for shadow in shadows:
            shadow.remove()
        self._end()
        self._waitListener.stop()
        self._logs.stop()

    def requests(self, connection: int | None) -> Sequence[RequestRecord]:
        """
        List what has happened to the requests of one connection, the oldest first.

        @param connection: the number that the tap has given to it.
        """
        return self._kept.of(connection)

    def missed(self, connection: int | None) -> int:
        """
        Tell how many requests of a connection came so fast that they were not watched.
        """
        return self._missed[connection].count if connection in self._missed else 0

    def forget(self, connection: int | None) -> None:
        """
        Drop all that is kept of a connection.
        """
        self._kept.forget(connection)
        self._missed.pop(connection, None)

    # Watching, or stepping aside.

    def _begin(self) -> None:
        """
        Watch requests from now on.
        """
        self.isWatching, self._return = True, None
        wrappers: dict[str, Callable[..., Any]] = {"log": self._log, "route": self._route}
        self._end()
        self._atWork = [
            Shadow(factory, name, wrapper)
            for factory in self._watched
            for name, wrapper in wrappers.items()
            if hasattr(factory, name)
        ]

    def _stepAside(self) -> None:
        """
        So many requests have come that no more are watched for a while.
        """
        self.isWatching = False
        self._return = self.reactor.callLater(self._budget.wait(), self._begin)
        self._endIfIdle()

    def _over(self, observation: Observation) -> None:
        """
        A request that was watched has been answered.
        """
        self._running.discard(observation)
        self._endIfIdle()

    def _endIfIdle(self) -> None:
        if not self.isWatching and not self._running:
            self._end()

    def _end(self) -> None:
        shadows, self._atWork = self._atWork, []
        for shadow in shadows:
            shadow.remove()

    # What hides the factory's own methods.

    def _buildProtocol(self, original: Callable[..., Any], address: IAddress | None) -> Any:
        """
        A connection is made: watch the requests on it.
        """
        protocol = original(address)
        if protocol is not None:
            channel = channelOf(protocol)
            maker = RequestMaker(self, channel)
            channel.requestFactory = maker.wrap(channel.requestFactory)
        return protocol

    def _log(self, original: Callable[[Request], None], request: Request) -> None:
        """
        A request is answered: a factory is told so that it can log it.
        """
        original(request)
        observation: Observation | None = getattr(request, WATCHED_BY, None)
        if observation is not None:
            observation.finish()

    def _route(self, original: Callable[[Any], Any], request: Any) -> Any:
        """
        A proxy looks where a request is to go.
        """
        observation: Observation | None = getattr(request, WATCHED_BY, None)
        if observation is not None:
            observation.receive()
        handler = original(request)
        if observation is not None:
            observation.routed(handler)
        return handler

    # What requests need.

    def isToObserve(self) -> bool:
        """
        Tell whether one more request is watched. A terminal shows all of them.
        """
        if self.watchers or self._budget.take():
            return True
        self._stepAside()
        return False

    def observe(self, request: Request, makeRecord: MakeRecord) -> None:
        """
        Watch one request, unless nothing is watched any more.
        """
        if self._watched:
            teller = Teller(self.reactor, self.changed)
            current = self._waitListener.current
            self._running.add(Observation(request, teller, current, makeRecord, self._over))

    def miss(self, connection: int | None) -> Missed:
        """
        Begin to count the requests of a connection that are not watched.
        """
        if len(self._missed) >= MOST_IN_ALL:
            del self._missed[next(iter(self._missed))]
        return self._missed.setdefault(connection, Missed())

    def keep(self, record: RequestRecord) -> None:
        """
        Keep the record of a request that has come.
        """
        self._kept.add(record)

    def changed(self, record: RequestRecord, happening: Happening) -> None:
        """
        Tell all watchers of a happening, at once.
        """
        for watch in self.watchers:
            watch(record, happening)
        self.whenChanged(record, happening)
