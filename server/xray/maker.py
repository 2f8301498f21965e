"""
Where the requests of a connection are made, which is where watching them begins.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

from twisted.web.http import Request
from zope.interface import directlyProvidedBy, directlyProvides

from server.wire.tap import numberOf
from server.xray.budget import Missed
from server.xray.observation import MakeRecord
from server.xray.record import RequestRecord

MakeRequest = Callable[..., Request]


class Watcher(Protocol):
    """
    Watches requests, or counts those that it does not watch: the x-ray.
    """

    isWatching: bool

    def isToObserve(self) -> bool: ...

    def observe(self, request: Request, makeRecord: MakeRecord) -> None: ...

    def miss(self, connection: int | None) -> Missed: ...

    def keep(self, record: RequestRecord) -> None: ...


@cache
def twinOf(kind: type) -> Any:
    """
    Make a class that is like another, for the requests that are watched.

    Python has one plan of where the objects of a class keep their attributes, with room for
    30 names. What is put on a few requests would take up room that all of them need; then
    each takes longer to make and to read, for good. So those few have a plan of their own.
    """
    names = {name: getattr(kind, name) for name in ("__module__", "__qualname__", "__doc__")}
    return type(kind.__name__, (kind,), names)


class RequestMaker:
    """
    Makes the requests of one connection, as its channel would, and has some watched.
    """

    def __init__(self, xray: Watcher, channel: Any) -> None:
        """
        @param channel: of the connection. With HTTP/2, each stream has another one.
        """
        self._xray = xray
        self._channel = channel
        self._watched = 0
        self._missed: Missed | None = None

    def wrap(self, make: MakeRequest) -> MakeRequest:
        """
        Make a function that makes requests, as another does. Where thousands are missed, it
        only counts them.

        For each request, Twisted's channel asks what its maker provides; for a function
        that nobody has declared, that takes long to find out.
        """
        xray, missed = self._xray, self._missed
        makeWatched = twinOf(make) if isinstance(make, type) else make

        def makeRequest(*arguments: Any) -> Request:
            nonlocal missed
            if xray.isWatching and xray.isToObserve():
                request = makeWatched(*arguments)
                xray.observe(request, self._makeRecord)
                return request
            if missed is None:
                missed = self._miss()
            missed.count += 1
            return make(*arguments)

        directlyProvides(makeRequest, directlyProvidedBy(make))
        return makeRequest

    def _miss(self) -> Missed:
        """
        A request is not watched, for the first time.
        """
        self._missed = self._xray.miss(numberOf(self._channel.transport))
        return self._missed

    def _makeRecord(self, began: float) -> RequestRecord:
        """
        A request that is watched has come. Requests that are not watched are numbered all the
        same.
        """
        self._watched += 1
        before = self._missed.count if self._missed else 0
        number = numberOf(self._channel.transport)
        record = RequestRecord(number, before + self._watched, began)
        self._xray.keep(record)
        return record
