"""
The greenhouse's home page leads to the inspector, whoever may look.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from html import unescape
from urllib.request import Request as Asking

from twisted.trial.unittest import SynchronousTestCase

from tests.support.browser import Browser
from tests.support.greenhouse import startGreenhouse
from tests.support.inspected import InspectedStep

LINK = re.compile(r'<a href="(http://127\.0\.0\.1:(\d+)(/\?token=[^"]+))">inspector</a>')


class HomeTests(SynchronousTestCase):
    """
    The link to the inspector on the greenhouse's home page.
    """

    def test_link(self) -> None:
        """
        The link on the home page opens the inspector; no cache keeps it, and whoever comes
        by another name is told where it is.
        """
        with ExitStack() as resources:
            step = InspectedStep(resources, "lessons.step15")
            home = Browser(step.port)
            answer = home.get("/")
            found = LINK.search(answer.text)
            assert found, answer.text
            self.assertEqual(unescape(found[3]), step.link)
            self.assertIn("no-store", answer.headers["Cache-Control"])
            browser = Browser(int(found[2]))
            self.assertEqual(browser.get(unescape(found[3])).status, 303)
            self.assertEqual(browser.get("/").status, 200)
            passed = Asking(f"{home.root}/", headers={"X-Forwarded-For": "192.0.2.7"})
            with home.opener.open(passed) as response:
                text = response.read().decode()
            self.assertIn("its link is in the terminal", text)
            self.assertNotIn("token", text)

    def test_none(self) -> None:
        """
        Where there is no inspector, the page does not speak of it.
        """
        answer = startGreenhouse(self).send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertIn(b"The greenhouse", answer)
        self.assertNotIn(b"nspector", answer)
