"""
Baskets: pieces are gathered first, and kept many at a time.

Keeping a piece by itself costs a tenth of what it takes to answer a small request, and
keeping two hundred pieces hardly costs more. So each connection has a basket, and while the
program waits, a piece is only laid into it. All baskets are emptied when they are full, and
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

#: How many bytes each basket has room for, and how many a piece takes besides its own.
EACH, PIECE = 2**16, 100


class Baskets:
    """
    The baskets of the connections that are open. They share their room: one may take
    that of another.

    @ivar room: how many more bytes there is room for, until the baskets are emptied.
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
        self._every: dict[Basket, None] = {}

    def make(self, keep: Keep, isBetween: Callable[[], bool]) -> Basket:
        """
        Make the basket of one connection.

        @param keep: is called to keep what was gathered.
        @param isBetween: tells whether the next piece begins a message.
        """
        basket = Basket(self, keep, isBetween)
        self._every[basket] = None
        return basket

    def remove(self, basket: Basket) -> None:
        """
        A connection is over.
        """
        self._every.pop(basket, None)

    def empty(self) -> None:
        """
        Have everything that lies in them kept. The more connections have said something,
        the more room there is from now on.
        """
        full = [basket for basket in self._every if basket.pieces]
        for basket in full:
            basket.empty()
        self.room = min(EACH * max(len(full), 1), self._most) if self.isPatient else 0

    def makeRoom(self, basket: Basket) -> None:
        """
        There is no more room: empty a basket, or all of them.

        @param basket: the one that something was just laid into.
        """
        if self.isPatient:
            self.empty()
        else:
            basket.empty()  # there is nothing in any other


class Basket(Follow):
    """
    The basket of one connection.

    @ivar pieces: what lies in it.
    """

    def __init__(self, baskets: Baskets, keep: Keep, isBetween: Callable[[], bool]) -> None:
        """
        @param keep: is called to keep what was gathered.
        @param isBetween: tells whether the next piece begins a message.
        """
        self.pieces: Pieces = []
        self._baskets = baskets
        self._keep = keep
        self._isBetween = isBetween
        self._isBeginning = False

    def __call__(self, seconds: float, isLeft: bool, data: bytes) -> None:
        """
        Lay a piece into it.
        """
        self.taking(isLeft, lambda: seconds)(data)

    def taking(self, isLeft: bool, clock: Clock) -> Take:
        """
        Make a function that lays pieces into it. The program that is watched waits for it:
        it does nothing that can be done later, or once for all pieces.
        """
        pieces, baskets = self.pieces, self._baskets

        def layIn(data: bytes) -> None:
            nonlocal pieces
            if not pieces:
                self._isBeginning = self._isBetween()
            pieces += clock(), isLeft, data
            baskets.room -= len(data) + PIECE
            if baskets.room < 0:
                baskets.makeRoom(self)

        return layIn

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
