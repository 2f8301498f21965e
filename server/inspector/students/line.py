"""
The line that says which student this is: C{NICK ada}, or with a code that nobody else has,
C{NICK ada 7kq2m}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from server.inspector.nicknames import cleaned
from server.inspector.studentcodes import isCode

WORD = re.compile(rb"NICK[ \t]")
#: A method may be called NICK as well: RFC 9112 section 3, C{request-line = method SP
#: request-target SP HTTP-version}.
REQUEST = re.compile(rb"HTTP/\d\.\d\r?\n\Z")
#: How many bytes a line has at most. What is longer is not such a line.
LONGEST = 200


class Said(NamedTuple):
    """
    What a line says.

    @ivar nickname: the name; empty where there are only characters that a name cannot
        have.
    @ivar code: the code; empty where there is none.
    """

    nickname: str
    code: str


def lengthOfLine(beginning: bytes) -> int | None:
    """
    Tell how many of the first bytes on a connection are such a line, its end included.

    @return: 0 where there is no such line; L{None} where that is not known yet.
    """
    word = beginning[:5]
    if len(word) < 5 and b"NICK".startswith(word[:4]):
        return None
    if not WORD.match(word):
        return 0
    end = beginning.find(b"\n", 0, LONGEST) + 1
    if REQUEST.search(beginning[:end]):
        return 0
    return end or (None if len(beginning) < LONGEST else 0)


def readLine(line: bytes, isKnown: Callable[[str], bool] = lambda name: False) -> Said:
    """
    Read such a line.

    @param isKnown: tells whether a student has a name: then what follows it is meant as the
        code, right or wrong.
    """
    words = line[5:].decode("utf-8", "replace").split()
    whole, last = nameOf(words), words[-1].lower() if words else ""
    isMistyped = len(words) > 1 and not isKnown(whole) and isKnown(nameOf(words[:-1]))
    if isCode(last) or isMistyped:
        return Said(nameOf(words[:-1]), last)
    return Said(whole, "")


def nameOf(words: Sequence[str]) -> str:
    """
    @return: the words as one name, without what a name may not have, and no longer than it
        may be.
    """
    return cleaned(" ".join(words).encode())
