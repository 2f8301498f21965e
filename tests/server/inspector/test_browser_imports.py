"""
Imports in a browser: a file becomes a conversation that is looked at like any other.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.inspected import InspectedTestCase

if TYPE_CHECKING:
    from playwright.sync_api import Page

TRANSCRIPT = """\
$ telnet 127.0.0.1 8000
> GET /<b> HTTP/1.1
> Host: a
>
HTTP/1.1 200 OK
Content-Length: 2

ok
"""


class ImportTests(InspectedTestCase):
    """
    A transcript is chosen in the form, and its requests are on the page.
    """

    def take(self, page: Page) -> None:
        """
        Choose the transcript's file, import it, and wait for the page that shows it.
        """
        file = Path(self.mktemp()).absolute()
        file.write_text(TRANSCRIPT)
        page.locator("#import-file").set_input_files(file)
        page.get_by_role("button", name="Import", exact=True).click()
        page.wait_for_url("**/?imported=*#conversation")

    def test_apart(self) -> None:
        """
        It is marked, explained, and left again; while it is looked at, what happens on the wire is
        told beside it and nowhere in it.
        """
        self.take(self.page)
        shown = self.page.locator("#conversation")
        shown.get_by_text("Here the file ends").wait_for()
        self.page.locator(".hex [data-span='r-4']").hover()
        self.page.locator("#meaning h3").wait_for()
        self.connect(b"GET /live HTTP/1.1\r\nHost: a\r\n\r\n")
        self.page.locator("#connections", has_text="404 Not Found").wait_for()
        self.assertNotIn("/live", shown.inner_text())
        self.assertEqual(self.page.locator(".chosen").count(), 0)
        self.page.locator("#reader").get_by_role("link", name="one byte back").click()
        self.page.wait_for_url("**/?imported=1&*byte=*")
        shown.get_by_role("link", name="Leave it").click()
        self.page.get_by_text("Choose a connection.").first.wait_for()
        self.page.get_by_role("link", name="import 1: a transcript").click()
        shown.get_by_text("Imported").wait_for()
        self.page.locator("#lanes").get_by_role("link", name="#1").click()
        self.page.wait_for_url("**/?connection=1#conversation")

    def test_withoutScript(self) -> None:
        """
        All of that works without a script as well; and what is corrected is sent from it.
        """
        page = self.window(java_script_enabled=False)
        page.goto(self.step.link)
        self.take(page)
        self.assertIn("breaks a rule", page.locator("#conversation").inner_text())
        page.get_by_role("button", name="Send it corrected").click()
        page.wait_for_url("**/?connection=1#conversation")
        self.assertIn("/%3Cb%3E", page.locator("#conversation").inner_text())

    def test_accessible(self) -> None:
        """
        axe-core finds nothing, and nothing is wider than the window: on a phone, on a screen
        and on the projector.
        """
        self.take(self.page)
        self.assertFits("/?imported=1", "/?imported=1&mode=projector")
