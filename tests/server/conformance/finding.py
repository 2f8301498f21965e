"""
Cases by their names.
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
    Find one case.
    """
    return next(case for case in CASES if case.name == name)
