"""
A picture: a drawing, and what it is called, and what is to be seen on it.
"""

from __future__ import annotations

from dataclasses import dataclass

from lessons.book.pictures.drawing import Drawing, makeSVG
from server.inspector.ladder.shapes import element
from server.pages.flattening import flattenedText


@dataclass(frozen=True)
class Picture:
    """
    A picture of the book.

    @ivar title: a few words, for those who do not see it.
    @ivar seen: what is to be seen on it, to be read aloud.
    @ivar caption: what stands below it.
    """

    title: str
    seen: str
    caption: str
    drawing: Drawing

    def svg(self, name: str) -> str:
        """
        Write the drawing, for a page that has its looks.

        @param name: how its ids begin.
        """
        # SVG 2 section 5.8: the title of the whole should be its first child.
        told = [
            element("title", {"id": f"{name}-title"}, [self.title]),
            element("desc", {"id": f"{name}-seen"}, [self.seen]),
        ]
        names = {"role": "img", "aria-labelledby": f"{name}-title {name}-seen"}
        return flattenedText(makeSVG(self.drawing, names, told), None)
