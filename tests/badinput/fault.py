"""
What bad input may not lead to.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """
    The kinds of fault, which are the columns of the table.
    """

    ANSWER = "wrong answers"
    LOG = "log entries"
    PAGE = "in a page"
    TERMINAL = "in a terminal"


@dataclass(frozen=True)
class Fault:
    """
    One thing that has gone wrong.

    @ivar told: what has gone wrong, for whoever is to mend it.
    """

    kind: Kind
    told: str
