"""
The environment that C{make run} makes, C{.venv}: where it is missing or not
active, Twisted is not there.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

from lessons.command.course import ROOT
from lessons.command.paper import Trouble

ACTIVATE = ". .venv/bin/activate"


def howToActivate() -> tuple[str, ...]:
    """
    What to do where a package is missing: commands, each on a line of its own.
    """
    if (ROOT / ".venv").is_dir():
        return ACTIVATE, "or, if that changes nothing: make run"
    return "make run", f"and then, in every terminal: {ACTIVATE}"


def needTwisted() -> None:
    """
    Look whether programs of the course can run here.

    @raise Trouble: when they cannot.
    """
    if find_spec("twisted") is not None:
        return
    without = f"Twisted is not installed for this Python, {sys.executable}"
    if (ROOT / ".venv").is_dir():
        again = "or, if that changes nothing, `make run`"
        raise Trouble(f"{without}: run `{ACTIVATE}` in this terminal, {again}")
    raise Trouble(f"{without}: run `make run` once, and `{ACTIVATE}` in every terminal")
