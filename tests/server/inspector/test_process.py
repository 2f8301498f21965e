"""
C{--inspect}, as its user sees it.
"""

from __future__ import annotations

import re
from contextlib import ExitStack

from twisted.trial.unittest import SynchronousTestCase

from tests.support.browser import Browser
from tests.support.process import StepProcess, poll
from tests.support.raw import connect, readUntil


class InspectTests(SynchronousTestCase):
    """
    The option, on a running step.
    """

    def setUp(self) -> None:
        """
        Start a step with its inspector, and a browser that has no token yet.
        """
        resources = ExitStack()
        self.addCleanup(resources.close)
        self.step = resources.enter_context(StepProcess("lessons.step1", "--inspect", "0"))
        poll(lambda: "stop: Ctrl-C" in self.step.out)
        match = re.search(
            r"^inspector at http://127\.0\.0\.1:(\d+)(/\?token=\S+)$", self.step.out, re.M
        )
        assert match, self.step.out
        self.link = match[2]
        self.browser = Browser(int(match[1]))

    def test_link(self) -> None:
        """
        The link that is printed leads to the page, at an address without the token; no
        other address leads to anything.
        """
        self.assertEqual(self.browser.get("/").status, 403)
        answer = self.browser.get(self.link)
        self.assertEqual((answer.status, answer.headers["Location"]), (303, "/"))
        self.assertIn("lessons.step1", self.browser.get("/").text)

    def test_bytes(self) -> None:
        """
        What has gone over the wire is on the page.
        """
        self.browser.get(self.link)
        with connect(self.step.port) as connection:
            connection.sendall(b"<b>hello</b>\r\n")
            readUntil(connection, b"</b>\r\n")
            text = self.browser.get("/?connection=1").text
        self.assertIn("&lt;b&gt;hello&lt;/b&gt;", text)
        self.assertNotIn("<b>hello", text)

    def test_course(self) -> None:
        """
        The text of each step stands beside it, and no other file does.
        """
        self.browser.get(self.link)
        self.assertIn("Step 3", self.browser.get("/course/step3").text)
        for path in ("/course/", "/course/step99", "/course/..%2fstep3", "/course/step3.py"):
            self.assertEqual(self.browser.get(path).status, 404)
