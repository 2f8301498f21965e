"""
Tests of L{server.inspector.ladder.students}: the names, and whom one follows.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.inspector.ladder.students import MOST_NAMES
from server.inspector.view import View
from tests.server.inspector.recorded import Recorded


class StudentsTests(SynchronousTestCase):
    """
    The list, and what it chooses.
    """

    def setUp(self) -> None:
        """
        Make an inspector that expects a class, of which nobody is there yet.
        """
        self.recorded = Recorded()
        self.owners = self.recorded.inspector.expectClass()

    def connect(self, number: int, name: str) -> None:
        """
        Let somebody connect, who says a name.
        """
        self.recorded.open(number)
        self.owners.meet(number).name(f"NICK {name}\r\n".encode())

    def test_list(self) -> None:
        """
        All names are there, each once, with how many connections it has.
        """
        for number, name in enumerate(("bob", "ada", "ada"), 1):
            self.connect(number, name)
        found = self.recorded.part("students")
        self.assertLess(found.index("<bdi>ada</bdi> <small>2</small>"), found.index("bob"))
        self.assertIn('href="/?student=ada"', found)

    def test_noCode(self) -> None:
        """
        Whoever uses a student's name without the code is told apart, and a title explains it.
        """
        self.owners.register.join("ada", "10.0.0.1")
        self.connect(1, "ada")
        for part in self.recorded.part("students"), self.recorded.part("lane", View(lane=1)):
            self.assertRegex(part, r'<bdi title="[^"]*code[^"]*">ada \(no code\)</bdi>')

    def test_follow(self) -> None:
        """
        Whoever is followed is seen alone, the newest connection first, whatever comes.
        """
        for number, name in enumerate(("ada", "bob", "ada", "adam"), 1):
            self.connect(number, name)
        found = self.recorded.part("connections", View(student="ada"))
        self.assertLess(found.index('id="entry-3"'), found.index('id="entry-1"'))
        self.assertNotIn('id="entry-2"', found)
        self.assertNotIn('id="entry-4"', found)
        self.assertIn("2 of 4 connections shown: only ada's.", found)
        self.connect(5, "ada")
        found = self.recorded.part("connections", View(student="ada"))
        self.assertLess(found.index('id="entry-5"'), found.index('id="entry-3"'))

    def test_flood(self) -> None:
        """
        Of thousands of names, those are shown that came last, and whoever is followed.
        """
        for number in range(1, 3001):
            self.connect(number, f"name {number}")
        found = self.recorded.part("students", View(student="name 1"))
        self.assertEqual(found.count("<a "), MOST_NAMES + 2)
        self.assertIn(">name 3000<", found)
        self.assertIn('aria-current="true"', found)
        self.assertIn("more: the filter finds them", found)

    def test_noClass(self) -> None:
        """
        Where no class is expected, there is no list.
        """
        recorded = Recorded()
        recorded.open(1)
        self.assertEqual(recorded.part("students"), "")
        self.assertNotIn("students", recorded.part("connections"))
