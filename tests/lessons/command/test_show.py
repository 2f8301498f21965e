"""
C{show}: a step in front of a class, with its inspector on the projector.
"""

from __future__ import annotations

import os
import re
import socket
import sys
import webbrowser
from http.cookiejar import CookieJar
from io import StringIO
from unittest.mock import patch
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons.book.page import Text
from lessons.command.console import Console
from lessons.command.show import PROJECTED, SECTION, openBrowser, show
from lessons.command.walktext import readSection
from lessons.syllabus.course import CLIENTS, Step, allSteps
from lessons.trouble import Trouble
from tests.support.needs import need
from tests.support.process import ROOT
from tests.support.terminals import Spawn


class SectionTests(SynchronousTestCase):
    """
    What a walkthrough says to show in class can be shown.
    """

    def test_everyStep(self) -> None:
        """
        Each step says what to look at, after it was started with an inspector.
        """
        steps = [step for step in allSteps() if step is not CLIENTS]
        for step in steps:
            _heading, *parts = readSection(step.walkthrough, SECTION)
            played = [one.command for part in parts if isinstance(part, list) for one in part]
            own = [one for one in played if f"lessons.{step.file}" in one]
            self.assertIn("--inspect 0", own[0], step.name)
            self.assertIsInstance(parts[-1], Text, f"{step.name} does not say what to look at")

    def test_nothing(self) -> None:
        """
        What has no such section is named, with what has.
        """
        error = self.assertRaises(Trouble, show, Console(StringIO()), CLIENTS)
        self.assertIn("there are steps 1 to 15", str(error))
        self.assertRaises(Trouble, show, Console(StringIO()), Step("99"))


class BrowserTests(SynchronousTestCase):
    """
    Where there is a desktop, the page opens by itself.
    """

    def open(self, **variables: str) -> bool:
        """
        Open a page, with these variables in the environment.
        """
        self.opened: list[str] = []

        def opens(link: str) -> bool:
            self.opened.append(link)
            return True

        with (
            patch.dict(os.environ, variables, clear=True),
            patch.object(sys, "platform", "linux"),
            patch.object(webbrowser, "open", opens),
        ):
            return openBrowser("http://127.0.0.1:1/")

    def test_desktop(self) -> None:
        """
        There is one of either kind.
        """
        self.assertTrue(self.open(DISPLAY=":0"))
        self.assertTrue(self.open(WAYLAND_DISPLAY="wayland-0"))
        self.assertEqual(self.opened, ["http://127.0.0.1:1/"])

    def test_none(self) -> None:
        """
        There is none: no browser for terminals writes over the demonstration.
        """
        self.assertFalse(self.open(TERM="xterm"))
        self.assertEqual(self.opened, [])


class DemonstrationTests(SynchronousTestCase):
    """
    C{show} in a terminal, with a teacher who presses keys.
    """

    def show(self, *arguments: str) -> pexpect.spawn:
        """
        Begin a demonstration, in a terminal.
        """
        path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
        child = Spawn(
            sys.executable,
            ["-m", "lessons", "show", *arguments],
            cwd=str(ROOT),
            encoding="utf-8",
            timeout=60,
            dimensions=(40, 160),
            env={"PATH": path, "TERM": "dumb", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"},
        )
        self.addCleanup(child.close, force=True)
        return child

    def browser(self) -> OpenerDirector:
        """
        Make a browser, as far as it keeps cookies.
        """
        return build_opener(HTTPCookieProcessor(CookieJar()), ProxyHandler({}))

    def test_step(self) -> None:
        """
        The step starts at a key; its inspector's page is there for the projector, shows what
        is sent at the next key, and stays until the end of what there is to look at.
        """
        need("curl")
        child = self.show("7")
        child.expect_exact("Enter goes on")
        child.expect_exact("None of what follows")
        child.send("\r")
        child.expect_exact("$ python -m lessons.step7 --inspect 0")
        child.send("\r")
        child.expect(r"listening on 127\.0\.0\.1:(\d+)")
        port = int(re.sub(r"\D", "", child.match[1]))
        child.expect(r"Open this on the projector:\s+(http://\S+)\r\n")
        link = child.match[1]
        self.assertTrue(link.endswith(PROJECTED), link)
        browser = self.browser()
        with browser.open(link, timeout=20) as answer:
            page = answer.read().decode()
            self.assertIn("projector", answer.url)
        self.assertNotIn("GET /calendar/", page)
        child.send("\r")
        child.expect_exact("http://127.0.0.1:")
        child.send("\r")
        child.expect_exact("1 redirect\r\n")
        with browser.open(link, timeout=20) as answer:
            self.assertIn("GET /calendar/", answer.read().decode())
        child.expect_exact("color/ff8800")
        child.send("\r")
        child.expect_exact("How many requests")
        child.send("\r")
        child.expect_exact("That was all")
        self.assertEqual(self.reach(port), 0, "the step is gone before the class has looked")
        child.send("\r")
        child.expect(pexpect.EOF)
        child.close()
        self.assertEqual(child.exitstatus, 0)
        self.assertNotEqual(self.reach(port), 0, "the step goes on")

    def reach(self, port: int) -> int:
        """
        Connect to a port.

        @return: the error's number; 0 for none.
        """
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port))
