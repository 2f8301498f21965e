"""
What there is to remark about a connection.
"""

from __future__ import annotations

from typing import NamedTuple


class Remark(NamedTuple):
    """
    A remark.

    @ivar mark: what it is about, as C{waits}; it stands before the text.
    @ivar text: one sentence, or more.
    @ivar isFault: whether a rule is broken.
    """

    mark: str
    text: str
    isFault: bool = False
