"""
The line in which a client of a class may say who it is, before all else.

That line is for onlookers, and the program never sees it: it would not be a request. What may
still become such a line is held back, in the pieces in which it came, and handed on as it
came once it is known to be something else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from server.wire.follow import Clock

HeldPieces = list[tuple[float, bytes]]


class NamedClient(Protocol):
    """
    One client, as onlookers know it.
    """

    def lengthOf(self, beginning: bytes) -> int | None:
        """
        Tell how many of the first bytes are the line in which it names itself.

        @return: 0 where there is no such line; L{None} where that is not known yet.
            However many bytes come, it must be known at some length.
        """

    def name(self, line: bytes) -> str:
        """
        Take the line in which it names itself.

        @return: what to say of it.
        """

    def hear(self, data: bytes) -> None:
        """
        Hear what else it sends, before the program does.
        """


#: Meets the client of a connection, by its number.
Meet = Callable[[int], NamedClient]


class NameLineFilter:
    """
    Takes that line out of what one connection hands on to the program.
    """

    def __init__(
        self,
        client: NamedClient,
        clock: Clock,
        passOn: Callable[[bytes], None],
        tellName: Callable[[str], None],
    ) -> None:
        """
        @param passOn: is called with each piece that is for the program.
        @param tellName: is called with what to say of the line.
        """
        self._client, self._clock = client, clock
        self._passOn, self._tellName = passOn, tellName
        self._held: HeldPieces = []
        self._isOpen = False
        self._came: float | None = None

    def seconds(self) -> float:
        """
        Tell when the piece that is now handed on came.
        """
        return self._clock() if self._came is None else self._came

    def dataReceived(self, data: bytes) -> None:
        """
        Hold a piece back as long as the line may still come, and then hand on all that is not
        of it.
        """
        if self._isOpen:
            self._let(data)
            return
        self._held.append((self._clock(), data))
        beginning = b"".join(piece for _, piece in self._held)
        length = self._client.lengthOf(beginning)
        if length:
            self._tellName(self._client.name(beginning[:length]))
            rest = beginning[length:]
            self._held = [(self._clock(), rest)] if rest else []
        if length is not None:
            self.open()

    def open(self) -> None:
        """
        Hand on what was held back: it is not a name, or no more will come.
        """
        self._isOpen = True
        held, self._held = self._held, []
        for self._came, data in held:
            self._let(data)
        self._came = None

    def _let(self, data: bytes) -> None:
        self._client.hear(data)
        self._passOn(data)
