"""
The ladder and the teacher's controls, in a real browser.
"""

from __future__ import annotations

from tests.support.inspected import InspectedTestCase


class LiveTests(InspectedTestCase):
    """
    The page of a step, while things happen.
    """

    def test_accessible(self) -> None:
        """
        Nothing keeps anybody from using the page, light or dark.
        """
        self.connect(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.page.get_by_text("#1").first.wait_for()
        self.page.emulate_media(color_scheme="light")
        self.assertAccessible()
        self.page.emulate_media(color_scheme="dark")
        self.assertAccessible()

    def test_live(self) -> None:
        """
        A connection is on the page as soon as it is there.
        """
        self.connect(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.page.get_by_text("#1").first.wait_for()
