"""
C{--inspect}, as its user sees it.
"""

from __future__ import annotations

import re
import signal
import socket
import sys
from contextlib import ExitStack, closing
from http.client import IncompleteRead

from twisted.trial.unittest import SynchronousTestCase

from tests.support import warm
from tests.support.browser import Browser
from tests.support.inspected import InspectedStep
from tests.support.process import PROGRAM_PATIENCE, ROOT, StepProcess, poll
from tests.support.raw import connect, readUntil
from tests.support.steps import FREE_PORTS, STEPS


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
        The text of each step is there beside it, and no other file is.
        """
        self.browser.get(self.link)
        self.assertIn("Step 3", self.browser.get("/course/step3").text)
        for path in ("/course/", "/course/step99", "/course/..%2fstep3", "/course/step3.py"):
            self.assertEqual(self.browser.get(path).status, 404)


class LoadTests(SynchronousTestCase):
    """
    A step that is asked more than can be explained.
    """

    def test_passesOver(self) -> None:
        """
        What is too much is passed over, and the newest is shown all the same.
        """
        for module in ("lessons.step4", "lessons.step15"):
            text = self.conversation(module)
            self.assertIn("pieces were passed over", text, module)
            self.assertIn("HEAD /newest", text, module)

    def conversation(self, module: str) -> str:
        """
        Ask a step thousands of times, each time when the answer has come, and look at that
        when it has been read.
        """
        with ExitStack() as resources:
            step = InspectedStep(resources, module)
            browser = Browser(int(step.root.rpartition(":")[2]))
            browser.get(step.link)
            connection = resources.enter_context(connect(step.port))
            for target in [b"/"] * 6000 + [b"/newest"]:
                connection.sendall(b"HEAD %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % target)
                readUntil(connection, b"\r\n\r\n")

            def look() -> str:
                return browser.get("/part/conversation?connection=1").text

            poll(lambda: "data-behind" not in look())
            return look()


class EveryProgramTests(SynchronousTestCase):
    """
    The option, on every program that listens.
    """

    def test_programs(self) -> None:
        """
        Each step, the greenhouse and the things to practise on have it.
        """
        others = ("server", "server.practice")
        for module in (*(f"lessons.{step}" for step in STEPS), *others):
            arguments = FREE_PORTS.get(module.rpartition(".")[2], ())
            with ExitStack() as resources:
                step = InspectedStep(resources, module, *arguments)
                browser = Browser(int(step.root.rpartition(":")[2]))
                browser.get(step.link)
                with connect(step.port) as connection:
                    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    connection.recv(1)
                    text = browser.get("/?connection=1").text
                self.assertIn(module, text)
                self.assertIn("GET", text, module)
                self.assertEqual(step.process.stop(), 0, module)
                self.assertEqual(step.process.err, "", module)


class PortTests(SynchronousTestCase):
    """
    A port that is taken is told in one line, whosever it is to be.
    """

    def refusal(self, *arguments: str) -> str:
        """
        Start a step that cannot listen.

        @return: the one line that it says.
        """
        command = [sys.executable, "-m", "lessons.step3", *arguments]
        done = warm.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=PROGRAM_PATIENCE
        )
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        (line,) = done.stderr.splitlines()
        return str(line)

    def test_taken(self) -> None:
        """
        The option is named that can be changed: that of the port which is taken.
        """
        with StepProcess("lessons.step1") as other:
            taken = str(other.port)
            line = self.refusal("--port", "0", "--inspect", taken)
            self.assertTrue(line.startswith(f"port {taken} is taken"), line)
            self.assertIn("choose another port with --inspect.", line)
            line = self.refusal("--port", taken, "--inspect", "0")
            self.assertIn("choose another port with --port.", line)

    def test_same(self) -> None:
        """
        Both cannot have the same port.
        """
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = str(free.getsockname()[1])
        line = self.refusal("--port", port, "--inspect", port)
        self.assertIn("choose another port with --inspect.", line)


class StopTests(SynchronousTestCase):
    """
    The end of a step that somebody looks at.
    """

    def test_stop(self) -> None:
        """
        A step that stops does not wait for whoever only looks on; so it takes less time than
        it would give to a request that is running.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            with ExitStack() as resources:
                step = InspectedStep(resources, "lessons.step15")
                browser = Browser(int(step.root.rpartition(":")[2]))
                browser.get(step.link)
                streams = [
                    resources.enter_context(browser.opener.open(f"{step.root}/live"))
                    for _ in range(3)
                ]
                for stream in streams:
                    self.assertEqual(stream.readline(), b"retry: 1000\n")
                self.assertEqual(step.process.stop(number), 0)
                for stream in streams:  # they end where the step does
                    self.assertRaises(IncompleteRead, stream.read)
                self.assertEqual(step.process.err, "")
