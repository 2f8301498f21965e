"""
What work costs, in calls of functions: the same number on every machine, however busy it is.
"""

from __future__ import annotations

import sys
from typing import Any, Self


class CallCount:
    """
    Counts the calls of functions written in Python, inside a C{with}.

    @ivar calls: how many there have been.
    """

    def __init__(self) -> None:
        self.calls = 0

    def __enter__(self) -> Self:
        self._before = sys.getprofile()
        sys.setprofile(self._note)
        return self

    def __exit__(self, *error: object) -> None:
        """
        Stop, and let whoever counted before go on.
        """
        sys.setprofile(self._before)

    def _note(self, frame: object, event: str, of: Any) -> None:
        self.calls += event == "call"
