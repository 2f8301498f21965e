"""
The pictures of the book as drawings: they can be read, by eye and aloud.
"""

from __future__ import annotations

import re
from importlib import import_module
from xml.etree import ElementTree

from twisted.trial.unittest import SynchronousTestCase

from lessons.book.page import Text, readPage
from lessons.book.pictures import PICTURES
from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.command.prose import MARKUP
from tests.lessons.book.geometry import troubles
from tests.support.steps import LESSONS

PLACE = re.compile(r"^\.\. picture:: (\S+)$", re.MULTILINE)


def drawn() -> list[tuple[str, Picture]]:
    """
    Draw all pictures, anew, by their names.
    """
    return [(name, import_module(f"lessons.book.pictures.{name}").draw()) for name in PICTURES]


class DrawingTests(SynchronousTestCase):
    """
    All pictures, as they are drawn in English.
    """

    def test_geometry(self) -> None:
        """
        Nothing is cut off or covered, no words stick out of their box or lie on others, no
        line runs through words, and each arrow ends at something.
        """
        found = {name: troubles(picture.drawing) for name, picture in drawn()}
        self.assertEqual({name: each for name, each in found.items() if each}, {})

    def test_geometryIsChecked(self) -> None:
        """
        A drawing with all these faults is found out.
        """
        drawing = Drawing()
        drawing.label(drawing.box(10, 10, 20, 20), "wide")
        drawing.box(25, 5, 20, 20)
        drawing.words(10, 25, "under it")
        drawing.arrow((5, 20), (200, 20))
        drawing.words(400, 60, "outside")
        kinds = {trouble.split(":")[0].split("'")[0] for trouble in troubles(drawing)}
        self.assertEqual(
            kinds,
            {
                "leaves the drawing",
                "lie on each other",
                "sticks out of its box",
                "boxes cut each other",
                "a line runs through ",
                "an arrow ends nowhere",
            },
        )

    def test_svg(self) -> None:
        """
        Each is well-formed, named, and told in words; two runs give the same bytes.
        """
        for (name, picture), (_, again) in zip(drawn(), drawn(), strict=True):
            root = ElementTree.fromstring(picture.svg("key"))
            self.assertEqual(root.attrib["role"], "img")
            byId = {each.get("id"): each.text for each in root}
            told = [byId[key] for key in root.attrib["aria-labelledby"].split()]
            self.assertEqual(told, [picture.title, picture.seen], name)
            self.assertGreater(len(picture.seen), 80, name)
            self.assertTrue(picture.caption.endswith("."), name)
            self.assertEqual(picture.svg("key"), again.svg("key"), name)
            self.assertNotIn("style=", picture.svg("key"))
            self.assertIsNone(MARKUP.search(picture.seen), name)  # the terminal would drop it

    def test_escaping(self) -> None:
        """
        What is drawn is text, whatever it is.
        """
        drawing = Drawing()
        drawing.words(10, 20, "<script>&</script>")
        svg = Picture('"<b>', "<i>", "", drawing).svg("key")
        self.assertIn("&lt;script&gt;&amp;&lt;/script&gt;</text>", svg)
        self.assertNotIn("<b>", svg)
        self.assertNotIn("<i>", svg)

    def test_places(self) -> None:
        """
        Each picture is on one page, below a sentence; in the terminal it is told in words.
        """
        found, pictures = [], dict(drawn())
        for path in sorted(LESSONS.glob("*.rst")):
            names = PLACE.findall(path.read_text(encoding="utf-8"))
            texts = [part for part in readPage(path) if isinstance(part, Text)]
            for name in names:
                told = Text((f"[Picture: {pictures[name].seen}]",))
                self.assertIn(told, texts, name)
                self.assertTrue(texts[texts.index(told) - 1].lines[-1].endswith(":"), name)
            found += names
        self.assertEqual(sorted(found), sorted(PICTURES))
