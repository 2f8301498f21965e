"""
Where the requests of a connection are made: there they begin to be watched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from twisted.web.http import Request

from server.wire.tap import numberOf
from server.xray.budget import Missed
from server.xray.observation import MakeRecord
from server.xray.record import RequestRecord

MakeRequest = Callable[..., Request]


class Watcher(Protocol):
    """
    Watches requests: the x-ray.
    """

    isWatching: bool

    def isToObserve(self) -> bool: ...

    def observe(self, request: Request, makeRecord: MakeRecord) -> None: ...

    def miss(self, connection: int | None) -> Missed: ...

    def keep(self, record: RequestRecord) -> None: ...


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
        does no more than to count them.
        """
        xray, missed = self._xray, self._missed

        def makeRequest(channel: Any, queued: object = False) -> Request:
            nonlocal missed
            if xray.isWatching and xray.isToObserve():
                request = make(channel, queued)
                xray.observe(request, self._makeRecord)
                return request
            if missed is None:
                missed = self._miss()
            missed.count += 1
            return make(channel, queued)

        return makeRequest

    def _miss(self) -> Missed:
        """
        A request is not watched, for the first time.
        """
        self._missed = self._xray.miss(numberOf(self._channel.transport))
        return self._missed

    def _makeRecord(self, began: float) -> RequestRecord:
        """
        A request that is watched has come. Those that are not have their numbers all the same.
        """
        self._watched += 1
        before = self._missed.count if self._missed else 0
        number = numberOf(self._channel.transport)
        record = RequestRecord(number, before + self._watched, began)
        self._xray.keep(record)
        return record
