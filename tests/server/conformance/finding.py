"""
Cases of the conformance table by their names, for tests that need certain ones.
"""

from __future__ import annotations

from server.conformance import CASES, Case


def named(*names: str) -> list[Case]:
    """
    Find cases, in the order of the table.
    """
    return [case for case in CASES if case.name in names]


def oneNamed(name: str) -> Case:
    """
    @raise StopIteration: when no case is called so.
    """
    return next(case for case in CASES if case.name == name)
