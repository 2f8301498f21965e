"""
The language that the command speaks: as C{--language} says, or else the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from lessons.command.console import Console
from lessons.language import ENGLISH, _, findLanguage, languages, speak, spoken
from lessons.trouble import Trouble

OPTION = "--language"
#: What follows these is for another program.
PASSING_ON = ("run", "grade")


def speakAsAsked(arguments: Sequence[str]) -> None:
    """
    Choose the language, before the command line is read: what is wrong with it is said in
    that language as well.

    @raise Trouble: when there is no such language.
    """
    encoding = sys.stdout.encoding or "utf-8"
    speak(os.environ, encoding)
    name = asked(arguments)
    if name is None:
        return
    found = findLanguage(name)
    if found is None:
        there = ", ".join(languages())
        raise Trouble(
            _("there is no language {name!r}: choose from {there}").format(name=name, there=there)
        )
    spoken.use(found)
    if not spoken.isShownIn(encoding):
        spoken.use(ENGLISH)
        text = f"{encoding}, which is what is written here, has no letters for {found}"
        Console(sys.stderr).tell(text, "note: ")
    os.environ["LANGUAGE"] = spoken.name  # for the programs that we start


def asked(arguments: Sequence[str]) -> str | None:
    """
    Find the language that C{--language} names; L{None} where it is not given.
    """
    for at, word in enumerate(arguments):
        option, sign, value = word.partition("=")
        if option == OPTION:
            return value if sign else next(iter(arguments[at + 1 :]), None)
        if word in PASSING_ON:
            return None
    return None
