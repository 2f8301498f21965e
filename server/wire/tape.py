"""
The tape: a piece of memory that is written round and round, so that it holds the newest
bytes, and takes no more room however many come.

It is cut into reels. When one is full, the oldest is written over, whole: whoever remembers
what was on it is told to forget that.

The bytes are copied. Keeping the objects themselves would need no copy, but would hold
memory that no request can use again: the next one would have to ask the system for more,
which costs ten times as much.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable
from contextlib import suppress

#: Linux's C{MADV_POPULATE_WRITE}, which Python has no name for.
POPULATE = 23

#: What is longer is not copied. It is a little more than what is gathered, or than a
#: transport reads at a time.
LONG = 2**16 + 2**14


class Tape:
    """
    A tape with reels, numbered from 0.

    @ivar reel: the number of the one that is being written.
    @ivar length: of a reel, in bytes.
    @ivar most: how many bytes can be written at a time.
    """

    def __init__(self, size: int, reels: int, whenTurned: Callable[[int], None]) -> None:
        """
        @param size: of all reels, in bytes. What was never written takes no memory.
        @param whenTurned: is called before a reel is written over, with its number.
        """
        self.length = size // reels
        self.reel = 0
        self._reels = reels
        self._whenTurned = whenTurned
        self._memory = mmap.mmap(-1, self.length * reels, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self._position, self._end = 0, self.length
        self.most = min(LONG, self.length)
        self._advise(POPULATE, 0, self.length)

    def write(self, data: bytes) -> int:
        """
        Write bytes on this reel, or on the next where there is no room.

        @return: where they are.
        """
        start, stop = self._position, self._position + len(data)
        if stop > self._end:
            start = self._turn()
            stop = start + len(data)
            self._advise(POPULATE, start, start + self.length)
        self._memory[start:stop] = data
        self._position = stop
        return start

    def skip(self, size: int) -> None:
        """
        Leave room free on this reel, as much as what is kept elsewhere takes.
        """
        self._end -= size

    def skipLong(self, size: int) -> None:
        """
        Do the same on the next reel where there is no room, and on as many reels as it
        takes.
        """
        while size > 0:
            if self._position + size > self._end:
                self._position = self._turn()
            here = min(size, self.length)
            self._end -= here
            size -= here
            if here > self.most:
                # So the two together take no more memory than a full tape.
                self._advise(mmap.MADV_DONTNEED, self._end, self._end + here)

    def read(self, start: int, size: int) -> bytes:
        """
        Read what was written at a place.
        """
        return self._memory[start : start + size]

    def _turn(self) -> int:
        """
        Go on to the next reel, which is written over.

        @return: where it begins.
        """
        self.reel = (self.reel + 1) % self._reels
        start = self.reel * self.length
        self._end = start + self.length
        self._whenTurned(self.reel)
        return start

    def _advise(self, advice: int, start: int, end: int) -> None:
        """
        Have the system take back memory, or give it to us at once, where it can: getting
        each page only when it is first touched costs more than all that is written there.
        """
        start += -start % mmap.PAGESIZE
        end -= end % mmap.PAGESIZE
        if start < end:
            with suppress(OSError):
                self._memory.madvise(advice, start, end - start)
