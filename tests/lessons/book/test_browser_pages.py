"""
The pages of the book in a real browser, for those who hear them.
"""

from __future__ import annotations

from contextlib import ExitStack

from lessons.book.sphinx.accessibility import mend, mends, switches
from lessons.book.sphinx.languages import ORIGINAL
from tests.lessons.book.test_book import BookTestCase
from tests.support.barriers import offences
from tests.support.chromium import openBrowser

#: One of each kind.
PAGES = (
    *("index", "step3", "step9", "glossary", "oldbooks", "teaching", "clients/webcat", "search"),
    *("zh/step2", "zh/step9", "zh/search"),
)


class PageTests(BookTestCase):
    """
    All kinds of pages, in chromium.
    """

    def test_accessible(self) -> None:
        """
        axe-core finds nothing on any page, at any size, light or dark.
        """
        assert self.folder is not None
        with ExitStack() as resources:
            browser = openBrowser(resources)
            for width, isDark in ((390, False), (1280, True), (1920, False)):
                scheme = "dark" if isDark else "light"
                page = browser.new_page(
                    viewport={"width": width, "height": 1000},
                    color_scheme="dark" if isDark else "light",
                )
                for name in PAGES:
                    page.goto((self.folder / f"{name}.html").as_uri())
                    self.assertEqual(offences(page), [], f"{name} at {width}, {scheme}")

    def test_mends(self) -> None:
        """
        What is put right is still written by Sphinx, and once put right it stays as it is.
        """
        assert self.folder is not None
        pages = [path.read_text(encoding="utf-8") for path in self.folder.rglob("*.html")]
        wanted = {**mends(), **switches(ORIGINAL, "step1")}
        for wrong, right in wanted.items():
            self.assertTrue(any(right in page for page in pages), wrong)
            self.assertEqual(mend(wrong, wanted), right)
            self.assertEqual(mend(mend(wrong, wanted), wanted), right)
