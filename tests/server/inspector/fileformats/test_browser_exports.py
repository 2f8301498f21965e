"""
Exports in a real browser; and what a real browser has recorded.
"""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from twisted.trial.unittest import SynchronousTestCase

from server.inspector.fileformats import readHAR, writePage, writeSVG
from tests.server.inspector.fileformats.records import ARRIVED, LEFT, record
from tests.support.barriers import offences
from tests.support.chromium import Watch, openBrowser
from tests.support.process import StepProcess
from tests.support.raw import connect

if TYPE_CHECKING:
    from playwright.sync_api import Page

HOSTILE = b"<script>alert(1)</script><img src=x onerror=alert(2)>\x1b[2J"
SAID = (
    (ARRIVED, b"GET /" + b"long/" * 60 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    (LEFT, b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(HOSTILE) + HOSTILE),
    (ARRIVED, HOSTILE + b"\r\n\r\n"),
)


class BrowserTests(SynchronousTestCase):
    """
    Chromium, and a file in it.
    """

    def setUp(self) -> None:
        resources = ExitStack()
        self.addCleanup(resources.close)
        self.browser = openBrowser(resources)

    def open(self, text: str, name: str, width: int, scheme: str) -> tuple[Page, Watch]:
        """
        Open a file in a new page.

        @param name: the suffix of the file, which says what it is.
        @param width: of the window, in pixels.
        @param scheme: C{dark} or C{light}.
        @return: the page, and what notes whatever goes wrong in it.
        """
        path = Path(self.mktemp()).absolute().with_suffix(name)
        path.write_text(text, encoding="utf-8")
        page = self.browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        watch = Watch(page)
        page.goto(path.as_uri())
        return page, watch

    def test_page(self) -> None:
        """
        The page obeys its own policy, runs nothing, is no wider than any window, and keeps
        nobody from reading it, light or dark.
        """
        text = writePage(record(*SAID))
        for scheme in "light", "dark":
            for width in 390, 1280, 1920:
                page, watch = self.open(text, ".html", width, scheme)
                for summary in page.locator("summary").all():
                    summary.click()
                self.assertEqual(
                    page.evaluate("document.documentElement.scrollWidth <= innerWidth"), True
                )
                self.assertEqual(watch.take(), [])
            self.assertEqual(offences(page), [], scheme)

    def test_drawing(self) -> None:
        """
        The drawing is a file of its own, and its looks are its own as well.
        """
        text = writeSVG(record(*SAID))
        for scheme, colour in ("light", "rgb(255, 255, 255)"), ("dark", "rgb(22, 25, 29)"):
            page, watch = self.open(text, ".svg", 390, scheme)
            got = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            self.assertEqual((got, watch.take()), (colour, []))

    def test_archive(self) -> None:
        """
        What a browser has asked a step for, with a form among it, can be asked again, byte for
        byte as its archive has it.
        """
        path = Path(self.mktemp()).absolute()
        with StepProcess("lessons.step8") as step:
            root = f"http://127.0.0.1:{step.port}"
            with self.browser.new_context(record_har_path=path, base_url=root) as context:
                page = context.new_page()
                page.goto("/form")
                page.locator("input, textarea").first.fill("é & <x>")
                page.locator("form button").first.click()
                page.wait_for_load_state()
            archived = readHAR(path.read_bytes())
            self.assertEqual(archived.skipped, [])
            posts = [each for each in archived.requests if each.name.startswith("POST ")]
            self.assertEqual(len(posts), 1)
            self.assertIn(b"=%C3%A9+%26+%3Cx%3E", posts[0].data)
            for asked in archived.requests:
                with connect(step.port) as connection:
                    self.assertRegex(self.ask(connection, asked.data), rb"\AHTTP/1\.1 200")

    def ask(self, connection: socket.socket, data: bytes) -> bytes:
        """
        Send a request, and hear how the answer begins.
        """
        connection.sendall(data)
        return connection.recv(12, socket.MSG_WAITALL)
