"""
The pictures of the book in a real browser, on their pages.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from lessons.book.pictures import PICTURES, pictureOf
from lessons.book.pictures.things import Words
from tests.lessons.book.test_book import BookTestCase
from tests.lessons.book.test_pictures import PLACE
from tests.support.barriers import offences
from tests.support.chromium import openBrowser
from tests.support.steps import LESSONS

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: The width of each line of text, in the drawing's own units; and how high the smallest
#: letters are on the screen.
MEASURE = """figure => [...figure.querySelectorAll('text')].map(each =>
    [each.textContent, each.getComputedTextLength()])"""
SMALLEST = """figure => {
    const scale = figure.querySelector('svg').getBoundingClientRect().width / 420
    return scale * Math.min(...[...figure.querySelectorAll('text')].map(each =>
        parseFloat(getComputedStyle(each).fontSize)))
}"""
ISWIDE = "document.documentElement.scrollWidth > innerWidth"


class BrowserTests(BookTestCase):
    """
    Chromium, and the pages of the book that have pictures.
    """

    def setUp(self) -> None:
        """
        Make the book, and open a window.
        """
        super().setUp()
        resources = ExitStack()
        self.addCleanup(resources.close)
        self.window = openBrowser(resources).new_page()

    def open(self, name: str, width: int = 1280, isDark: bool = False) -> Page:
        """
        Look at a page with pictures, light or dark.
        """
        assert self.folder is not None
        self.window.set_viewport_size({"width": width, "height": 800})
        self.window.emulate_media(color_scheme="dark" if isDark else "light")
        self.window.goto((self.folder / f"{name}.html").as_uri())
        return self.window

    def test_accessible(self) -> None:
        """
        On a phone and on a screen, light and dark, the page is no wider than the window, the
        smallest letters can be read, and axe-core finds nothing wrong with the pictures.
        """
        for name in "step3", "step9", "step14":
            for width, isDark in ((390, False), (390, True), (1280, False), (1280, True)):
                page = self.open(name, width, isDark)
                self.assertEqual(page.evaluate(ISWIDE), False, name)
                for figure in page.locator(".picture").all():
                    self.assertGreater(figure.evaluate(SMALLEST), 8.5, name)
                self.assertEqual(offences(page, part=".picture"), [], f"{name} at {width}")

    def test_measured(self) -> None:
        """
        No line of text is wider than the drawing thinks: so what was checked there is true.
        """
        measured, wide = 0, []
        for path in sorted(LESSONS.glob("*.rst")):
            for name in PLACE.findall(path.read_text(encoding="utf-8")):
                page = self.open(path.stem)
                things = pictureOf(name).drawing.things
                words = [thing for thing in things if isinstance(thing, Words)]
                widths = page.locator(f"#picture-{name}").evaluate(MEASURE)
                self.assertEqual([text for text, _ in widths], [each.text for each in words])
                wide += [
                    f"{name}: {text}"
                    for each, (text, width) in zip(words, widths, strict=True)
                    if width > each.width + 0.5
                ]
                measured += 1
        self.assertEqual(wide, [])
        self.assertEqual(measured, len(PICTURES))

    def test_print(self) -> None:
        """
        On paper everything is black on white, whatever the screen was.
        """
        page = self.open("step9", isDark=True)
        page.evaluate("document.body.dataset.theme = 'dark'")
        page.emulate_media(media="print", color_scheme="dark")
        colors = page.evaluate(
            """[...document.querySelectorAll('.picture :is(.box, .path)')].map(each =>
                getComputedStyle(each).stroke)"""
        )
        self.assertEqual(set(colors), {"rgb(0, 0, 0)"})
