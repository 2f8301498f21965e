"""
The environment that C{make run} makes, C{.venv}: where it is missing or not
active, Twisted is not there.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

from lessons.language import _
from lessons.syllabus.course import ROOT
from lessons.trouble import Trouble

ACTIVATE = ". .venv/bin/activate"


def howToActivate() -> tuple[str, ...]:
    """
    What to do where a package is missing: commands, each on a line of its own.
    """
    if (ROOT / ".venv").is_dir():
        return ACTIVATE, _("or, if that changes nothing: make run")
    return "make run", _("and then, in every terminal: {command}").format(command=ACTIVATE)


def needTwisted() -> None:
    """
    Look whether programs of the course can run here.

    @raise Trouble: when they cannot.
    """
    if find_spec("twisted") is not None:
        return
    text = _(
        "Twisted is not installed for this Python, {python}: run `make run` once, and "
        "`{command}` in every terminal"
    )
    if (ROOT / ".venv").is_dir():
        text = _(
            "Twisted is not installed for this Python, {python}: run `{command}` in this "
            "terminal, or, if that changes nothing, `make run`"
        )
    raise Trouble(text.format(python=sys.executable, command=ACTIVATE))
