"""
One inspector, with real workers.
"""

from __future__ import annotations

import os
import re
import signal
import socket
from contextlib import ExitStack

from twisted.trial.unittest import SynchronousTestCase

from tests.bench.viewer import Viewer
from tests.server.processes.support import Greenhouse
from tests.support.inspected import ANNOUNCEMENT
from tests.support.process import PATIENCE, poll

SERVED_BY = re.compile(r'id="entry-(\d+)".*?served by worker (\d) \(pid (\d+)\)', re.DOTALL)
ASK = b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Inspected:
    """
    A greenhouse of two workers, looked at by way of plain HTTP.
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
        match = ANNOUNCEMENT.search(self.greenhouse.out)
        assert match, self.greenhouse.out
        self.viewer = Viewer("".join(match.groups()))
        self.resources.callback(self.viewer.connection.close)

    def read(self, path: str) -> str:
        """
        Read a page of the inspector.
        """
        self.viewer.ask(path)
        return self.viewer.text

    def ask(self) -> socket.socket:
        """
        Ask the greenhouse on a new connection, which stays open.
        """
        place = ("127.0.0.1", self.greenhouse.port)
        connection = self.resources.enter_context(socket.create_connection(place, PATIENCE))
        connection.sendall(ASK)
        answer = b""
        while not answer.endswith(b"Hello, world!\n"):
            answer += connection.recv(2**16)
        self.connections.append(connection)
        return connection

    def lanes(self) -> dict[int, int]:
        """
        Find the lanes that are shown.

        @return: the process that serves each, by its number.
        """
        page = self.read("/part/connections")
        return {int(number): int(pid) for number, _, pid in SERVED_BY.findall(page)}

    def askBoth(self) -> dict[int, int]:
        """
        Ask until both workers have answered, and see that.

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

    def test_both(self) -> None:
        """
        The connections of both workers are seen, with their processes, bytes and requests;
        what is sent from the page reaches the port that they share.
        """
        inspected = Inspected(self, "--inspect", "0")
        inspected.open()
        lanes = inspected.askBoth()
        self.assertEqual(set(lanes.values()), set(inspected.greenhouse.workers()))
        for number in lanes:
            page = inspected.read(f"/?connection={number}")
            self.assertIn("Hello, world!", page)
            self.assertIn("Hello.render_GET", page)

    def test_killed(self) -> None:
        """
        The lanes of a worker that is killed are closed, with that as the reason; those of
        the other stay open, and whoever comes is served and seen.
        """
        inspected = Inspected(self, "--inspect", "0")
        inspected.open()
        lanes = inspected.askBoth()
        victim = next(iter(lanes.values()))
        os.kill(victim, signal.SIGKILL)
        dead = [number for number, pid in lanes.items() if pid == victim]
        poll(lambda: f"(pid {victim}) has ended" in inspected.read(f"/?connection={dead[0]}"))
