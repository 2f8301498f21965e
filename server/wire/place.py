"""
A place in a conversation.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """
    Where a reader of a conversation may begin.

    @ivar position: how many things had happened before.
    @ivar arrived: how many bytes had arrived.
    @ivar left: how many had left.
    @ivar isBeginning: whether what arrives there begins a message, and the server has
        answered all that came before.
    """

    position: int
    arrived: int = 0
    left: int = 0
    isBeginning: bool = False
