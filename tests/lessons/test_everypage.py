"""
All that a browser shows of the steps 6 to 15: whoever adds a page and links it has it looked
at here, without a word of this file.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from twisted.trial.unittest import SynchronousTestCase

from tests.support.barriers import BARRIERS, OVERHANG, SMALL, offences
from tests.support.chromium import openBrowser
from tests.support.process import StepProcess, poll

if TYPE_CHECKING:
    from playwright.sync_api import Browser, HttpCredentials, Page

#: Pages of one folder are much alike: only a few of each are looked at, but all that are at the
#: root.
MOST_IN_FOLDER = 2
MOST = 60

#: The only answer of ours to a browser that is text and not a page: see
#: L{server.greenhouse.hello}.
NO_PAGES = {"/hello"}
#: What a browser saves, and does not show; a text that it wants as it is; and the pages of
#: the API, which are pydoctor's.
AS_IT_IS = re.compile(r"/echo$|/__pycache__/|[?]raw$|/course/api/")

#: As the home page says. (Without, this browser shows an error of its own.)
LOGIN: HttpCredentials = {"username": "student", "password": "greenhouse"}

Scheme = Literal["light", "dark"]
#: For each page in turn, what it is looked at with: every width, and both schemes.
LOOKS: list[list[tuple[int, Scheme]]] = [
    [(390, "light"), (1280, "dark"), (1920, "light")],
    [(390, "dark"), (1280, "light"), (1920, "dark")],
]

LINKS = "() => [...document.querySelectorAll('a[href]')].map(a => a.href)"
#: Whether it is a page, and of a kind of its own: not a picture, and not bare text.
IS_PAGE = "() => document.contentType === 'text/html'"
#: Whether it is a file that may run no script, axe-core's either.
IS_SANDBOXED = "() => window.origin === 'null'"

#: What no link leads to.
ERRORS = {
    "lessons.step11": ["plants/show_plants?page=0", "plants/nothing"],
    "lessons.step12": ["search/show_search_results?querystr=", "search/nothing"],
    "lessons.step13": ["temperature/convert_temperature?temperature=x&direction=c2f"],
    "server": ["plants/?name=nothing+like+it", "plants/?rating=9", "course/nothing"],
}


class Walk:
    """
    A walk through a site, from its home page along its links.
    """

    def __init__(self, page: Page, root: str) -> None:
        """
        @param root: the address of its home page.
        """
        self.page = page
        self.root = root
        self.todo = [root]
        self.known = {root}
        self.folders: dict[str, int] = {}

    def goOn(self) -> str | None:
        """
        Go to the next page.

        @return: its path; L{None} at the end.
        """
        if not self.todo:
            return None
        address = self.todo.pop(0)
        self.page.goto(address)
        for link in self.page.evaluate(LINKS):
            self.note(link.partition("#")[0])
        return urlsplit(address).path

    def note(self, address: str) -> None:
        """
        Note where a link leads, unless enough is known of pages like that.
        """
        if address in self.known or not address.startswith(self.root) or len(self.known) >= MOST:
            return
        if AS_IT_IS.search(address):
            return
        folder = address[len(self.root) :].partition("?")[0].rpartition("/")[0]
        seen = self.folders[folder] = self.folders.get(folder, 0) + 1
        if seen <= MOST_IN_FOLDER or not folder:
            self.known.add(address)
            self.todo.append(address)


class EveryPageTests(SynchronousTestCase):
    """
    Every page of every step that has some.
    """

    def setUp(self) -> None:
        """
        Get a browser, whose windows end with the test.
        """
        resources = ExitStack()
        self.addCleanup(resources.close)
        self.browser: Browser = openBrowser(resources)
        self.resources = resources

    def walk(self, module: str, *arguments: str, least: int) -> None:
        """
        Walk through the site of a step, and look at each page.

        @param least: how many pages it has at least: a walk that ends at the home page
            proves nothing.
        """
        step = self.resources.enter_context(StepProcess(module, *arguments))
        root = f"http://127.0.0.1:{self.port(step, module)}/"
        page = self.browser.new_context(reduced_motion="reduce", http_credentials=LOGIN).new_page()
        walk = Walk(page, root)
        walk.todo += [root + path for path in ["nothing", *ERRORS.get(module, [])]]
        walked = 0
        while (place := walk.goOn()) is not None:
            if page.evaluate(IS_PAGE):
                self.look(page, f"{module} {place}", LOOKS[walked % 2])
                walked += 1
            elif "text/plain" in page.evaluate("document.contentType"):
                self.assertIn(place, NO_PAGES, module)
        self.assertGreaterEqual(walked, least, module)

    def port(self, step: StepProcess, module: str) -> int:
        """
        Find where a step's pages are: those of the proxy are its counts, on a port of
        their own.
        """
        if module != "lessons.step14":
            return step.port
        poll(lambda: "counts at" in step.out)
        found = re.search(r"counts at \S+:(\d+)", step.out)
        assert found, step.out
        return int(found[1])

    def look(self, page: Page, name: str, looks: list[tuple[int, Scheme]]) -> None:
        """
        A page shuts nobody out, is as wide as the window, and its text stands out.
        """
        self.assertEqual(page.evaluate(BARRIERS), [], name)
        self.assertEqual(page.locator("main, [role=main]").count(), 1, f"{name} has no main")
        language = "zh" if "/course/zh/" in page.url else "en"
        self.assertEqual(
            page.evaluate("document.documentElement.lang.slice(0, 2)"), language, name
        )
        home = page.locator("header nav a[href='/'], .doors a[href='/'], .sidebar-brand")
        self.assertGreater(home.count(), 0, f"{name} has no way home")
        for width, scheme in looks:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            self.assertEqual(page.evaluate(OVERHANG), 0, f"{name} at {width}")
            self.assertEqual(page.evaluate(SMALL), [], f"{name} at {width}")
            if not page.evaluate(IS_SANDBOXED):
                self.assertEqual(offences(page, isStrict=True), [], f"{name} at {width}, {scheme}")

    def test_step6(self) -> None:
        """
        Step 6: directories, texts, notes, and what is not there.
        """
        self.walk("lessons.step6", least=8)

    def test_step7(self) -> None:
        """
        Step 7: clock, calendar and colours.
        """
        self.walk("lessons.step7", least=6)

    def test_step8(self) -> None:
        """
        Step 8: the form and the counters.
        """
        self.walk("lessons.step8", least=5)

    def test_step9(self) -> None:
        """
        Step 9: pages that take their time.
        """
        self.walk("lessons.step9", "--delay", "0", least=5)

    def test_step10(self) -> None:
        """
        Step 10, the dispatchers: at least five pages are reached by links, and nothing goes
        wrong in them.
        """
        self.walk("lessons.step10", least=5)

    def test_step11(self) -> None:
        """
        Step 11: the plants, their forms and their errors.
        """
        self.walk("lessons.step11", least=6)

    def test_step12(self) -> None:
        """
        Step 12, the search: at least four pages are reached by links, and nothing goes wrong
        in them.
        """
        self.walk("lessons.step12", least=4)

    def test_step13(self) -> None:
        """
        Step 13: the temperature, and no back end.
        """
        self.walk("lessons.step13", least=3)

    def test_step14(self) -> None:
        """
        Step 14, whose counts are a page on a port of their own: nothing goes wrong in it.
        """
        self.walk("lessons.step14", "--counts-port", "0", least=1)

    def test_step15(self) -> None:
        """
        Step 15: the whole greenhouse, the book with it.
        """
        self.walk("server", "--delay", "0", least=35)
