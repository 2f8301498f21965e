"""
Batches: pieces are gathered first, and kept many at a time.

Keeping a piece by itself costs a tenth of what it takes to answer a small request, and
keeping two hundred pieces hardly costs more. So each connection has a batch, and while the
program waits, a piece is only added to it. All batches are emptied when they are full, and
whenever somebody asks what is kept: so nobody ever finds anything missing. All of them
together may hold no more than a part of what the recorder keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from server.wire.follow import Clock, Follow, Take

#: Pieces, one after the other, and nothing around each: when the first one went, whether it
#: left, its bytes; when the second one went, and so on. Python needs no object for each.
Pieces: TypeAlias = list[Any]
#: Is called with pieces, and whether a message begins with the first of them.
Keep: TypeAlias = Callable[[Pieces, bool], None]

#: How many bytes each batch has room for, and how many a piece takes besides its own.
EACH, PIECE = 2**16, 100


class Batches:
    """
    The batches of the connections that are open. They share their room: one may take
    that of another.

    @ivar room: how many more bytes there is room for, until the batches are emptied.
    @ivar isPatient: whether pieces may wait in them. They may not where somebody wants to
        hear of each at once.
    """

    def __init__(self, most: int) -> None:
        """
        @param most: how many bytes may lie in all of them.
        """
        self.room = 0
        self.isPatient = True
        self._most = most
        self._every: dict[Batch, None] = {}

    def make(self, keep: Keep, isBetween: Callable[[], bool]) -> Batch:
        """
        Make the batch of one connection.

        @param keep: is called to keep what was gathered.
        @param isBetween: tells whether the next piece begins a message.
        """
        batch = Batch(self, keep, isBetween)
        self._every[batch] = None
        return batch

    def remove(self, batch: Batch) -> None:
        """
        A connection is over: its batch has no more room to share.
        """
        self._every.pop(batch, None)

    def empty(self) -> None:
        """
        Have everything that lies in them kept. The more connections have said something,
        the more room there is from now on.
        """
        full = [batch for batch in self._every if batch.pieces]
        for batch in full:
            batch.empty()
        self.room = min(EACH * max(len(full), 1), self._most) if self.isPatient else 0

    def makeRoom(self, batch: Batch) -> None:
        """
        There is no more room: empty a batch, or all of them.

        @param batch: the one that something was just added to.
        """
        if self.isPatient:
            self.empty()
        else:
            batch.empty()  # there is nothing in any other


class Batch(Follow):
    """
    The batch of one connection.

    @ivar pieces: what lies in it.
    """

    def __init__(self, batches: Batches, keep: Keep, isBetween: Callable[[], bool]) -> None:
        """
        @param keep: is called to keep what was gathered.
        @param isBetween: tells whether the next piece begins a message.
        """
        self.pieces: Pieces = []
        self._batches = batches
        self._keep = keep
        self._isBetween = isBetween
        self._isBeginning = False

    def __call__(self, seconds: float, isLeft: bool, data: bytes) -> None:
        """
        Add one piece, at this time of its connection.

        @param seconds: since it began.
        """
        self.taking(isLeft, lambda: seconds)(data)

    def taking(self, isLeft: bool, clock: Clock) -> Take:
        """
        Make a function that adds pieces to it. The program that is watched waits for it:
        it does nothing that can be done later, or once for all pieces.
        """
        pieces, batches = self.pieces, self._batches

        def add(data: bytes) -> None:
            nonlocal pieces
            if not pieces:
                self._isBeginning = self._isBetween()
            pieces += clock(), isLeft, data
            batches.room -= len(data) + PIECE
            if batches.room < 0:
                batches.makeRoom(self)

        return add

    def wasLeft(self) -> bool | None:
        """
        Tell whether the last bytes left; L{None} as long as there were none.
        """
        return self.pieces[-2] if self.pieces else super().wasLeft()

    def empty(self) -> None:
        """
        Have everything that lies in it kept.
        """
        if self.pieces:
            self._wasLeft = self.wasLeft()
            gathered = self.pieces[:]
            self.pieces.clear()
            self._keep(gathered, self._isBeginning)
