"""
Readers that are kept on their way through a long request, so that looking at another byte
does not mean reading from the start again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from server.inspector.conversation.reader import Reader

#: How many bytes a reader is given at a time: a few milliseconds of work, whatever they
#: are.
SLICE = 2**12
#: How many bytes there are from one reader that is kept to the next.
STRIDE = 2**19

#: Copies the bytes of a request between two offsets from its start.
Read = Callable[[int, int], bytes]


class Checkpoints:
    """
    The readers of one connection: of the request that was asked for last.
    """

    def __init__(self) -> None:
        self._start = -1
        self._kept: dict[int, Reader] = {}
        self._last: Reader | None = None

    def find(self, start: int, goal: int) -> Reader | None:
        """
        Find the reader at a place, if one is there.

        @param start: the offset of the request.
        @param goal: how many of its bytes the reader has been given.
        """
        last = self._last if self._start == start else None
        return last if last is not None and last.position == goal else None

    def readTo(self, start: int, goal: int, read: Read, isSecure: bool) -> Iterator[None]:
        """
        Bring a reader to a place, in slices: after each it may be somebody else's turn. It
        does not get there if bytes are dropped in the meantime.
        """
        if self._start != start:
            self._start, self._kept, self._last = start, {}, None
        reader = self._before(goal) or Reader(isSecure)
        while reader.position < goal:
            end = min(goal, reader.position + SLICE)
            data = read(reader.position, end)
            if len(data) < end - reader.position:
                return
            reader.feed(data)
            if self._start == start and not end % STRIDE:
                self._kept.setdefault(end, reader.copy())
            yield
        if self._start == start:
            self._last = reader

    def _before(self, goal: int) -> Reader | None:
        """
        Find the nearest reader that has not gone past a place.
        """
        known = [*self._kept.values(), *([self._last] if self._last else [])]
        nearest = max(
            (each for each in known if each.position <= goal),
            key=lambda each: each.position,
            default=None,
        )
        return nearest.copy() if nearest else None
