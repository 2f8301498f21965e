"""
Parts of the page, kept until something happens that they are about.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from twisted.web.template import Tag

from server.pages.prerendered import Written

#: How many are kept: two screens of lanes.
MOST_PARTS = 60


class PartCache:
    """
    Keeps the parts that were asked for last.
    """

    def __init__(self, most: int = MOST_PARTS) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[Hashable, Written]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: Hashable) -> Written | None:
        """
        Find a part as it was made last.
        """
        known = self._kept.get(key)
        return known[1] if known else None

    def get(self, key: Hashable, stamp: Hashable, make: Callable[[], Tag]) -> Written:
        """
        Take a part as it was made, or make it.

        @param key: what it is.
        @param stamp: what has to be the same for it to be the same.
        """
        known = self._kept.pop(key, None)
        part = known[1] if known and known[0] == stamp else Written(make())
        self._kept[key] = stamp, part
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return part
