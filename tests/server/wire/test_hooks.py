"""
Hooks take the place of methods, and leave.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from server.wire.hooks import Hooks


class Target:
    """
    Has a method of its class, and one of its own.
    """

    def __init__(self) -> None:
        self.own: Callable[[], str] = lambda: "own"

    def inherited(self) -> str:
        """
        Tell where this comes from.
        """
        return "inherited"


class HooksTests(SynchronousTestCase):
    """
    An object with a hook on a method of its own and one on a method of its class.
    """

    def setUp(self) -> None:
        self.target: Any = Target()
        self.hooks = Hooks(self.target)
        for name in ("own", "inherited"):
            self.hooks.put(name, lambda: "hook")

    def test_put(self) -> None:
        """
        The hooks are called instead, for this object alone.
        """
        self.assertEqual((self.target.own(), self.target.inherited()), ("hook", "hook"))
        self.assertEqual((Target().own(), Target().inherited()), ("own", "inherited"))

    def test_removed(self) -> None:
        """
        Afterwards the object is as it was.
        """
        self.hooks.remove()
        self.assertEqual((self.target.own(), self.target.inherited()), ("own", "inherited"))
        self.assertEqual(list(vars(self.target)), ["own"])

    def test_changed(self) -> None:
        """
        What somebody else has put there since is left alone.
        """
        self.target.own = self.target.inherited = lambda: "other"
        self.hooks.remove()
        self.assertEqual((self.target.own(), self.target.inherited()), ("other", "other"))
