"""
What is said where a page shows less than has happened.
"""

from __future__ import annotations

from twisted.web.template import Flattenable, tags

from server.inspector.study import Study


def counted(count: int) -> str:
    """
    Write a number of pieces in words: C{1 piece}, C{1,234 pieces}.
    """
    return "1 piece" if count == 1 else f"{count:,} pieces"


def behindNote(behind: int, isDrawn: bool = True) -> Flattenable:
    """
    Say how many pieces have not been read; nothing where all have been read and drawn. The
    script asks again for a part that says so.
    """
    if isDrawn and not behind:
        return ""
    said = f"behind: {counted(behind)} not read yet" if behind else "behind: not drawn yet"
    return tags.p(said, class_="notice", **{"data-behind": "yes"})


def passedOver(study: Study) -> int:
    """
    Count the pieces that are kept and will not be read: they came too fast.
    """
    return study.first - study.conversation.dropped
