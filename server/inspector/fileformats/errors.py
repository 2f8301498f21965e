"""
What is raised when something cannot be imported.
"""

from __future__ import annotations


class BadImport(Exception):
    """
    What was given is not what it should be. The text says why, in one sentence.
    """
