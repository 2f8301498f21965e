"""
What there is to remark on about a connection.
"""

from __future__ import annotations

from typing import NamedTuple


class Remark(NamedTuple):
    """
    What is said about a connection besides its bytes.

    @ivar mark: what it is about, such as C{waits}; it comes before the text.
    @ivar text: one sentence, or more.
    @ivar isFault: whether a rule is broken.
    """

    mark: str
    text: str
    isFault: bool = False
