"""
Refusals in a browser: they have the look of all other pages, which they carry with them,
because whoever is refused a page is refused its style sheet as well.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from tests.support.chromium import Watch
from tests.support.classroom import ClassProcess
from tests.support.inspected import InspectedTestCase

if TYPE_CHECKING:
    from playwright.sync_api import Page

STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
#: --ground of the style sheet, in the light scheme.
GROUND = "rgb(253, 252, 248)"


class RefusalTests(InspectedTestCase):
    """
    Pages that say no, with a policy that allows no other style than theirs.
    """

    arguments = ("--interface", "127.0.0.1", "--me", "0")

    def assertStyled(self, page: Page, watch: Watch, address: str, status: int) -> None:
        """
        Open a page, and check that it has its look, and that the policy of its site has
        refused it nothing.
        """
        answer = page.goto(address)
        assert answer is not None
        self.assertEqual(answer.status, status)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        self.assertEqual(ground, GROUND, address)
        (style,) = STYLE.findall(answer.body())
        hashed = base64.b64encode(hashlib.sha256(style).digest()).decode()
        policy = answer.header_value("Content-Security-Policy") or ""
        self.assertIn(f"'sha256-{hashed}'", policy)
        self.assertNotIn("unsafe-inline", policy)
        self.assertEqual(watch.take(), [f"{status} /" + address.split("/", 3)[3]])

    def test_inspector(self) -> None:
        """
        Whoever has no link to the inspector, and whoever has it and asks for what is not there.
        """
        stranger = self.window(color_scheme="light")
        self.assertStyled(stranger, Watch(stranger), f"{self.step.root}/", 403)
        self.assertStyled(self.page, self.watch, f"{self.step.root}/nowhere", 404)

    def test_students(self) -> None:
        """
        A student who asks for what is not there: beside the step, and where the class's
        commands report.
        """
        (me,) = re.findall(r"students at (http://\S+?)/", self.step.process.out)
        with ClassProcess() as room:
            for root in me, f"http://127.0.0.1:{room.port}":
                window = self.window(color_scheme="light")
                self.assertStyled(window, Watch(window), f"{root}/nowhere", 404)
