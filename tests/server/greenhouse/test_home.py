"""
The home page tells a newcomer where to begin, and what it tells works.
"""

from __future__ import annotations

import re
from contextlib import ExitStack

from twisted.trial.unittest import SynchronousTestCase

from tests.support.barriers import offences
from tests.support.browser import Browser
from tests.support.chromium import BrowserTestCase
from tests.support.greenhouse import startGreenhouse
from tests.support.inspected import InspectedStep
from tests.support.responses import only

COMMANDS = re.compile(r"<pre[^>]*>([^<]+)</pre>")


class FirstSectionTests(SynchronousTestCase):
    """
    The first section of the home page: the first steps, as a newcomer would take them.
    """

    def setUp(self) -> None:
        get = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
        self.text = only(startGreenhouse(self).send(get)).text

    def test_first(self) -> None:
        """
        It comes before everything else, and leads to the book's first step.
        """
        titles = re.findall("<h2>([^<]+)</h2>", self.text)
        expected = ["Begin here", "Applications", "From the steps", "For web clients"]
        self.assertEqual(titles, expected)
        main = self.text.partition("<h2>Begin here</h2>")[2]
        found = re.search('href="([^"]+)"', main)
        assert found
        self.assertEqual(found[1], "course/step1")

    def test_commands(self) -> None:
        """
        What it says to type starts step 1, with the link that it speaks of; and the port to
        talk to is the one that step 1 then listens on.
        """
        start, talk = (command.splitlines()[-1].split() for command in COMMANDS.findall(self.text))
        python, option, module, *arguments = start
        self.assertEqual((python, option), ("python", "-m"))
        port = arguments[arguments.index("--port") + 1]
        self.assertEqual(talk, ["telnet", "127.0.0.1", port])
        with ExitStack() as resources:
            step = InspectedStep(resources, module, *("0" if a == port else a for a in arguments))
            inspector = Browser(int(step.root.rpartition(":")[2]))
            self.assertEqual(inspector.get(step.link).status, 303)


class HomePageBrowserTests(BrowserTestCase):
    """
    The home page in a real browser, on small screens and large ones.
    """

    def test_offences(self) -> None:
        """
        Light and dark, on a phone and on a projector, axe-core finds nothing.
        """
        self.page.goto("/")
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for width in (390, 1920):
                self.page.set_viewport_size({"width": width, "height": 900})
                self.assertEqual(offences(self.page), [], f"{scheme}, {width}")
