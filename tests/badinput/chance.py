"""
The source of chance of one attempt: all that is made up comes from its number, so that the
same number makes up the same again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from tests.badinput.odd import POOLS

Thing = TypeVar("Thing")

#: Where a text is taken apart: words, numbers, and what is between them.
TOKEN = re.compile(rb"[A-Za-z]+|[0-9]+|[^A-Za-z0-9]", re.DOTALL)
DIGITS = re.compile(rb"[0-9]+")
#: Bytes that an input has at most, so that it is read and answered in no time.
MOST = 100_000


class Chance(Random):
    """
    Makes up texts and bytes.
    """

    def __init__(self, name: str, number: int) -> None:
        """
        @param name: of what is tried.
        """
        super().__init__(f"{name} {number}")

    def often(self, share: float) -> bool:
        """
        Say yes in this share of all cases.
        """
        return self.random() < share

    def some(self, things: Sequence[Thing], most: int = 3) -> list[Thing]:
        """
        Pick up to this many things, at least one.
        """
        return [self.choice(things) for _ in range(self.randint(1, most))]

    def odd(self) -> str:
        """
        @return: a text as forms, targets and names should not have it; seldom a long one.
        """
        text = self.choice(self.choice(POOLS))
        if self.often(0.3):
            text = self.choice(["a", "fern", "1", " "]) + text
        return text + self.odd() if self.often(0.25) else text

    def oddBytes(self) -> bytes:
        """
        Make up odd bytes: a text in one encoding or another, or not text at all.
        """
        if self.often(0.1):
            return self.randbytes(self.randint(1, 40))
        encoding = self.choice(["utf-8", "utf-8", "latin-1", "utf-16", "utf-7"])
        errors = "surrogatepass" if encoding.startswith("utf") else "replace"
        return self.odd().encode(encoding, errors)

    def mangled(self, data: bytes, most: int = 3) -> bytes:
        """
        Change some bytes, in up to this many ways.
        """
        limit = max(len(data), MOST)
        for change in self.some(CHANGES, most):
            data = change(self, data)[:limit]
        return data

    def mangledText(self, text: str) -> str:
        """
        Change a text; what it becomes need not be one that can be encoded.
        """
        data = self.mangled(text.encode("utf-8", "surrogatepass"))
        return data.decode("utf-8", self.choice(["replace", "surrogateescape", "ignore"]))

    def place(self, data: bytes) -> int:
        """
        Pick a place in some bytes; the ends are of interest.
        """
        return self.choice([0, len(data), self.randint(0, len(data)), self.randint(0, len(data))])

    def piece(self, data: bytes) -> slice:
        """
        Pick a piece of some bytes, a short one rather.
        """
        start = self.randint(0, len(data))
        return slice(start, start + int(self.expovariate(1 / 12)) + 1)


def insert(chance: Chance, data: bytes) -> bytes:
    """
    @return: the data, with a few odd bytes more at some place.
    """
    at = chance.place(data)
    return data[:at] + chance.oddBytes() + data[at:]


def replace(chance: Chance, data: bytes) -> bytes:
    """
    Put something odd in place of a word.
    """
    words = list(TOKEN.finditer(data))
    if not words:
        return chance.oddBytes()
    start, end = chance.choice(words).span()
    return data[:start] + chance.oddBytes() + data[end:]


def delete(chance: Chance, data: bytes) -> bytes:
    """
    Delete a piece of some bytes.
    """
    piece = chance.piece(data)
    return data[: piece.start] + data[piece.stop :]


def repeat(chance: Chance, data: bytes) -> bytes:
    """
    Repeat a piece, now and then very often.
    """
    piece = chance.piece(data)
    times = chance.choice([2, 2, 3, 20, 1000])
    return data[: piece.start] + data[piece] * times + data[piece.stop :]


def flip(chance: Chance, data: bytes) -> bytes:
    """
    Put another byte in place of one.
    """
    at = chance.randint(0, max(0, len(data) - 1))
    return data[:at] + bytes([chance.randint(0, 255)]) + data[at + 1 :]


def cutOff(chance: Chance, data: bytes) -> bytes:
    """
    Cut some bytes off, so that they end too early.
    """
    return data[: chance.place(data)]


def recount(chance: Chance, data: bytes) -> bytes:
    """
    Put an odd number in place of one.
    """
    numbers = list(DIGITS.finditer(data))
    if not numbers:
        return insert(chance, data)
    start, end = chance.choice(numbers).span()
    near = str(int(data[start:end][:9]) + chance.choice([-1, 1, 10, -100]))
    number = chance.choice([near, near, chance.choice(POOLS[4])])
    return data[:start] + number.encode() + data[end:]


def swapLines(chance: Chance, data: bytes) -> bytes:
    """
    Put a line in another place, or in two.
    """
    lines = data.splitlines(keepends=True)
    if len(lines) < 2:
        return repeat(chance, data)
    line = chance.choice(lines)
    if chance.often(0.5):
        lines.remove(line)
    lines.insert(chance.randint(0, len(lines)), line)
    return b"".join(lines)


CHANGES: list[Callable[[Chance, bytes], bytes]] = [
    insert,
    insert,
    replace,
    replace,
    delete,
    repeat,
    flip,
    cutOff,
    recount,
    swapLines,
]
