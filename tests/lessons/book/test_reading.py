"""
The book, as it is read: at a desk, on a projector, on paper.
"""

from __future__ import annotations

from tests.support.barriers import OVERHANG
from tests.support.chromium import BrowserTestCase

#: How large text is, in pixels; where the page is scrolled to; what is selected.
SIZE = "getComputedStyle(document.documentElement).fontSize"
PLACE = "scrollY"
SELECTED = "getSelection().toString()"
#: The ground of something, and those of white paper; the lines of a program, and the rows that
#: they take.
GROUND = "it => getComputedStyle(it).backgroundColor"
BLANK = ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
LINES = "it => it.textContent.trimEnd().split('\\n').length"
ROWS = """it => {
  const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(it);
  return (it.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom))
    / parseFloat(lineHeight);
}"""
#: The colour of what is typed, on light and on dark.
DARK_INK, LIGHT_INK = "rgb(112, 56, 0)", "rgb(255, 194, 122)"


class BookPageTests(BrowserTestCase):
    """
    A page of the book in a browser.
    """

    def setUp(self) -> None:
        """
        Open a step, on a projector.
        """
        super().setUp()
        self.page.set_viewport_size({"width": 1920, "height": 1080})
        self.page.goto("/course/step3")

    def test_projector(self) -> None:
        """
        With "p" text is 40 pixels high and fits, on the next page as well; then the keys of
        a presenter go from section to section, and "p" leads back.
        """
        before = self.page.evaluate(SIZE)
        self.page.keyboard.press("p")
        self.assertEqual(self.page.evaluate(SIZE), "40px")
        self.assertEqual(self.page.evaluate(OVERHANG), 0)
        places = [self.page.evaluate(PLACE)]
        for key in ("PageDown", "PageDown", "PageUp"):
            self.page.keyboard.press(key)
            places.append(self.page.evaluate(PLACE))
        self.assertEqual(places, [0, *sorted(set(places))[1:], places[1]])
        self.page.goto("/course/step4")
        self.assertEqual(self.page.evaluate(SIZE), "40px")
        self.page.keyboard.press("p")
        self.assertEqual(self.page.evaluate(SIZE), before)

    def test_button(self) -> None:
        """
        A button above the page names the key, does the same, and then names the others.
        """
        button = self.page.locator("button.present")
        self.assertEqual(button.inner_text(), "Projector: key p")
        button.click()
        self.assertEqual(self.page.evaluate(SIZE), "40px")
        self.assertIn("Page Down, Page Up", button.inner_text())
        self.assertEqual(self.page.evaluate(OVERHANG), 0)
        self.page.keyboard.press("p")
        self.assertEqual(button.inner_text(), "Projector: key p")

    def test_nothingLeftOut(self) -> None:
        """
        On the projector Page Down leads through all of a page: never further than a screen.
        """
        self.page.goto("/course/step9")
        self.page.keyboard.press("p")
        height, end = self.page.evaluate(
            "[innerHeight, document.documentElement.scrollHeight - innerHeight]"
        )
        place = 0.0
        while place < end - 1:
            self.page.keyboard.press("PageDown")
            before, place = place, self.page.evaluate("scrollY")
            self.assertLess(before, place)
            self.assertLess(place - before, height)

    def test_search(self) -> None:
        """
        A search finds the pages with a word.
        """
        self.page.goto("/course/search?q=pipelining")
        self.page.locator("#search-results a[href^=step3]").first.wait_for()

    def test_copied(self) -> None:
        """
        A transcript is copied without its prompts.
        """
        terminal = self.page.locator(".transcript").first
        self.assertIn("$ python -m lessons.step3", terminal.inner_text())
        terminal.evaluate("it => getSelection().selectAllChildren(it)")
        self.assertTrue(self.page.evaluate(SELECTED).startswith("python -m lessons.step3"))

    def test_paper(self) -> None:
        """
        On paper, nothing that belongs to the screen is left, and the ink is dark even in dark
        mode.
        """
        self.page.set_viewport_size({"width": 794, "height": 1123})  # A4
        self.page.emulate_media(media="print", color_scheme="dark")
        for left in (".sidebar-drawer", ".toc-drawer", ".skip-to-content", ".doors"):
            self.assertFalse(self.page.locator(left).first.is_visible(), left)
        self.assertEqual(self.ink(), DARK_INK)
        self.assertEqual(self.page.evaluate(OVERHANG), 0)
        for white in ("body", ".transcript pre", ".highlight-udiff pre", "h1", "p .pre"):
            self.assertIn(self.page.locator(white).first.evaluate(GROUND), BLANK, white)

    def test_together(self) -> None:
        """
        On paper, what announces a transcript or a program is on the same page as its first
        lines; a program may go on on the next page, and no line of it is broken.
        """
        self.page.set_viewport_size({"width": 718, "height": 1047})  # A4 within its margins
        self.page.emulate_media(media="print")
        announced = self.page.locator("p:has(+ .transcript)").first
        self.assertEqual(announced.evaluate("it => getComputedStyle(it).breakAfter"), "avoid")
        for name in (".highlight:has(.linenos) pre", ".highlight-udiff pre"):
            program = self.page.locator(name).first
            self.assertEqual(program.evaluate("it => getComputedStyle(it).breakInside"), "auto")
            self.assertEqual(round(program.evaluate(ROWS)), program.evaluate(LINES))

    def test_ink(self) -> None:
        """
        On a light screen the ink is dark, and on a dark one it is light.
        """
        self.page.emulate_media(color_scheme="light")
        self.assertEqual(self.ink(), DARK_INK)
        self.page.emulate_media(color_scheme="dark")
        self.assertEqual(self.ink(), LIGHT_INK)

    def ink(self) -> object:
        """
        Look at the colour of a command.
        """
        command = self.page.locator(".transcript .typed, .transcript .command").first
        return command.evaluate("it => getComputedStyle(it).color")
