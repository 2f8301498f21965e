"""
Parts of pages that are the same each time: their text is made once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from twisted.web.iweb import IRequest
from twisted.web.template import Flattenable, Tag, XMLString

from server.pages.flattener import Flattener, Part, flattenedText

#: An element that cannot be seen.
FRAME = 't:transparent xmlns:t="http://twistedmatrix.com/ns/twisted.web.template/0.1"'

#: The text before the content of a frame, and the text after it.
Around = tuple[str, str]


class Kept(Part):
    """
    A part of a page that is the same each time. Where such a part is made anew for each
    page, nothing is gained.

    @ivar tree: what it is made of; nobody may change it from now on.
    """

    def __init__(self, tree: Tag) -> None:
        self.tree = tree

    @cached_property
    def text(self) -> str:
        """
        The text of the tree, as it is in a page.
        """
        return flattenedText(self.tree, None)

    def write(self, flattener: Flattener) -> None:
        """
        Write the text, which is made the first time.
        """
        flattener.write(self.text)

    def render(self, request: IRequest | None) -> Tag:
        """
        Give the tree to Twisted's flattener.
        """
        return self.tree


class Written(Part):
    """
    A part of a page of which only the text is kept: a tree takes many times as much memory,
    and costs the garbage collector time.

    @ivar text: of the part, as it is in a page.
    """

    def __init__(self, tree: Flattenable) -> None:
        self.text = flattenedText(tree, None)

    def write(self, flattener: Flattener) -> None:
        """
        Write the text that was kept.
        """
        flattener.write(self.text)

    def render(self, request: IRequest | None) -> Flattenable:
        """
        Make a tree again, for Twisted's flattener.
        """
        return XMLString(f"<{FRAME}>{self.text}</{FRAME.partition(' ')[0]}>").load()


class Framed(Part):
    """
    Something that is new each time, in a frame that is not.

    @ivar content: what is in the frame.
    """

    content: Sequence[Flattenable]

    def around(self, request: IRequest | None) -> Around:
        """
        Give the text of the frame, as L{textAround} makes it.
        """
        raise NotImplementedError

    def write(self, flattener: Flattener) -> None:
        """
        Write the frame, and what is in it.
        """
        before, after = self.around(flattener.request)
        flattener.write(before)
        flattener.addAll(self.content)
        flattener.write(after)


class Gap(Part):
    """
    The place in a frame where something else will be.

    @ivar before: how many pieces of the frame's text come before it.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces = pieces
        self.before = 0

    def write(self, flattener: Flattener) -> None:
        """
        Note the place, and leave it empty.
        """
        self.before = len(self.pieces)


def textAround(fill: Callable[[Flattenable], Flattenable]) -> Around:
    """
    Make the text of a frame.

    @param fill: puts something into the frame.
    """
    pieces: list[str] = []
    gap = Gap(pieces)
    Flattener(pieces.append, None).add(fill(gap))
    return "".join(pieces[: gap.before]), "".join(pieces[gap.before :])
