"""
What has come before, byte for byte, and what was found in it.
"""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")

#: How many are known; then all are forgotten, and those that still come are learnt anew.
MOST_CACHED = 256
#: In bytes: what is longer is not remembered.
LONGEST = 2048


class ParseCache(Generic[T]):
    """
    Remembers what was found in some bytes, from the second time that they come: many come
    only once, and storing them in place of others takes longer than reading them.

    @ivar find: called with bytes, returns what was found in them; L{None} where they are
        not known.
    """

    __slots__ = ("_found", "_seen", "find")

    def __init__(self) -> None:
        self._found: dict[bytes, T] = {}
        self._seen: set[int] = set()
        self.find = self._found.get

    def hasSeen(self, data: bytes) -> bool:
        """
        Note that bytes have come that are not known.

        @return: whether they have come before, and are to be learnt.
        """
        mark = hash(data)
        if mark in self._seen:
            return True
        if len(self._seen) == MOST_CACHED:
            self._seen.clear()
        if len(data) <= LONGEST:
            self._seen.add(mark)
        return False

    def learn(self, data: bytes, found: T) -> None:
        """
        Remember what was found in some bytes.
        """
        if len(self._found) == MOST_CACHED:
            self._found.clear()
        self._found[data] = found
