"""
A picture: a drawing, and what it is called, and what is to be seen on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lessons.book.pictures.drawing import Drawing, makeSVG
from lessons.book.pictures.things import Words
from server.inspector.ladder.shapes import element
from server.pages.flattener import flattenedText


@dataclass(frozen=True)
class Picture:
    """
    A picture of the book.

    @ivar title: a few words, for those who do not see it.
    @ivar seen: what is to be seen on it, to be read aloud.
    @ivar caption: what is written below it.
    """

    title: str
    seen: str
    caption: str
    drawing: Drawing

    def messages(self) -> list[str]:
        """
        List what can be said in another language, each once: all but bytes and code.
        """
        words = [thing for thing in self.drawing.things if isinstance(thing, Words)]
        drawn = [each.text for each in words if each.kind in ("name", "note")]
        return list(dict.fromkeys([self.title, self.seen, self.caption, *drawn]))

    def translated(self, translations: Mapping[str, str]) -> Picture:
        """
        Draw the same in another language.

        @param translations: of each message, as far as there is one.
        """

        def said(text: str) -> str:
            return translations.get(text, text)

        drawing = Drawing()
        drawing.things = [
            replace(thing, text=said(thing.text)) if isinstance(thing, Words) else thing
            for thing in self.drawing.things
        ]
        return Picture(said(self.title), said(self.seen), said(self.caption), drawing)

    def svg(self, name: str) -> str:
        """
        Write the drawing, for a page that has the style sheet for it.

        @param name: how its ids begin.
        """
        # SVG 2 section 5.8: the title of the whole should be its first child.
        told = [
            element("title", {"id": f"{name}-title"}, [self.title]),
            element("desc", {"id": f"{name}-seen"}, [self.seen]),
        ]
        names = {"role": "img", "aria-labelledby": f"{name}-title {name}-seen"}
        return flattenedText(makeSVG(self.drawing, names, told), None)
