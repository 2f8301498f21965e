"""
What work costs, in calls of functions: as many on each machine, whatever else that does.
"""

from __future__ import annotations

import sys
from typing import Any, Self


class CallCount:
    """
    Counts the functions, written in Python, that are called in a C{with}.

    @ivar calls: how many there were.
    """

    def __init__(self) -> None:
        self.calls = 0

    def __enter__(self) -> Self:
        """
        Begin.
        """
        self._before = sys.getprofile()
        sys.setprofile(self._note)
        return self

    def __exit__(self, *error: object) -> None:
        """
        Go on with who counted before.
        """
        sys.setprofile(self._before)

    def _note(self, frame: object, event: str, of: Any) -> None:
        self.calls += event == "call"
