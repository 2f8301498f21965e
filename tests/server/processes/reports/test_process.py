"""
One inspector for several real workers: it shows all connections, under numbers of their
own.
"""

from __future__ import annotations

import os
import re
import signal
import socket
from contextlib import ExitStack

from twisted.trial.unittest import SynchronousTestCase

from tests.server.processes.support import Greenhouse
from tests.support.browser import Browser
from tests.support.inspected import ANNOUNCEMENT, POST
from tests.support.process import poll
from tests.support.raw import connect, readUntil

SERVED_BY = re.compile(r'id="entry-(\d+)".*?served by worker \d \(pid (\d+)\)', re.DOTALL)
ASK = b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"
#: Bytes that are posted, and sent back, many times: together more than may wait.
CONTENT, TIMES = b"x" * 2**16, 100


class Inspected:
    """
    A greenhouse of two workers, and whoever looks at it with a browser.
    """

    def __init__(self, case: SynchronousTestCase, *arguments: str) -> None:
        self.resources = ExitStack()
        case.addCleanup(self.resources.close)
        self.greenhouse = self.resources.enter_context(Greenhouse(2, *arguments))
        self.connections: list[socket.socket] = []

    def open(self) -> None:
        """
        Open the inspector with its link.
        """
        poll(lambda: ANNOUNCEMENT.search(self.greenhouse.out))
        match = ANNOUNCEMENT.search(self.greenhouse.out)
        assert match, self.greenhouse.out
        root, link = match.groups()
        self.browser = Browser(int(root.rpartition(":")[2]))
        self.browser.get(link)

    def shown(self, path: str) -> str:
        """
        Read the text of a page, without its tags.
        """
        return re.sub(r"<[^>]*>", "", self.browser.get(path).text)

    def lane(self, number: int) -> str:
        """
        Read the text of one lane.
        """
        return self.shown(f"/part/lane?lane={number}")

    def awaitText(self, path: str, words: str) -> None:
        """
        Wait until a page says something.
        """
        poll(lambda: words in self.shown(path))

    def awaitOut(self, words: str, times: int = 1) -> None:
        """
        Wait until the terminal has said something this many times.
        """
        poll(lambda: self.greenhouse.out.count(words) >= times)

    def ask(self) -> socket.socket:
        """
        Ask the greenhouse on a new connection, which stays open.
        """
        connection = self.resources.enter_context(connect(self.greenhouse.port))
        connection.sendall(ASK)
        readUntil(connection, b"Hello, world!\n")
        self.connections.append(connection)
        return connection

    def lanes(self) -> dict[int, int]:
        """
        Find the lanes that are shown.

        @return: the process that serves each, by its number.
        """
        page = self.browser.get("/part/connections").text
        return {int(number): int(pid) for number, pid in SERVED_BY.findall(page)}

    def askBoth(self) -> dict[int, int]:
        """
        Ask until both workers have answered, and that is seen.

        @return: their lanes.
        """
        for _ in range(20):
            self.ask()
            poll(lambda: len(self.lanes()) == len(self.connections))
            if len(set(self.lanes().values())) == 2:
                return self.lanes()
        raise AssertionError("one worker has taken all")


class InspectorTests(SynchronousTestCase):
    """
    The inspector of a greenhouse of several workers.
    """

    def setUp(self) -> None:
        """
        Start two workers with an inspector, and open its page.
        """
        self.inspected = Inspected(self, "--inspect", "0")
        self.inspected.open()

    def test_both(self) -> None:
        """
        The connections of both workers are seen, each with its process, its bytes and what
        became of its request; what is sent from the page reaches the port that they share.
        """
        lanes = self.inspected.askBoth()
        self.assertEqual(set(lanes.values()), set(self.inspected.greenhouse.workers()))
        for number in lanes:
            self.inspected.awaitText(f"/?connection={number}", "Hello.render_GET")
            self.inspected.awaitText(f"/?connection={number}", "Hello, world!")
        self.inspected.browser.post("/send", text=ASK.decode())
        number = max(lanes) + 1
        self.assertIn("Hello, world!", self.inspected.shown(f"/?connection={number}"))

    def test_killed(self) -> None:
        """
        The lanes of a worker that is killed are closed, with that as the reason; those of
        the other stay open, and whoever comes is served and seen.
        """
        lanes = self.inspected.askBoth()
        victim = next(iter(lanes.values()))
        os.kill(victim, signal.SIGKILL)
        note = f"(pid {victim}) has ended"
        for number, pid in lanes.items():
            if pid == victim:
                self.inspected.awaitText(f"/part/lane?lane={number}", note)
            else:
                self.assertNotIn(note, self.inspected.lane(number))
        self.inspected.greenhouse.awaitOthers(victim)
        self.inspected.ask()
        poll(lambda: len(self.inspected.lanes()) == len(self.inspected.connections))

    def test_stopped(self) -> None:
        """
        A parent that takes nothing makes nobody wait: all are answered, and once it takes
        reports again, it is seen that some are missing.
        """
        connection = self.inspected.ask()
        parent = self.inspected.greenhouse.process
        parent.send_signal(signal.SIGSTOP)
        try:
            for number in range(TIMES):
                sign = b"the end of %d" % number
                connection.sendall(POST % (len(CONTENT + sign), CONTENT + sign))
                readUntil(connection, sign)
        finally:
            parent.send_signal(signal.SIGCONT)
        connection.sendall(ASK)
        readUntil(connection, b"Hello, world!\n")
        self.inspected.awaitText("/part/lane?lane=1", "things were dropped")


class TerminalTests(SynchronousTestCase):
    """
    C{--wire} and C{--trace} with several workers: one terminal shows what all of them do.
    """

    def test_wire(self) -> None:
        """
        C{--wire} shows the bytes of all workers, each connection under one number.
        """
        inspected = Inspected(self, "--wire")
        for number in (1, 2, 3):
            inspected.ask()
            inspected.awaitOut("Hello, world!", number)
        for number in (1, 2, 3):
            opened = rf"#{number} +\d\.\d{{3}} s  opened by 127\.0\.0\.1:\d+\n"
            self.assertRegex(inspected.greenhouse.out, opened)

    def test_trace(self) -> None:
        """
        C{--trace} shows what becomes of all requests.
        """
        inspected = Inspected(self, "--trace")
        for number in (1, 2, 3):
            inspected.ask()
            inspected.awaitOut(f"#{number}.1   finished: 200, 14 bytes")
