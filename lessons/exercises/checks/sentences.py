"""
Sentences about what a message holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from unicodedata import normalize

from lessons.language import _, ngettext
from server.wire import visible

#: The most characters of a refusal that are repeated.
MOST_SAID = 100


def readReason(content: bytes) -> str:
    """
    Find out what a refusal says: its first line, and of a page its heading and the
    text below it.

    @return: a piece of it on one line; empty where it says nothing.
    """
    text = content.decode("utf-8", "replace")
    heading, hasHeading, below = text.partition("<h1>")[2].partition("</h1>")
    if hasHeading:
        text = unescape(re.sub(r"<[^>]*>", " ", f"{heading}: {below}"))
        text = " ".join(text.split())
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return visible(line[:MOST_SAID].encode())


def writerFor(value: object) -> Callable[[object], str]:
    """
    Choose how a value and what belongs to it are shown: as Python writes them, and with
    escapes where a letter is written as two characters, for it looks like the one.
    """
    written = repr(value)
    return repr if normalize("NFC", written) == written else ascii


def isTextForBytes(got: object, expected: object) -> bool:
    """
    Tell whether a value is what it should be, except for text in place of bytes.
    """
    return got != expected and repr(got) == repr(expected).replace("b'", "'")


def describeLength(announced: int, content: bytes) -> str:
    """
    Say that a Content-Length is not that of the content. Where characters were
    counted, say that as well.
    """
    problem = ngettext(
        "Content-Length says {announced:,}, but {number:,} byte follows the empty line.",
        "Content-Length says {announced:,}, but {number:,} bytes follow the empty line.",
        len(content),
    )
    text = content.decode("utf-8", "replace")
    strange = next((char for char in text if not char.isascii()), "")
    if len(text) == announced and strange:
        problem = _(
            "Content-Length says {announced:,}, but {number:,} bytes follow the empty line "
            "({character} is one character and {several} bytes)."
        )
    return problem.format(
        announced=announced,
        number=len(content),
        character=strange,
        several=len(strange.encode()),
    )
