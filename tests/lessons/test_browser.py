"""
What a real browser makes of the first steps.
"""

from __future__ import annotations

import contextlib

from twisted.trial.unittest import SynchronousTestCase

from tests.support.chromium import openBrowser
from tests.support.process import StepProcess


class FirstStepsTests(SynchronousTestCase):
    """
    Chromium, and a server that speaks no HTTP yet.
    """

    def test_step1(self) -> None:
        """
        Lines that are not HTTP are an invalid response, as the walkthrough says; those of
        step 2 are a page.
        """
        with contextlib.ExitStack() as resources:
            browser = openBrowser(resources)
            page = browser.new_page()
            step1 = resources.enter_context(StepProcess("lessons.step1"))
            step2 = resources.enter_context(StepProcess("lessons.step2"))
            failures: list[str | None] = []
            page.on("requestfailed", lambda request: failures.append(request.failure))
            with contextlib.suppress(
                Exception
            ):  # Playwright's own, which exists where it is installed
                page.goto(f"http://127.0.0.1:{step1.port}/")
            self.assertEqual(failures, ["net::ERR_INVALID_HTTP_RESPONSE"])
            page = browser.new_page()  # the first one is still busy with its error
            page.goto(f"http://127.0.0.1:{step2.port}/")
            self.assertIn("GET / HTTP/1.1", page.inner_text("body"))
