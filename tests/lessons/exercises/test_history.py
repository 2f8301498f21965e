"""
What a check has done, as commands to paste.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.protocol import Factory, Protocol
from twisted.trial.unittest import SynchronousTestCase

from lessons.exercises.checks.subject import EXERCISES, Subject
from tests.lessons.exercises import sample


class HistoryTests(SynchronousTestCase):
    """
    All that a check has done, as commands.
    """

    def setUp(self) -> None:
        """
        Make a check, and a server that it has made.
        """
        self.case = sample.SampleTests("test_1_echo")
        self.case.given = Subject(EXERCISES / "step99.py", "x = 1")
        self.case.setUp()
        self.patch(self.case, "flushLoggedErrors", list)  # trial runs no test here
        self.server: Any = Factory.forProtocol(Protocol)
        self.case.own.append(self.server)

    def test_inTurn(self) -> None:
        """
        Connections that follow one another are commands that follow one another, with the
        time that has passed on each.
        """
        first = self.case.connect(self.server)
        first.send(b"a")
        first.advance(3)
        second = self.case.connect(self.server)
        second.send(b"b")
        self.assertEqual(
            second.commands(),
            [
                "printf 'a' | timeout 3.9 nc 127.0.0.1 8000",
                "printf 'b' | timeout 2 nc 127.0.0.1 8000",
            ],
        )

    def test_mixed(self) -> None:
        """
        Connections at the same time are commands that run at the same time.
        """
        first = self.case.connect(self.server)
        self.case.connect(self.server).send(b"b")
        first.send(b"a")
        self.assertEqual(
            first.commands(),
            [
                "{ sleep 1; printf 'a'; } | timeout 3 nc 127.0.0.1 8000 &",
                "sleep 0.5; printf 'b' | timeout 2.5 nc 127.0.0.1 8000; wait",
            ],
        )

    def test_none(self) -> None:
        """
        Nothing is offered that would not show it: of two servers, of one that no command
        starts, of a client that has left, with a cookie, or of many bytes one by one.
        """
        other: Any = Factory.forProtocol(Protocol)
        self.assertEqual(self.case.connect(other).commands(), [])
        self.case.own.append(other)
        self.case.connect(other)
        self.assertEqual(self.case.connect(self.server).commands(), [])
        for how in "leave", "cookie", "bytes":
            self.case.refresh()
            self.case.own.append(self.server)
            connection = self.case.connect(self.server)
            self.assertNotEqual(connection.commands(), [])
            if how == "leave":
                connection.leave()
            elif how == "cookie":
                connection.send(b"GET / HTTP/1.1\r\nCookie: a=b\r\n")
            else:
                connection.sendByteByByte(b"x" * 401)
            self.assertEqual(connection.commands(), [], how)
