"""
A real browser, Debian's chromium, in front of a real greenhouse; and a note of everything that
goes wrong in it.
"""

from __future__ import annotations

import atexit
import shutil
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from twisted.trial.unittest import SynchronousTestCase

from tests.support import browser
from tests.support.needs import missing, need
from tests.support.process import StepProcess, poll

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        ConsoleMessage,
        Locator,
        Page,
        Playwright,
        Request,
        Response,
    )

#: Milliseconds until something that does not appear is given up.
ELEMENT_PATIENCE = 10_000

#: It is a program of the system, started for one purpose: it calls nobody.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: Chromium without what draws its own window, which takes a quarter of the time.
HEADLESS = "chromium-headless-shell"

#: The console's words for a status of 400 or more, which L{Watch} notes itself.
BAD_STATUS = "Failed to load resource: the server responded with a status of "


class Kept:
    """
    The one browser of this process: it starts with the first test that needs it, and ends with
    the process. A test has windows of its own in it, which share nothing with those of others.

    @ivar browser: as soon as somebody wants it.
    """

    browser: Browser | None = None

    def get(self) -> Browser:
        """
        Start it, where it is not running, or is no longer running.

        @raise SkipTest: where chromium or Playwright is not installed.
        """
        if self.browser is None or not self.browser.is_connected():
            program = shutil.which(HEADLESS) or need("chromium")
            self.browser = self.driver.chromium.launch(executable_path=program, args=OPTIONS)
            atexit.register(self.browser.close)
        return self.browser

    @cached_property
    def driver(self) -> Playwright:
        """
        Drives all browsers: Playwright cannot be started twice at a time.
        """
        try:
            from playwright.sync_api import sync_playwright
        except ImportError:
            missing("playwright", "pip install playwright")
        manager = sync_playwright()
        atexit.register(manager.__exit__)
        return manager.start()


KEPT = Kept()


def openBrowser(resources: ExitStack) -> Browser:
    """
    Get a browser, to open windows in.

    @param resources: with them end the windows that are opened from now on.
    @raise SkipTest: where chromium or Playwright is not installed.
    """
    browser = KEPT.get()
    before = list(browser.contexts)

    def close() -> None:
        for context in browser.contexts:
            if context not in before:
                context.close()

    resources.callback(close)
    return browser


class Watch:
    """
    Notes what goes wrong in a browser's page.

    @ivar troubles: what the console said (offences against the content security
        policy are told there), requests that failed, and responses with a status
        of 400 or more as C{404 /path}.
    """

    def __init__(self, page: Page) -> None:
        self.troubles: list[str] = []
        page.on("console", self.noteMessage)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("requestfailed", self.noteFailure)
        page.on("response", self.noteResponse)

    def noteMessage(self, message: ConsoleMessage) -> None:
        """
        Note a line of the console that is not a plain remark.
        """
        url = message.location.get("url", "")
        if message.text.startswith(BAD_STATUS):
            # Playwright hides requests for this one; the console does not.
            if url.endswith("/favicon.ico"):
                self.troubles.append(f"{message.text}: {url}")
        elif message.type in ("error", "warning"):
            self.troubles.append(f"{message.type}: {message.text} {url}")

    def noteFailure(self, request: Request) -> None:
        """
        Note a request that had no response. Those of a script end with the page that it
        was on, and nothing is wrong with that.
        """
        isLeft = request.failure == "net::ERR_ABORTED"
        if isLeft and request.resource_type in ("eventsource", "fetch"):
            return
        self.troubles.append(f"failed: {request.url} {request.failure}")

    def noteResponse(self, response: Response) -> None:
        """
        Note a response that tells of an error.
        """
        if response.status >= 400:
            path = "/" + response.url.split("/", 3)[3].partition("?")[0]
            self.troubles.append(f"{response.status} {path}")

    def take(self) -> list[str]:
        """
        Hand over what was noted so far.
        """
        troubles, self.troubles = self.troubles, []
        return troubles


class Opened:
    """
    A browser, and the greenhouse that it looks at.
    """

    def __init__(self) -> None:
        self.browser = KEPT.get()
        with ExitStack() as resources:
            self.house = resources.enter_context(StepProcess("server"))
            poll(self.isReady)
            atexit.register(resources.pop_all().close)

    def isReady(self) -> bool:
        """
        Tell whether what runs beside the house does its work: the search, and the
        temperature's back end.
        """
        if "search: " not in self.house.out:
            return False
        path = "/temperature/convert_temperature?temperature=21&direction=c2f"
        return browser.Browser(self.house.port).get(path).status == 200

    def window(self) -> Page:
        """
        Open a window of a person whom nobody knows yet. Without motion, a colour
        is at once what it will be.
        """
        root = f"http://127.0.0.1:{self.house.port}"
        page = self.browser.new_context(base_url=root, reduced_motion="reduce").new_page()
        page.set_default_timeout(ELEMENT_PATIENCE)
        return page


class BrowserTestCase(SynchronousTestCase):
    """
    Shows the greenhouse in a browser. Both start with the first test that needs
    them, and end with the process; after each test nothing may have gone wrong but
    what it expected.
    """

    opened: ClassVar[Opened | None] = None

    def setUp(self) -> None:
        """
        Open a window of the browser, which is started with the greenhouse if this is the
        first test.
        """
        if BrowserTestCase.opened is None:
            BrowserTestCase.opened = Opened()
        self.page = BrowserTestCase.opened.window()
        self.addCleanup(self.page.context.close)
        self.watch = Watch(self.page)

    def tearDown(self) -> None:
        """
        Check that nothing has gone wrong.
        """
        self.assertTroubles()

    def assertTroubles(self, *expected: str) -> None:
        """
        Check that just this has gone wrong since the last time this was asked.
        """
        self.assertEqual(self.watch.take(), list(expected))

    def assertProblem(self, heading: str, place: Locator) -> None:
        """
        The page's title says that there is a problem, its heading stays, and the first
        problem has the focus; nothing else on the page asks for that.
        """
        self.assertEqual(self.page.title(), f"Problem: {heading}")
        self.assertEqual(self.page.locator("h1").inner_text(), heading)
        self.assertTrue(place.evaluate("e => e === document.activeElement"), heading)
        self.assertEqual(self.page.locator("[autofocus]").count(), 1)

    def press(self, name: str) -> None:
        """
        Press a button, and wait for the next page.
        """
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).click()

    def follow(self, link: Locator) -> None:
        """
        Follow a link to another page.
        """
        with self.page.expect_navigation():
            link.click()

    def notice(self) -> str:
        """
        What the page says was done.
        """
        return self.page.get_by_role("status").inner_text()
