"""
The x-ray on the inspector's page, in a real browser.
"""

from __future__ import annotations

from tests.server.xray.watched import request
from tests.support.inspected import InspectedTestCase


class XRayTests(InspectedTestCase):
    """
    A page that waits, seen from inside.
    """

    module = "lessons.step9"
    arguments = ("--delay", "1")

    def test_live(self) -> None:
        """
        While a request waits, the page says for what; when it is answered, how long that
        took. Nothing has to be reloaded.
        """
        self.connect(request("/non_blocking"))
        self.open("/?connection=1")
        part = self.page.locator("#xray")
        part.get_by_text("Waits: delay (deferLater, 1 s)").first.wait_for()
        part.get_by_text("200 OK").first.wait_for()
        part.locator(".xray-bar.waits .bar").wait_for()
        self.assertEqual(part.locator(".xray-station").count(), 5)

    def test_accessible(self) -> None:
        """
        Nothing keeps anybody from using it, light or dark, and on a phone nothing is cut
        off.
        """
        self.connect(request("/blocking/" + "x" * 2000))
        self.open("/?connection=1")
        self.page.locator(".xray-station").first.wait_for()
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            self.assertAccessible()
        self.page.set_viewport_size({"width": 390, "height": 800})
        width = self.page.locator(".xray").evaluate("it => it.scrollWidth - it.clientWidth")
        self.assertEqual(width, 0)
