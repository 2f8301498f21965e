"""
The greenhouse as people use it: in a real browser.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from tests.support.barriers import BARRIERS, FAINT, OVERHANG, offences
from tests.support.chromium import BrowserTestCase

if TYPE_CHECKING:
    from playwright.sync_api import Locator

ROSE = "野薔薇 סוסן Ẅildrose"

#: One page of each kind, with what is likely to be too wide among it.
PAGES = [
    "/",
    "/plants/",
    "/plants/show_plants_by_rating",
    "/plants/get_add_form",
    "/plants/get_delete_form",
    "/search/",
    "/search/show_search_results?querystr=listening",
    "/search/show_search_results?querystr=+",
    "/search/get_text_file?file=step15.rst&line=90&querystr=leaf",
    "/temperature/",
    "/temperature/convert_temperature?temperature=21.5&direction=c2f",
    "/temperature/convert_temperature?temperature=warm&direction=f2c",
    "/course/",
    "/course/step11",
    "/course/step15",
    "/dispatch/",
    "/form",
    "/session",
    "/shared",
    "/color/",
    "/calendar/",
    "/clock",
    "/files/",
    "/doc/step6.py",
    "/doc/notes/rosemary.html",
    "/search/get_text_file?file=notes/rosemary.html",
    "/upload",
    "/nothing",
]
#: Those of L{PAGES} that are answered with an error, and should be.
ERRORS = [
    "400 /search/show_search_results",
    "400 /temperature/convert_temperature",
    "404 /nothing",
]

GROUND = "getComputedStyle(document.body).backgroundColor"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def savePlant(case: BrowserTestCase, name: str, description: str, rating: str) -> None:
    """
    Fill in the form for a plant, and send it.
    """
    case.page.get_by_label("Name").fill(name)
    case.page.get_by_label("Description").fill(description)
    case.page.get_by_label("Rating").fill(rating)
    case.press("Save")


class PlantTests(BrowserTestCase):
    """
    The plant database, with its forms and its list, as a person uses it.
    """

    def row(self, name: str) -> Locator:
        """
        @return: the row of the list that has this plant's name as its heading.
        """
        heading = self.page.get_by_role("rowheader", name=name, exact=True)
        return self.page.get_by_role("row").filter(has=heading)

    def test_addPlant(self) -> None:
        """
        A plant with a name in three scripts is added, and is in the list.
        """
        self.page.goto("/plants/")
        self.follow(self.page.get_by_role("link", name="Add a plant"))
        savePlant(self, ROSE, "Two lines,\nof <b>text</b>.", "4")
        self.assertEqual(self.notice(), f"“{ROSE}” was added. Its rating is 4.")
        self.assertIn("Two lines,\nof <b>text</b>.", self.row(ROSE).inner_text())
        self.page.reload()
        self.assertEqual(self.page.get_by_role("status").count(), 0)
        self.assertEqual(self.row(ROSE).count(), 1)

    def test_mistakeInPlant(self) -> None:
        """
        What is wrong is said at its field, and what was typed is still there.
        """
        self.page.goto("/plants/get_add_form")
        savePlant(self, "  ", "kept", "7")
        self.assertTroubles("422 /plants/add_plant")
        self.assertEqual(self.page.get_by_role("alert").inner_text(), "Nothing was saved yet.")
        self.assertProblem("Add or change a plant", self.page.get_by_label("Name"))
        for label, value, message in [
            ("Name", "  ", "Give the plant a name."),
            ("Rating", "7", "The rating is a whole number from 1 to 5."),
        ]:
            field = self.page.get_by_label(label)
            self.assertEqual(field.input_value(), value)
            described = self.page.locator(f"#{field.get_attribute('aria-describedby')}")
            self.assertEqual(described.inner_text(), message)
        self.assertEqual(self.page.get_by_label("Description").input_value(), "kept")
        self.assertEqual(self.page.evaluate(BARRIERS), [])

    def test_mistakeInForm(self) -> None:
        """
        Where no field is wrong but the form as a whole, what is said of it has the focus.
        """
        self.page.goto("/plants/get_add_form")
        self.page.context.clear_cookies()
        savePlant(self, "Moss", "", "3")
        self.assertTroubles("403 /plants/add_plant")
        self.assertProblem("Add or change a plant", self.page.get_by_role("alert"))

    def test_changePlant(self) -> None:
        """
        A plant is found in the form as it is, and changed.
        """
        self.page.goto("/plants/")
        self.follow(self.row("Basil").get_by_role("link", name="Change"))
        self.assertIn("basilicum", self.page.get_by_label("Description").input_value())
        savePlant(self, "Basil", "changed", "1")
        self.assertEqual(self.notice(), "“Basil” was updated. Its rating is 1.")
        self.follow(self.page.get_by_role("link", name="Rating"))
        self.assertIn("changed", self.row("Basil").inner_text())

    def test_deletePlant(self) -> None:
        """
        A plant is deleted after a question; then it is not there.
        """
        self.page.goto("/plants/")
        self.follow(self.row("Aloe vera").get_by_role("link", name="Delete"))
        question = self.page.url
        self.assertIn("Delete “Aloe vera”?", self.page.get_by_role("main").inner_text())
        self.press("Delete")
        self.assertEqual(self.notice(), "“Aloe vera” was deleted.")
        self.assertEqual(self.row("Aloe vera").count(), 0)
        self.page.goto(question)
        self.assertIn("no such plant", self.page.get_by_role("alert").inner_text())
        self.assertTroubles("404 /plants/get_delete_form")

    def test_keyboard(self) -> None:
        """
        A plant is added with the keyboard alone, and the focus is always seen.
        """
        self.page.goto("/")
        for name in ("Plants", "Add a plant"):
            self.tabTo(self.page.get_by_role("link", name=name, exact=True).first)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        for label, text in (("Name", "Fern"), ("Description", "Green."), ("Rating", "3")):
            self.tabTo(self.page.get_by_label(label))
            self.page.keyboard.type(text)
        self.tabTo(self.page.get_by_role("button", name="Save"))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.assertEqual(self.notice(), "“Fern” was added. Its rating is 3.")

    def tabTo(self, target: Locator) -> None:
        """
        Press Tab until something has the focus.
        """
        target.wait_for()
        for _ in range(20):
            self.page.keyboard.press("Tab")
            focus = self.page.locator(":focus")
            outline = focus.evaluate("e => getComputedStyle(e).outlineStyle")
            self.assertEqual(outline, "solid", focus.inner_text())
            if target.evaluate("e => e === document.activeElement"):
                return
        self.fail(f"Tab does not lead to {target}")


class OtherApplicationTests(BrowserTestCase):
    """
    The search and the temperature, as a person uses them.
    """

    def test_search(self) -> None:
        """
        A line is found and its file opened there: the line is in sight, and marked.
        """
        self.page.goto("/search/")
        self.page.get_by_label("Words").fill("basil ocimum")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        row = self.page.get_by_role("row").filter(has_text="basil.txt").first
        self.assertEqual(row.locator("mark").count(), 3)
        self.follow(row.get_by_role("link"))
        number = re.search(r"#line-(\d+)$", self.page.url)
        assert number, self.page.url
        line = self.page.locator("li:target")
        self.assertEqual(line.get_attribute("id"), f"line-{number[1]}")
        self.assertEqual(line.locator("mark").count(), 3)
        box, window = line.bounding_box(), self.page.viewport_size
        assert box
        assert window
        self.assertTrue(0 <= box["y"] < window["height"], box)
        self.follow(self.page.get_by_role("link", name="All matches"))
        self.assertEqual(self.page.get_by_label("Words").input_value(), "basil ocimum")

    def test_mistakeInSearch(self) -> None:
        """
        A search for nothing is told to be one, and what means something to HTML is text.
        """
        self.page.goto("/search/")
        self.press("Search")
        self.assertIn("at least one word", self.page.get_by_role("alert").inner_text())
        self.assertProblem("Search", self.page.get_by_label("Words"))
        self.assertTroubles("400 /search/show_search_results")
        self.page.get_by_label("Words").fill('-"<script>*')
        self.press("Search")
        self.assertEqual(self.notice(), "Nothing found.")
        self.assertEqual(self.page.get_by_label("Words").input_value(), '-"<script>*')

    def test_temperature(self) -> None:
        """
        A temperature is converted there and back.
        """
        self.page.goto("/temperature/")
        self.page.get_by_label("Temperature").fill("21,5")
        self.press("Convert")
        answer = self.page.locator(".notice")
        self.assertEqual(answer.inner_text(), "21.50 °C = 70.70 °F: moderate.")
        self.page.get_by_label("Temperature").fill("70.7")
        self.page.get_by_label("Fahrenheit to Celsius").check()
        self.press("Convert")
        self.assertEqual(answer.inner_text(), "70.70 °F = 21.50 °C: moderate.")

    def test_mistakeInTemperature(self) -> None:
        """
        What is not a number is said so at the field, which still holds it.
        """
        self.page.goto("/temperature/")
        self.page.get_by_label("Temperature").fill("warm")
        self.page.get_by_label("Fahrenheit to Celsius").check()
        self.press("Convert")
        self.assertTroubles("400 /temperature/convert_temperature")
        self.assertIn("“warm” is not a number.", self.page.get_by_role("alert").inner_text())
        self.assertProblem("Temperature", self.page.get_by_label("Temperature"))
        self.assertEqual(self.page.get_by_label("Temperature").input_value(), "warm")
        self.assertTrue(self.page.get_by_label("Fahrenheit to Celsius").is_checked())


class EveryPageTests(BrowserTestCase):
    """
    Every page is well made: no errors, no offences, and all of it in the window.
    """

    def test_course(self) -> None:
        """
        Every page of the book opens from its first, and is well made.
        """
        self.page.goto("/")
        self.follow(self.page.get_by_role("link", name="Course").first)
        links = self.page.get_by_role("main").locator("li a")
        places = links.evaluate_all("all => all.map(a => a.href)")
        self.assertGreater(len(places), 15)
        for place in places:
            self.page.goto(place)
            self.assertEqual(self.page.evaluate(BARRIERS), [], place)

    def test_everyPage(self) -> None:
        """
        No page shuts out those who hear it.
        """
        for path in PAGES:
            self.page.goto(path)
            self.assertEqual(self.page.evaluate(BARRIERS), [], path)
        self.assertTroubles(*ERRORS)

    def test_skip(self) -> None:
        """
        By keyboard, the first thing on a page leads past the navigation: it is in sight once
        it has the focus and not before, and the next press of Tab goes on in the content.
        """
        for path in ("/", "/plants/", "/plants/get_add_form", "/search/", "/temperature/"):
            self.page.goto(path)
            skip = self.page.get_by_role("link", name="Skip to the content")
            isSeen = "e => e.checkVisibility() && getComputedStyle(e).clipPath === 'none'"
            self.assertFalse(skip.evaluate(isSeen), path)
            self.page.keyboard.press("Tab")
            self.assertTrue(skip.evaluate("e => e === document.activeElement"), path)
            self.assertTrue(skip.evaluate(isSeen), path)
            box = skip.bounding_box()
            assert box
            self.assertGreater(min(box["x"] + 1, box["y"] + 1, box["width"], box["height"]), 0)
            self.page.keyboard.press("Enter")
            self.page.keyboard.press("Tab")
            focus = self.page.locator(":focus")
            self.assertTrue(focus.evaluate("e => !!e.closest('main')"), path)
            self.assertFalse(skip.evaluate(isSeen), path)

    def test_widths(self) -> None:
        """
        On a phone and at a projector, no page is wider than the window; not even
        with words that have no end.
        """
        self.page.goto("/plants/get_add_form")
        savePlant(self, "W" * 80, "x" * 2000, "5")
        for path in PAGES:
            self.page.goto(path)
            for width in (360, 2560):
                self.page.set_viewport_size({"width": width, "height": 800})
                self.assertEqual(self.page.evaluate(OVERHANG), 0, f"{path} at {width}")
        self.assertTroubles(*ERRORS)

    def test_colours(self) -> None:
        """
        Light and dark, all text stands out from its ground.
        """
        grounds = set()
        for path in PAGES:
            self.page.goto(path)
            for scheme in SCHEMES:
                self.page.emulate_media(color_scheme=scheme)
                self.assertEqual(self.page.evaluate(FAINT), [], f"{path}, {scheme}")
                grounds.add(self.page.evaluate(GROUND))
        self.assertTroubles(*ERRORS)
        self.assertEqual(grounds - {"rgba(0, 0, 0, 0)"}, {"rgb(253, 252, 248)", "rgb(19, 26, 22)"})


class ErrorTests(BrowserTestCase):
    """
    The page of a problem, however odd the address was.
    """

    def test_offences(self) -> None:
        """
        However long and odd the path is, on a phone and on a projector, light and dark,
        axe-core finds nothing, and the page stays in the window.
        """
        for path in ("/nothing", "/plants/" + "y" * 500, "/course/%3Cb%3E"):
            self.page.goto(path)
            self.assertEqual(self.page.title(), "404 Not Found")
            for scheme in SCHEMES:
                self.page.emulate_media(color_scheme=scheme)
                for width in (390, 1920):
                    self.page.set_viewport_size({"width": width, "height": 900})
                    self.assertEqual(offences(self.page), [], f"{path[:30]}, {scheme}, {width}")
                    self.assertEqual(self.page.evaluate(OVERHANG), 0, f"{path[:30]}, {width}")
            self.assertTroubles(f"404 {path}")

    def test_back(self) -> None:
        """
        From below an application, it leads back there; from elsewhere, to the home page.
        """
        for path, name, place in [
            ("/plants/nothing", "Back to Plants", "/plants/"),
            ("/nothing", "Go to the home page", "/"),
        ]:
            self.page.goto(path)
            self.follow(self.page.get_by_role("main").get_by_role("link", name=name))
            self.assertEqual(urlsplit(self.page.url).path, place)
            self.assertTroubles(f"404 {path}")
