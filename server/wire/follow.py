"""
Who follows the bytes of one connection.
"""

from __future__ import annotations

from collections.abc import Callable

from server.wire.chunk import Chunk, Direction, Watch, nobodyWatches

Clock = Callable[[], float]
Take = Callable[[bytes], None]


class Follow:
    """
    Is called with the bytes of one connection: when they went, on the reactor's clock;
    whether they left; the bytes. This one does nothing with them.
    """

    _wasLeft: bool | None = None

    def __call__(self, seconds: float, isLeft: bool, data: bytes) -> None:
        """
        Take the bytes of one piece, with the time and the direction.
        """

    def taking(self, isLeft: bool, clock: Clock) -> Take:
        """
        Make a function that takes the bytes that go one way, and asks a clock when.
        """

        def take(data: bytes) -> None:
            self._wasLeft = isLeft
            self(clock(), isLeft, data)

        return take

    def wasLeft(self) -> bool | None:
        """
        Tell whether the last bytes left; L{None} as long as there were none.
        """
        return self._wasLeft

    def lastDirection(self) -> Direction:
        """
        Tell which way the last bytes went; C{OPENED} as long as there were none.
        """
        wasLeft = self.wasLeft()
        if wasLeft is None:
            return Direction.OPENED
        return Direction.LEFT if wasLeft else Direction.ARRIVED


class Telling(Follow):
    """
    Tells a watch of each piece, with a L{Chunk}.
    """

    def __init__(self, watch: Watch, number: int, began: float) -> None:
        self._watch, self._number, self._began = watch, number, began

    def __call__(self, seconds: float, isLeft: bool, data: bytes) -> None:
        """
        Tell the watch of the bytes of one piece.
        """
        direction = Direction.LEFT if isLeft else Direction.ARRIVED
        self._watch(Chunk(self._number, seconds - self._began, direction, data))


def followWith(watch: Watch, opened: Chunk, began: float, protocol: object = None) -> Follow:
    """
    Tell a watch that a connection has opened, and find who follows its bytes.

    Bytes come often, and making a L{Chunk} of each piece takes longer than keeping it. A
    watch that does not need them has a method C{follow}, which takes what this function
    takes.

    @param began: when the connection began, on the reactor's clock.
    @param protocol: who speaks on the server's side.
    """
    if watch is nobodyWatches:
        return Follow()
    follow: Callable[[Chunk, float, object], Follow] | None = getattr(watch, "follow", None)
    if follow is not None:
        return follow(opened, began, protocol)
    watch(opened)
    return Telling(watch, opened.connection, began)
