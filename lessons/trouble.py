"""
What a person who has typed a command is told, where it cannot be carried out.
"""

from __future__ import annotations


class Trouble(Exception):
    """
    The command cannot be carried out. The text says why, and what to do.

    @cvar status: the exit status.
    """

    status = 1
