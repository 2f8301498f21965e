"""
Blocks: pieces of one connection that were kept together.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain, compress, starmap
from typing import TypeAlias

from server.wire.batches import Pieces
from server.wire.chunk import Chunk, Direction
from server.wire.tape import Tape

#: A piece: when it went, whether it left, its bytes.
Piece: TypeAlias = tuple[float, bool, bytes]
#: Whether a piece left, and how many bytes it has.
Measure: TypeAlias = tuple[bool, int]

#: How many bytes a time takes on the tape, and a size.
TIME, SIZE = array("d").itemsize, array("I").itemsize


class Blocks:
    """
    Some blocks of one connection, one after the other. On the tape, a block begins with
    the times of its pieces; whether each left, their sizes, and their bytes follow.

    @ivar places: of each block, where it is on the tape.
    @ivar ends: of each block, how many things there are up to its end.
    @ivar apart: what is not on tape, because it is long, or not bytes: by the number of its
        block, in which it is alone.
    @ivar sizes: how many bytes have arrived, and have left.
    """

    __slots__ = ("_began", "_number", "_tape", "apart", "ends", "places", "sizes")

    def __init__(self, tape: Tape, number: int, began: float) -> None:
        """
        @param number: of the connection.
        @param began: when that began, on the reactor's clock.
        """
        self._tape, self._number, self._began = tape, number, began
        self.places, self.ends = array("I"), array("I")
        self.apart: dict[int, Chunk] = {}
        self.sizes = [0, 0]

    @property
    def length(self) -> int:
        """
        How many things there are.
        """
        return self.ends[-1] if self.ends else 0

    def add(self, block: Block | WrittenBlock, place: int) -> None:
        """
        Remember a block.

        @param place: where it is on the tape.
        """
        self.ends.append(self.length + len(block.sizes))
        self.places.append(place)
        self.sizes[False] += block.arrived
        self.sizes[True] += block.left

    def addApart(self, chunk: Chunk) -> None:
        """
        Remember what is not on tape.
        """
        self.apart[len(self.ends)] = chunk
        self.ends.append(self.length + 1)
        self.places.append(0)
        self.sizes[chunk.direction is Direction.LEFT] += len(chunk.data)

    def chunks(self, first: int = 0) -> Iterator[Chunk]:
        """
        List what has happened, from a position on.
        """
        return chain.from_iterable(starmap(self._chunks, self._from(first)))

    def pieces(self, first: int = 0) -> Iterator[Piece]:
        """
        List the same as pieces, which is quicker; what is not bytes is a piece without
        any.
        """
        return chain.from_iterable(starmap(self._pieces, self._from(first)))

    def measures(self, first: int = 0) -> Iterator[Measure]:
        """
        List the same without the bytes, which are not read: there may be many.
        """
        return chain.from_iterable(starmap(self._measures, self._from(first)))

    def backwards(self) -> Iterator[Chunk]:
        """
        List what has happened from the end.
        """
        for block in reversed(range(len(self.ends))):
            yield from reversed(list(self._chunks(block)))

    def _from(self, first: int) -> Iterator[tuple[int, int]]:
        """
        Find the blocks from a position on, and where in each to begin.
        """
        start = bisect_right(self.ends, first)
        for block in range(start, len(self.ends)):
            yield block, max(first - self._start(block), 0)

    def _start(self, block: int) -> int:
        return self.ends[block - 1] if block else 0

    def _chunks(self, block: int, first: int = 0) -> Iterator[Chunk]:
        if block in self.apart:
            yield self.apart[block]
            return
        for seconds, isLeft, data in self._pieces(block, first):
            direction = Direction.LEFT if isLeft else Direction.ARRIVED
            yield Chunk(self._number, seconds - self._began, direction, data)

    def _pieces(self, block: int, first: int = 0) -> Iterator[Piece]:
        apart = self.apart.get(block)
        if apart is not None:
            yield apart.seconds, apart.direction is Direction.LEFT, apart.data
            return
        times, lefts, sizes, place = self._columns(block)
        place += sum(sizes[:first])
        for seconds, isLeft, size in zip(times[first:], lefts[first:], sizes[first:], strict=True):
            yield seconds, bool(isLeft), self._tape.read(place, size)
            place += size

    def _measures(self, block: int, first: int = 0) -> Iterable[Measure]:
        apart = self.apart.get(block)
        if apart is not None:
            return [(apart.direction is Direction.LEFT, len(apart.data))]
        _, lefts, sizes, _ = self._columns(block)
        return zip(map(bool, lefts[first:]), sizes[first:], strict=True)

    def _columns(self, block: int) -> tuple[array[float], bytes, array[int], int]:
        """
        Read the columns of a block.

        @return: when the pieces went, whether they left, how many bytes they have, and
            where on the tape these begin.
        """
        count = self.ends[block] - self._start(block)
        times = self.places[block]
        lefts = times + count * TIME
        sizes = lefts + count
        read = self._tape.read
        return (
            array("d", read(times, count * TIME)),
            read(lefts, count),
            array("I", read(sizes, count * SIZE)),
            sizes + count * SIZE,
        )


class Block:
    """
    Pieces in columns, as they are on the tape: Python writes a whole column at once.

    @ivar pieces: the pieces.
    @ivar sizes: of the pieces, in bytes.
    @ivar arrived: how many bytes have arrived.
    @ivar left: how many have left.
    """

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self._times, self._lefts, self._data = pieces[::3], bytes(pieces[1::3]), pieces[2::3]
        self.sizes = list(map(len, self._data))
        self.left = sum(compress(self.sizes, self._lefts))
        self.arrived = sum(self.sizes) - self.left

    @property
    def size(self) -> int:
        """
        How many bytes it takes on the tape.
        """
        return self.arrived + self.left + len(self.sizes) * (TIME + 1 + SIZE)

    def written(self) -> bytes:
        """
        The block as it is on the tape: the columns, and then the bytes of all pieces.
        """
        columns = array("d", self._times), self._lefts, array("I", self.sizes)
        return b"".join((*columns, *self._data))


class WrittenBlock:
    """
    A block that another process on this machine has written. Its columns are read only
    where somebody needs them.

    @ivar size: as in a L{Block}, like all attributes here.
    """

    def __init__(self, count: int, data: bytes) -> None:
        """
        @param count: how many pieces there are.
        @raise ValueError: when C{data} is not a block of so many pieces.
        """
        self._data = data
        self._sizesAt, self._bytesAt = count * (TIME + 1), count * (TIME + 1 + SIZE)
        self._lefts = data[count * TIME : self._sizesAt]
        self.sizes = array("I", data[self._sizesAt : self._bytesAt])
        self.size = len(data)
        if not count or len(self.sizes) != count or self._bytesAt + sum(self.sizes) != self.size:
            raise ValueError("a block of another length")
        self.left = sum(compress(self.sizes, self._lefts))
        self.arrived = sum(self.sizes) - self.left

    @property
    def pieces(self) -> Pieces:
        """
        The pieces, out of their columns.
        """
        pieces: Pieces = []
        times, place = array("d", self._data[: len(self.sizes) * TIME]), self._bytesAt
        for seconds, isLeft, size in zip(times, self._lefts, self.sizes, strict=True):
            pieces += seconds, bool(isLeft), self._data[place : place + size]
            place += size
        return pieces

    def written(self) -> bytes:
        """
        The block as it was written: the same as in a L{Block}.
        """
        return self._data
