"""
A step with its inspector, looked at with Debian's chromium.
"""

from __future__ import annotations

import re
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from twisted.trial.unittest import SynchronousTestCase

from tests.support.barriers import offences
from tests.support.chromium import ELEMENT_PATIENCE, KEPT, Watch
from tests.support.process import StepProcess, poll
from tests.support.raw import connect, readUntil

if TYPE_CHECKING:
    from playwright.sync_api import Page

ASK = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%b"
ANNOUNCEMENT = re.compile(r"^inspector at (http://\S+?)(/\?token=\S+)$", re.MULTILINE)

#: Of a phone, a screen and a large one.
WIDTHS = (390, 1280, 1920)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def askOften(connection: socket.socket, hundreds: int) -> None:
    """
    Ask a step this many hundred times, each time in one piece, and read its answers. The last
    one of each hundred says C{the end of} which.
    """
    for number in range(hundreds):
        sign = b"the end of %d" % number
        connection.sendall(ASK * 99 + POST % (len(sign), sign))
        readUntil(connection, sign)


class InspectedStep:
    """
    A running step, and where its inspector is.

    @ivar root: the inspector's address, as C{http://127.0.0.1:8001}.
    @ivar link: the path of the link that opens it.
    """

    def __init__(self, resources: ExitStack, module: str, *arguments: str) -> None:
        self.process = resources.enter_context(StepProcess(module, "--inspect", "0", *arguments))
        poll(lambda: ANNOUNCEMENT.search(self.process.out))
        match = ANNOUNCEMENT.search(self.process.out)
        assert match, self.process.out
        self.root, self.link = match.groups()
        self.port = self.process.port


class InspectedTestCase(SynchronousTestCase):
    """
    Opens the inspector of a step of its own in a window of its own. After each test nothing
    may have gone wrong in the window but what the test expected.

    @cvar module: the step.
    @cvar arguments: of its command line.
    """

    module: ClassVar[str] = "lessons.step3"
    arguments: ClassVar[tuple[str, ...]] = ()

    def setUp(self) -> None:
        """
        Start the step, and open its inspector.
        """
        own = ExitStack()
        self.addCleanup(own.close)
        self.step = InspectedStep(own, self.module, *self.arguments)
        self.page = self.window()
        self.watch = Watch(self.page)
        self.open()

    def window(self, **options: Any) -> Page:
        """
        Open a window of somebody who has not used the link yet.

        @param options: of Playwright's C{new_context}, such as C{color_scheme}.
        """
        wanted: dict[str, Any] = {"base_url": self.step.root, "reduced_motion": "reduce"}
        context = KEPT.get().new_context(**(wanted | options))
        self.addCleanup(context.close)
        page = context.new_page()
        page.set_default_timeout(ELEMENT_PATIENCE)
        return page

    def open(self, path: str = "/", page: Page | None = None) -> None:
        """
        Look at a page of the inspector, by the link at first; and wait until the script
        has its stream of events.
        """
        window = page or self.page
        if window.url == "about:blank":
            window.goto(self.step.link)
        if path != "/":
            window.goto(path)
        window.locator("#state:not(:empty)").wait_for()

    def connect(self, *pieces: bytes) -> socket.socket:
        """
        Connect to the step, and send something, each piece by itself.
        """
        connection = connect(self.step.port)
        self.addCleanup(connection.close)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece)
        return connection

    def tearDown(self) -> None:
        """
        Check that nothing has gone wrong.
        """
        self.assertTroubles()

    def assertTroubles(self, *expected: str) -> None:
        """
        Check that just this has gone wrong in the window since the last time this was asked.
        """
        self.assertEqual(self.watch.take(), list(expected))

    def assertAccessible(self, page: Page | None = None) -> None:
        """
        Check that axe-core finds nothing that would keep somebody from using the page.
        """
        self.assertEqual(offences(page or self.page), [])

    def assertFits(self, *paths: str) -> None:
        """
        Check that axe-core finds nothing on some pages, small and large, in light and in dark, and
        that nothing on them is wider than the window; each is loaded anew for each.
        """
        page = self.window()
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                for path in paths:
                    self.open(path, page)
                    self.assertAccessible(page)
                    wide = "document.documentElement.scrollWidth > innerWidth"
                    self.assertFalse(page.evaluate(wide), (scheme, width, path))
        page.close()
