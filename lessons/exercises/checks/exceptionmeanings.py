"""
What Python says about a program, and what it usually means here.
"""

from __future__ import annotations

import re
from pathlib import Path

from lessons.exercises.checks.advice import KINDS, MEANINGS, ONE_LIST
from lessons.language import N_, _
from lessons.syllabus.sections import readSections

#: A file that imports the reactor, and what that means here.
IMPORTS_REACTOR = re.compile(
    r"^\s*(from twisted\.internet import .*\breactor\b|.*internet\.reactor)", re.M
)
OWN_CLOCK = N_(
    "Your file imports the reactor, and the checks have a clock of their own: only timers of "
    "{reactor} run on it."
)
#: Text in quotes that is not bytes.
TEXT = re.compile(r"(?<![\w\\])(\"[^\"]*\"|'[^']*')")


def meaningOf(error: BaseException, line: str, untouched: Path) -> str:
    """
    Say what an exception usually means.

    @param line: the student's line.
    @param untouched: the file as it was handed out.
    @return: a sentence or two; empty where there is nothing to say.
    """
    said = str(error)
    if isinstance(error, KeyError) and error.args:
        return _missingKey(error.args[0], line)
    for kind, means in KINDS.items():
        if isinstance(error, kind):
            return _(means)
    if "Comparison between bytes and string" in said:
        return _comparison(line)
    name = error.name if isinstance(error, NameError) else None
    number = _stoodIn(name, untouched) if name else ""
    if number:
        return _(
            "{name} belongs to exercise {number}, and is not there any more: `python -m lessons "
            "reset {number}` brings that exercise back."
        ).format(name=name, number=number)
    return _(next((means for part, means in MEANINGS if part in said), ""))


def meaningOfEndless(line: str) -> str:
    """
    Say why a line usually goes on and on.
    """
    if "gatherResults(" in line or "DeferredList(" in line:
        return _(ONE_LIST)
    return _("Usually this is a loop that never ends, or something that waits (sleep, recv).")


def _missingKey(key: object, line: str) -> str:
    shown = repr(key)[:60]
    if ".pop(" in line or line.startswith("del "):
        return _(
            "There is nothing under {key} in that dictionary, and capitals make a "
            "difference there. .pop({key}, None) takes it out where it is there, and does "
            "nothing where it is not."
        ).format(key=shown)
    return _(
        "There is nothing under {key} in that dictionary; not every request has every field. "
        ".get({key}) returns None then, and .get({key}, []) an empty list."
    ).format(key=shown)


def _comparison(line: str) -> str:
    match = TEXT.search(line)
    if match is None:
        return _('Bytes and text are never equal: b"a" == "a" is False.')
    return _("b{text} == {text} is never so: write b{text}.").format(text=match[1])


def _stoodIn(name: str, untouched: Path) -> str:
    """
    Find the exercise that a function or class was handed out with.

    @return: its number; empty where there is none.
    """
    if not untouched.is_file():
        return ""
    defined = re.compile(rf"^(?:class|def|async def) {re.escape(name)}\b", re.M)
    sections = readSections(untouched.read_text("utf-8"))
    return next((one.number for one in sections if defined.search(one.text)), "")


def ownClock(source: str, name: str) -> str:
    """
    Say that timers of another reactor do not run, where a file imports one.

    @param name: where the right one is found.
    """
    return _(OWN_CLOCK).format(reactor=name) if IMPORTS_REACTOR.search(source) else ""
