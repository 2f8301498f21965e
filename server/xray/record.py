"""
What is kept of the requests, and how much.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TypeVar

from server.xray.happenings import Failed, Finished, Happening, Left, Received

#: How many requests are kept: of one connection, and in all.
MOST_OF_ONE = 100
MOST_IN_ALL = 5000
#: How much is kept of one request; its end is always kept.
MOST_HAPPENINGS = 200
MOST_CHARACTERS = 15_000

H = TypeVar("H", bound=Happening)


def sizeOf(happening: Happening) -> int:
    """
    Count the characters that are kept of a happening.
    """
    values = vars(happening).values()
    texts = sum(len(value) for value in values if type(value) is str)
    pairs = [pair for value in values if type(value) is tuple for pair in value]
    return texts + sum(len(name) + len(value) for name, value in pairs)


class RequestRecord:
    """
    What has happened to one request.

    @ivar connection: its number; L{None} where there is no tap.
    @ivar request: 1 for the first on its connection.
    @ivar began: when the head of the request began to be read, in the reactor's time.
    @ivar happenings: what has happened, in order.
    @ivar omitted: how many more happenings there were.
    """

    def __init__(self, connection: int | None, request: int, began: float = 0.0) -> None:
        self.connection = connection
        self.request = request
        self.began = began
        self.happenings: list[Happening] = []
        self.omitted = 0
        self._size = 0

    def add(self, happening: Happening) -> bool:
        """
        Keep one more, if there is room.

        @return: whether it is kept.
        """
        size = sizeOf(happening)
        isEnd = isinstance(happening, Received | Finished | Left | Failed)
        isFull = len(self.happenings) >= MOST_HAPPENINGS or self._size + size > MOST_CHARACTERS
        if isFull and not (isEnd and len(self.happenings) < 2 * MOST_HAPPENINGS):
            self.omitted += 1
            return False
        self._size += size
        self.happenings.append(happening)
        return True

    def every(self, kind: type[H]) -> list[H]:
        """
        List the happenings of one kind.
        """
        return [each for each in self.happenings if isinstance(each, kind)]

    def last(self, kind: type[H]) -> H | None:
        """
        Find the last happening of a kind.
        """
        return next((each for each in reversed(self.happenings) if isinstance(each, kind)), None)

    @property
    def received(self) -> Received:
        """
        The record of the request itself; see L{Received}.
        """
        return self.every(Received)[0]

    @property
    def isOver(self) -> bool:
        """
        Whether nothing more will happen, although something may still be waited for.
        """
        return self.last(Finished) is not None or self.last(Left) is not None


class Kept:
    """
    The records of the latest requests.
    """

    def __init__(self) -> None:
        self._numbers = count()
        # By the number of the record: the oldest first.
        self._every: dict[int, RequestRecord] = {}
        self._byConnection: dict[int | None, dict[int, RequestRecord]] = {}

    def add(self, record: RequestRecord) -> None:
        """
        Keep a new record; the oldest may have to go.
        """
        number = next(self._numbers)
        self._every[number] = record
        ofOne = self._byConnection.setdefault(record.connection, {})
        ofOne[number] = record
        if len(ofOne) > MOST_OF_ONE:
            self._drop(next(iter(ofOne)))
        if len(self._every) > MOST_IN_ALL:
            self._drop(next(iter(self._every)))

    def _drop(self, number: int) -> None:
        record = self._every.pop(number)
        ofOne = self._byConnection[record.connection]
        del ofOne[number]
        if not ofOne:
            del self._byConnection[record.connection]

    def of(self, connection: int | None) -> Sequence[RequestRecord]:
        """
        List the records of one connection, the oldest first.
        """
        return list(self._byConnection.get(connection, {}).values())

    def forget(self, connection: int | None) -> None:
        """
        Drop all records of a connection.
        """
        for number in self._byConnection.pop(connection, {}):
            del self._every[number]
