"""
The sections of an exercise file.

Each begins with a comment line: C{# ---- Exercise 1.2: number the lines ----}. Whatever is above
the first is the head, and the last section, C{The program}, belongs to no exercise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lessons.language import _

#: The number of an exercise, as a pattern: C{2.1}, or C{2.a}, which is a short one.
NUMBER = r"\w+\.(?:\d+|[a-z])"
RULER = re.compile(rf"^# ---- (?:Exercise (?P<number>{NUMBER}): )?(?P<title>.*?) ----$", re.M)


class Unreadable(Exception):
    """
    The file has lost its sections. The text says which.
    """


class Missing(Unreadable):
    """
    The file has no section for an exercise.
    """


@dataclass(frozen=True)
class Section:
    """
    One section: its comment line (the ruler), and everything up to the next one.

    @ivar number: the exercise's number; empty for the program.
    """

    number: str
    title: str
    text: str

    @property
    def body(self) -> str:
        """
        The text without its ruler.
        """
        return self.text.partition("\n")[2].strip("\n")


def readSections(source: str) -> Iterator[Section]:
    """
    Find the sections of a file, in order; none where its rulers are gone.
    """
    rulers = list(RULER.finditer(source))
    ends = [*(ruler.start() for ruler in rulers[1:]), len(source)][: len(rulers)]
    for ruler, end in zip(rulers, ends, strict=True):
        yield Section(ruler["number"] or "", ruler["title"], source[ruler.start() : end])


def findSection(source: str, number: str) -> Section:
    """
    Find the section of an exercise.

    @raise Unreadable: when there is none, or more than one.
    """
    found = [section for section in readSections(source) if section.number == number]
    if not found:
        text = _("the line `# ---- Exercise {number}: ... ----` is not there any more")
        raise Missing(text.format(number=number))
    if len(found) > 1:
        text = _("the line `# ---- Exercise {number}: ... ----` is there twice")
        raise Unreadable(text.format(number=number))
    return found[0]


def replaceSection(source: str, section: Section) -> str:
    """
    Put another text in place of a section.

    @raise Unreadable: see L{findSection}.
    """
    old = findSection(source, section.number)
    return source.replace(old.text, section.text, 1)
