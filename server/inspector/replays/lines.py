"""
Answers that are alike, line by line, and what is different in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from server.inspector.replays.run import Answer

#: A line of text that has every line end as an escape, as L{server.escapes.visible} writes it.
LINE = re.compile(r"((?:[^\\]|\\[^n])*)(?:\\n|$)")
#: How many lines of an answer are shown, and how many characters of a line.
MOST_LINES, LONGEST_LINE = 24, 160
#: What differs from page to page, or from second to second, tells nothing about a step.
VARYING = ("date:", "content-length:", "etag:", "last-modified:", "set-cookie:", "server:")


@dataclass(frozen=True)
class Column:
    """
    Steps that answer alike.

    @ivar steps: their numbers.
    @ivar how: what they have done with the bytes.
    @ivar isRight: whether that is what the rules say.
    @ivar lines: of the answer of the first of them; each with whether the column before
        lacks it.
    @ivar more: how many lines follow.
    @ivar isClosed: whether they have closed the connection.
    @ivar differences: what they are known to do differently from the rules with such
        bytes.
    """

    steps: Sequence[int]
    how: str
    isRight: bool
    lines: Sequence[tuple[str, bool]]
    more: int
    isClosed: bool
    differences: Sequence[str]


def columns(answers: Sequence[Answer]) -> Iterator[Column]:
    """
    Put the answers side by side, grouped as the command has grouped them.
    """
    known: frozenset[str] | None = None  # of the column before, if there is one
    ordered = sorted(answers, key=lambda answer: int(answer["group"]))
    for _, alike in groupby(ordered, key=lambda answer: int(answer["group"])):
        group = list(alike)
        lines = linesOf(group[0]["answer"])
        compared = [compare(line) for line in lines]
        news = [known is not None and bool(it) and it not in known for it in compared]
        yield _column(group, list(zip(lines, news, strict=True)))
        known = frozenset(compared)


def _column(group: Sequence[Answer], lines: Sequence[tuple[str, bool]]) -> Column:
    first = group[0]
    return Column(
        [answer["step"] for answer in group],
        first["how"],
        first["right"],
        [(line[:LONGEST_LINE], isNew) for line, isNew in lines[:MOST_LINES]],
        max(len(lines) - MOST_LINES, 0),
        first["closed"],
        sorted({each for answer in group for each in answer["differences"]}),
    )


def linesOf(text: str) -> list[str]:
    """
    Split an answer into lines, without their ends.
    """
    lines = [line.removesuffix("\\r") for line in LINE.findall(text)]
    return lines[:-1] if lines and not lines[-1] else lines


def compare(line: str) -> str:
    """
    Tell which part of a line is compared with others: nothing where it varies.
    """
    return "" if line.lower().startswith(VARYING) else line


def firstRight(answers: Sequence[Answer]) -> int | None:
    """
    Find the first step that did what the rules say; L{None} where none did.
    """
    return min((answer["step"] for answer in answers if answer["right"]), default=None)
