"""
The directive C{picture}: a picture of the book, drawn when the book is made.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from lessons.book.pictures import PICTURES, pictureOf


class picture(nodes.General, nodes.TextElement, addnodes.translatable):  # as docutils names nodes
    """
    A drawing; its text is the caption.
    """

    def preserve_original_messages(self) -> None:
        """
        Do nothing: the drawing keeps its messages.
        """

    def extract_original_messages(self) -> list[str]:
        """
        Tell what is to be translated.
        """
        return list(self["drawn"].messages())

    def apply_translated_message(self, original: str, translated: str) -> None:
        """
        Remember the translation of one message, for the drawing.
        """
        self["translations"][original] = translated
        self[:] = [nodes.Text(self["translations"].get(self["drawn"].caption, self.astext()))]


class PictureDirective(SphinxDirective):
    """
    Puts a picture in its place.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """
        Draw the picture that is named, with its caption.
        """
        name = self.arguments[0]
        if name not in PICTURES:
            raise self.error(f"there is no picture {name!r}: there are {', '.join(PICTURES)}")
        self.env.note_reread()  # what is drawn may change where no text does
        drawn = pictureOf(name)
        key = f"picture-{name}"
        return [picture(drawn.caption, drawn.caption, key=key, drawn=drawn, translations={})]


def visitPicture(translator: Any, node: picture) -> None:
    """
    Write the drawing in the language of the page, and begin its caption.
    """
    key, translations = node["key"], node["translations"]
    drawing = node["drawn"].translated(translations).svg(key)
    translator.body.append(f'<figure class="picture" id="{key}">{drawing}')
    translator.body.append("<figcaption>")


def departPicture(translator: Any, node: picture) -> None:
    translator.body.append("</figcaption></figure>\n")
