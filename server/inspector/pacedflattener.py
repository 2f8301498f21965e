"""
A flattener that makes a page little by little, so that the step has its turn in between.
"""

from __future__ import annotations

from collections.abc import Callable

from twisted.web.iweb import IRequest
from twisted.web.template import Flattenable

from server.inspector.pace import Pace
from server.pages.flattener import Flattener, Part, Unknown, bytesOf, flatten


class Later(Part):
    """
    A part of a page that is made in a turn of its own. What it is made of must be known
    beforehand: something else may have happened by then.
    """

    def __init__(self, make: Callable[[], Flattenable]) -> None:
        self.make = make

    def write(self, flattener: Flattener) -> None:
        """
        Leave it for later; or write it, where the flattener cannot wait.
        """
        if isinstance(flattener, OutlineFlattener):
            flattener.texts.append(self)
        else:
            flattener.add(self.make())

    def render(self, request: IRequest | None) -> Flattenable:
        """
        Give what it holds to Twisted's flattener.
        """
        return self.make()


class OutlineFlattener(Flattener):
    """
    Writes a tree, except for what is made later.

    @ivar texts: the texts, and between them what is made later.
    """

    def __init__(self) -> None:
        self.texts: list[str | Later] = []
        super().__init__(self.texts.append, None)


async def flattenAtPace(root: Flattenable, pace: Pace) -> bytes:
    """
    Make the bytes of a tree, in as many turns as it takes.
    """
    try:
        return bytesOf("".join(await _texts(root, pace)))
    except Unknown:
        return await flatten(root, None)


async def _texts(root: Flattenable, pace: Pace) -> list[str]:
    outliner = OutlineFlattener()
    pace.make(outliner.add, root)
    texts: list[str] = []
    for each in outliner.texts:
        if isinstance(each, str):
            texts.append(each)
            continue
        await pace.pause()
        texts += await _texts(pace.make(each.make), pace)
    return texts
