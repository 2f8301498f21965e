"""
The ways of sending: in which pieces bytes go out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from itertools import pairwise

from server.inspector.rawsender.notation import Draft
from server.inspector.rawsender.quoting import LINE


class Way(Enum):
    """
    In which pieces the bytes of a draft are sent.
    """

    WHOLE = "whole"
    LINES = "line by line"
    BYTES = "byte by byte"
    CUTS = "as cut by hand, at each |"


def cutUp(draft: Draft, way: Way) -> Sequence[bytes]:
    """
    Cut the bytes into pieces. Laid side by side they are the bytes again; none is empty.
    """
    return PIECES[way](draft) if draft.data else ()


def _atCuts(draft: Draft) -> Sequence[bytes]:
    places = (0, *draft.cuts, len(draft.data))
    return [draft.data[start:end] for start, end in pairwise(places)]


PIECES: dict[Way, Callable[[Draft], Sequence[bytes]]] = {
    Way.WHOLE: lambda draft: [draft.data],
    Way.LINES: lambda draft: LINE.findall(draft.data),
    Way.BYTES: lambda draft: [draft.data[at : at + 1] for at in range(len(draft.data))],
    Way.CUTS: _atCuts,
}
