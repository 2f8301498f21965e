"""
What was imported last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Imported:
    """
    What was found in a file.

    @ivar requests: with a name for each, in order.
    @ivar skipped: why others are left out, one sentence each.
    """

    requests: Sequence[tuple[str, bytes]]
    skipped: Sequence[str] = ()


class Imports:
    """
    Keeps it: what was imported before is forgotten.

    @ivar last: L{None} where nothing was.
    """

    def __init__(self) -> None:
        self.last: Imported | None = None
