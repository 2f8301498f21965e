"""
Tests of L{server.inspector.comparing.part} and L{server.inspector.comparing.candidates}.
"""

from __future__ import annotations

import re

from twisted.trial.unittest import SynchronousTestCase

from server.inspector.comparing.part import GONE, NOTHING
from server.inspector.view import View
from tests.server.inspector.recorded import ANSWER, ASK, Recorded

OTHER = ANSWER.replace(b"\r\n\r\nok", b"\r\nSet-Cookie: a=geheim\r\n\r\nno")


class PartTests(SynchronousTestCase):
    """
    What is offered, and what is shown.
    """

    def setUp(self) -> None:
        """
        Let two clients ask for the same; they get different answers.
        """
        self.recorded = Recorded()
        for number, answer in ((1, ANSWER), (2, OTHER)):
            self.recorded.ask(number, ASK % b"a")
            self.recorded.answer(number, answer)

    def show(self, one: str = "", other: str = "") -> str:
        """
        @param one: an answer, by its connection and offset, as C{1.0}; the newest where it is
            empty.
        @return: the part of the page, as HTML.
        """
        return self.recorded.part("compare", View(one=one, other=other))

    def test_offered(self) -> None:
        """
        The newest answers are offered, by who has asked for what; the newest two are chosen.
        """
        found = self.show()
        keys = re.findall(
            r'value="(\d\.\d+)"( selected)?', found.replace('selected="selected" ', "")
        )
        self.assertEqual([key for key, _ in keys], ["2.0", "1.0"] * 2)
        self.assertIn("#1 127.0.0.1:51234: GET /a, 200 OK", found)
        self.assertNotIn("compared", found)

    def test_compared(self) -> None:
        """
        What differs is marked, and a secret is not shown.
        """
        found = self.show("1.0", "2.0")
        self.assertIn("2 of 5 lines differ", found)
        self.assertIn("<mark>ok</mark>", found)
        self.assertIn("<mark>no</mark>", found)
        self.assertNotIn("geheim", found)

    def test_same(self) -> None:
        """
        An answer that is compared with itself is said to be the same, byte for byte.
        """
        self.assertIn("They are the same, byte for byte.", self.show("1.0", "1.0"))

    def test_second(self) -> None:
        """
        Two answers on one connection are compared as well.
        """
        self.recorded.ask(1, ASK % b"")
        self.recorded.answer(1, OTHER)
        self.assertIn("2 of 5 lines differ", self.show("1.0", f"1.{len(ANSWER)}"))

    def test_gone(self) -> None:
        """
        One that is not there is said to be so.
        """
        for key in ("9.0", "1.7", "9.all"):
            self.assertIn(GONE, self.show("1.0", key), key)

    def test_nothing(self) -> None:
        """
        Without answers there is nothing to compare.
        """
        self.recorded = Recorded()
        self.assertIn(NOTHING, self.show())

    def test_lines(self) -> None:
        """
        Where a step speaks no HTTP, all that was sent is compared.
        """
        self.recorded = Recorded("lessons.step1")
        for number in (1, 2):
            self.recorded.ask(number, b"hello\r\n")
            self.recorded.answer(number, b"You said: hello %d\r\n" % number)
        self.assertIn('value="2.all"', self.show())
        self.assertIn("1 of 1 lines differ", self.show("1.all", "2.all"))
