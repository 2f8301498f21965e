"""
The command outside the environment, where Twisted is not there.
"""

from __future__ import annotations

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.command import environment
from lessons.command.environment import howToActivate, needTwisted
from lessons.trouble import Trouble
from tests.lessons.command.checkout import Checkout

#: Python without what is installed beside it.
BARE = "-S"


class NeedTests(SynchronousTestCase):
    """
    What is said where Twisted is not there.
    """

    def setUp(self) -> None:
        """
        Make a checkout without an environment.
        """
        self.root = Path(self.mktemp())
        self.root.mkdir()
        self.patch(environment, "ROOT", self.root)

    def test_there(self) -> None:
        """
        Where Twisted is there, nothing is said.
        """
        needTwisted()

    def test_notActive(self) -> None:
        """
        Where there is an environment, it has to be activated.
        """
        self.patch(environment, "find_spec", lambda name: None)
        (self.root / ".venv").mkdir()
        said = str(self.assertRaises(Trouble, needTwisted))
        self.assertIn("run `. .venv/bin/activate` in this terminal", said)
        self.assertEqual(howToActivate()[0], ". .venv/bin/activate")

    def test_notMade(self) -> None:
        """
        Where there is none, it has to be made.
        """
        self.patch(environment, "find_spec", lambda name: None)
        said = str(self.assertRaises(Trouble, needTwisted))
        self.assertIn("run `make run` once, and `. .venv/bin/activate` in every", said)
        self.assertEqual(howToActivate()[0], "make run")


class BareTests(SynchronousTestCase):
    """
    The command under a Python that has nothing but its library.
    """

    def test_needed(self) -> None:
        """
        What runs programs of the course says a sentence; the rest works.
        """
        checkout = Checkout(self.mktemp())
        for arguments in (
            ["run", "1"],
            ["walk", "1"],
            ["check", "1"],
            ["watch", "1.1"],
            ["grade", "127.0.0.1:1"],
        ):
            status, said = checkout.run(*arguments, option=BARE)
            self.assertEqual(status, 1, said)
            self.assertIn("Twisted is not installed for this Python", said)
            self.assertNotIn("Traceback", said)
        for arguments in ["map"], ["next"], ["hint", "1.1"], ["diff", "2"], ["reset", "1"]:
            status, said = checkout.run(*arguments, option=BARE)
            self.assertEqual(status, 0, said)
        status, said = checkout.run("explain", "README", option=BARE)
        self.assertIn("README cannot be read: No such file", said)
        status, said = checkout.run("doctor", option=BARE)
        self.assertIn("!!  Twisted    missing", said)
