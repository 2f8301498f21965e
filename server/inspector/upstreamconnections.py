"""
Connections on which the program is the client: those of the proxy to other servers.

They are recorded with the others, and numbered with them. On each the program asks, and the
other server answers: so what leaves is a request, and what arrives is an answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from twisted.internet.interfaces import IProtocolFactory, IReactorTime

from server.wire import Chunk, Direction, Recorder, Tap
from server.wire.follow import Follow
from server.wire.tap import numberOf

#: How many are known as such: more than are kept of any kind.
MOST_KNOWN = 20_000
#: How many of those that were made for one client are named.
NAMED = 5
OPPOSITE = {"client": "server", "server": "client"}
TURNED = {Direction.ARRIVED: Direction.LEFT, Direction.LEFT: Direction.ARRIVED}

#: Taps the factory of a connection to a place, made for a client whose transport is given.
TapServer = Callable[[str, object, IProtocolFactory], IProtocolFactory]


class UpstreamConnection(NamedTuple):
    """
    One connection to a server.

    @ivar place: the server, as C{HOST:PORT}.
    @ivar client: the number of the client's connection that it was made for; 0 where that
        has no number.
    """

    place: str
    client: int


class UpstreamFollow(Follow):
    """
    Follows the bytes of a connection as its other end does.
    """

    def __init__(self, follow: Follow) -> None:
        self._follow = follow

    def __call__(self, seconds: float, isLeft: bool, data: bytes) -> None:
        """
        Follow bytes, in the opposite direction.
        """
        self._follow(seconds, not isLeft, data)


@dataclass
class UpstreamWatch:
    """
    Watches a connection to a server, and tells the recorder of it as that server would.

    @ivar whenOpened: is told the connection's number.
    """

    recorder: Recorder
    whenOpened: Callable[[int], None]

    def follow(self, opened: Chunk, began: float, protocol: object = None) -> Follow:
        """
        Begin to keep what happens.

        @param protocol: the one that speaks on our side; the server's is not known.
        """
        self.whenOpened(opened.connection)
        return UpstreamFollow(self.recorder.follow(opened, began))

    def __call__(self, chunk: Chunk) -> None:
        """
        Keep what is not bytes, or what comes without L{follow}.
        """
        direction = TURNED.get(chunk.direction, chunk.direction)
        self.recorder(chunk._replace(direction=direction, by=OPPOSITE.get(chunk.by, "")))


class UpstreamConnections:
    """
    Knows which connections the program has made to other servers, and for whom.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._known: dict[int, UpstreamConnection] = {}
        self._made: dict[int, deque[int]] = {}  # by the number of the client's connection

    def tapWith(self, reactor: IReactorTime, numbers: Iterator[int]) -> TapServer:
        """
        Make the function that taps them.

        @param numbers: the numbers that all connections share.
        """

        def tap(place: str, client: object, factory: IProtocolFactory) -> IProtocolFactory:
            upstream = UpstreamConnection(place, numberOf(client) or 0)
            watch = UpstreamWatch(self._recorder, partial(self._note, upstream))
            return Tap(reactor, factory, watch, numbers)

        return tap

    def _note(self, upstream: UpstreamConnection, number: int) -> None:
        self._known[number] = upstream
        self._made.setdefault(upstream.client, deque(maxlen=NAMED)).append(number)
        if len(self._known) > MOST_KNOWN:
            self._forget(next(iter(self._known)))

    def _forget(self, number: int) -> None:
        client = self._known.pop(number).client
        if self._made[client][-1] == number:  # it was the last
            del self._made[client]

    def find(self, number: int) -> UpstreamConnection | None:
        """
        Find out what a connection to a server is for; L{None} where it is a client's.
        """
        return self._known.get(number)

    def madeFor(self, client: int) -> list[tuple[int, UpstreamConnection]]:
        """
        List the connections that were made for a client's connection, the newest first, as
        far as they are kept, and no more of them than can be named.
        """
        made = [each for each in self._made.get(client, ()) if each in self._known]
        kept = self._recorder.conversations
        return [(each, self._known[each]) for each in reversed(made) if each in kept]
