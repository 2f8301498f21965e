"""
Tests of L{server.inspector.students.register}.
"""

from __future__ import annotations

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.students.register import MOST, MOST_EACH, TRIES, WHILE, BadName, Register


class RegisterTests(SynchronousTestCase):
    """
    Who is in the class, and what proves it.
    """

    def setUp(self) -> None:
        """
        Let Ada in, on a clock that the test moves.
        """
        self.clock = Clock()
        self.register = Register(self.clock.seconds)
        self.ada = self.register.join("ada", "10.0.0.1")

    def wrong(self) -> str:
        """
        Make a code that is not hers.
        """
        return "22222" if self.ada.code != "22222" else "33333"

    def test_proofs(self) -> None:
        """
        Her secret proves it, and her code with her name, written in any case; nothing else.
        """
        self.assertIs(self.register.withSecret(self.ada.secret), self.ada)
        self.assertIs(self.register.withCode("ADA", self.ada.code), self.ada)
        self.assertIsNone(self.register.withCode("bob", self.ada.code))
        self.assertIsNone(self.register.withCode("ada", self.wrong()))
        self.assertIsNone(self.register.withSecret("0" * 32))

    def test_names(self) -> None:
        """
        Two do not have the same name, nor nearly; and a name has letters or digits.
        """
        for name in ("ada", "Ada", " ａｄａ "):
            self.assertRaises(BadName, self.register.join, name, "10.0.0.2")
        for name in ("", "  ", "\u202e\x07", "!?"):
            self.assertRaises(BadName, self.register.join, name, "10.0.0.2")
        self.assertEqual(self.register.join("<b>bob</b>", "10.0.0.2").name, "bbobb")

    def test_guesses(self) -> None:
        """
        Somebody who guesses has few tries: then no code will do, up to some time later.
        """
        for _ in range(TRIES):
            self.register.withCode("ada", self.wrong())
        self.assertIsNone(self.register.withCode("ada", self.ada.code))
        self.clock.advance(WHILE)
        self.assertIs(self.register.withCode("ada", self.ada.code), self.ada)

    def test_typos(self) -> None:
        """
        Now and then a wrong one does no harm.
        """
        for _ in range(TRIES * 2):
            self.register.withCode("ada", self.wrong())
            self.clock.advance(WHILE / 4)
        self.assertIs(self.register.withCode("ada", self.ada.code), self.ada)

    def test_forgotten(self) -> None:
        """
        Whoever has left proves nothing, and the name is free.
        """
        self.register.forget(self.ada)
        self.assertIsNone(self.register.withSecret(self.ada.secret))
        self.assertFalse(self.register.isIn(self.ada))
        self.register.join("ada", "10.0.0.2")

    def test_flood(self) -> None:
        """
        Whoever makes up names without end, from one address or many, drives out only names that
        nobody has used.
        """
        self.ada.connections.append(1)
        for number in range(MOST_EACH + 5):
            self.register.join(f"flood {number}", "10.0.0.1")
        self.assertFalse(self.register.holds("flood 0"))
        for number in range(MOST + 5):
            self.register.join(f"host {number}", f"10.1.{number}")
        self.assertFalse(self.register.holds(f"flood {MOST_EACH}"))
        self.assertTrue(self.register.isIn(self.ada))

    def test_full(self) -> None:
        """
        Where all have connected, the next one is told that there is no room.
        """
        for number in range(MOST_EACH - 1):
            self.register.join(f"flood {number}", "10.0.0.1").connections.append(number)
        self.ada.connections.append(1000)
        self.assertRaises(BadName, self.register.join, "bob", "10.0.0.1")
        self.register.join("bob", "10.0.0.2")
