"""
The tape: a piece of memory that is written round and round, so that it holds the newest
bytes and takes no more room however many there are.

It is cut into reels. When one is full, the oldest is written over, whole: whoever remembers
what was on it is told to forget that.

The bytes are copied. To keep the objects as they are would take no copy, but memory that no
request can use again: the next one would have to ask the system for more, which costs ten
times as much.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Sequence
from contextlib import suppress
from struct import Struct
from typing import Protocol


class Index(Protocol):
    """
    Remembers what is where.

    @ivar number: whose it is.
    @ivar append: is given the place of each piece.
    @ivar sizes: how many bytes have arrived, and have left.
    """

    @property
    def number(self) -> int: ...

    @property
    def sizes(self) -> list[int]: ...

    @property
    def append(self) -> Callable[[int], None]: ...


#: What stands before the bytes: when they went, whether they left, and how many they are.
HEADER = Struct("<d?xxxI")

#: Linux's C{MADV_POPULATE_WRITE}, which Python has no name for.
POPULATE = 23

#: What is longer is not copied.
LONG = 2**16

#: Writes on the tape; see L{Tape.writer}.
Write = Callable[[float, bool, bytes], None]


class Tape:
    """
    A tape with reels, numbered from 0.

    @ivar reel: the number of the one that is written.
    @ivar length: of a reel, in bytes.
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
        self._most = min(LONG, self.length - HEADER.size)
        self._advise(POPULATE, 0, self.length)

    def writer(
        self, index: Index, viewers: Sequence[Callable[[int], None]], keepApart: Write
    ) -> Write:
        """
        Make a function that writes, notes in an index where, and calls whoever views that.

        It takes a time, whether the bytes left, and the bytes. The program that is watched
        waits for it: it does nothing that can be done later, or once and for all.

        @param keepApart: takes what is too long.
        """
        memory, pack, before, most = self._memory, HEADER.pack_into, HEADER.size, self._most
        number, sizes = index.number, index.sizes

        def write(seconds: float, isLeft: bool, data: bytes) -> None:
            start, size = self._position, len(data)
            stop = start + before + size
            if size > most:
                keepApart(seconds, isLeft, data)
                return
            if stop > self._end:
                start = self._turn()
                self._advise(POPULATE, start, start + self.length)
                stop = start + before + size
            pack(memory, start, seconds, isLeft, size)
            memory[start + before : stop] = data
            self._position = stop
            index.append(start)
            sizes[isLeft] += size
            for tell in viewers:
                tell(number)

        return write

    def skip(self, size: int) -> None:
        """
        Leave room on this reel free, for what is kept elsewhere.
        """
        self._end -= size

    def skipLong(self, size: int) -> None:
        """
        The same, on the next reel where there is no room, and on as many as it takes.
        """
        while size > 0:
            if self._position + size > self._end:
                self._position = self._turn()
            here = min(size, self.length)
            self._end -= here
            size -= here
            if here > self._most:
                # So both together take no more memory than a tape that is full.
                self._advise(mmap.MADV_DONTNEED, self._end, self._end + here)

    def read(self, start: int) -> tuple[float, bool, bytes]:
        """
        Read what was written at a place.
        """
        seconds, isLeft, size = HEADER.unpack_from(self._memory, start)
        start += HEADER.size
        return seconds, isLeft, self._memory[start : start + size]

    def measure(self, start: int) -> tuple[bool, int]:
        """
        Read which way the bytes at a place went, and how many they are, without the bytes.
        """
        _, isLeft, size = HEADER.unpack_from(self._memory, start)
        return isLeft, size

    def _turn(self) -> int:
        """
        Go on to the next reel.

        @return: where it begins.
        """
        self.reel = (self.reel + 1) % self._reels
        start = self.reel * self.length
        self._end = start + self.length
        self._whenTurned(self.reel)
        return start

    def _advise(self, advice: int, start: int, end: int) -> None:
        """
        Have the system take back memory, or give it to us at once, where it can: to be asked
        for each page when that is first touched costs more than all that is written there.
        """
        start += -start % mmap.PAGESIZE
        end -= end % mmap.PAGESIZE
        if start < end:
            with suppress(OSError):
                self._memory.madvise(advice, start, end - start)
