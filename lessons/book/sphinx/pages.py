"""
What the page of a program has besides its text: where to go from here, the whole program, and what
has changed since the step before.
"""

from __future__ import annotations

import re
from pathlib import Path

from lessons.book.sphinx.field import isClient, recordedOf

STEP = re.compile(r"step(\d+)")

#: Where the running greenhouse shows what a step is about.
DEMO = {
    6: "files/",
    7: "calendar/",
    8: "form",
    9: "non_blocking",
    10: "dispatch/",
    11: "plants/",
    12: "search/",
    13: "temperature/",
    15: "",
}

PROGRAM = """

The program
-----------

The whole of ``{path}``:

.. literalinclude:: /{place}.py
   :language: python
   :linenos:
"""

CHANGED = """

What has changed since step {before}
------------------------------------

Lines with ``-`` are gone, lines with ``+`` are new:

.. literalinclude:: /step{number}.py
   :diff: /step{before}.py
"""


def numberOf(place: str) -> int | None:
    """
    Tell the number of the step that a text is about, if it is about one.
    """
    match = STEP.fullmatch(place)
    return int(match[1]) if match else None


def completed(place: str, text: str, folder: Path) -> str:
    """
    Add to a text what belongs on its page.

    @param place: of the text in the book, as C{step3} or C{clients/webcat}.
    @param folder: where the programs are.
    """
    if isClient(place):
        return "\n".join([":orphan:", "", text, *recordedOf(place)])
    if not (folder / f"{place}.py").exists():
        return text
    lines = text.splitlines()
    title, rest = lines[:2], lines[2:]
    return "\n".join([*title, *doors(place), *rest, *programOf(place)])


def programOf(place: str) -> list[str]:
    """
    Show the program, and for a step what has changed in it.
    """
    number = numberOf(place)
    added = PROGRAM.format(path=f"lessons/{place}.py", place=place)
    if number is not None and number > 1:
        added += CHANGED.format(number=number, before=number - 1)
    return added.splitlines()


def doors(place: str) -> list[str]:
    """
    Lead on: to the program, to the exercises, to the page that shows it running.
    """
    number = numberOf(place)
    links = ["`The program`_"]
    if number is not None and number > 1:
        links.append(f"`What has changed since step {number - 1}`_")
    if number is not None:
        links.append("Exercises_")
    if number in DEMO:
        links.append(f"`See it run </{DEMO[number]}>`__")
    return ["", ".. container:: doors", "", f"   {' · '.join(links)}", ""]
