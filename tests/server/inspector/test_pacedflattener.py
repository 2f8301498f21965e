"""
Tests of L{server.inspector.pacedflattener}.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.template import Flattenable, flattenString, tags

from server.inspector import pace
from server.inspector.pace import Pace
from server.inspector.pacedflattener import Later, flattenAtPace
from server.pages.flattener import flattenedText


class FlattenAtPaceTests(SynchronousTestCase):
    """
    A page that is made little by little.
    """

    def setUp(self) -> None:
        """
        Have a turn end after the first thing that is made in it.
        """
        self.patch(pace, "SLICE", 0.0)
        self.clock = Clock()
        self.made: list[int] = []

    def make(self, number: int) -> Flattenable:
        """
        Make a part, in which another one is.
        """
        self.made.append(number)
        return [f"<{number}", Later(partial(self.make, number // 10)) if number else ""]

    def page(self) -> Flattenable:
        """
        Make a page with three parts, one in the other, and one beside them.
        """
        parts = [Later(partial(self.make, number)) for number in (12, 3)]
        return tags.p(tags.b("a"), parts, "b")

    def test_turns(self) -> None:
        """
        Each part is made in a turn of its own, and is in its place.
        """
        turns: list[int] = []
        later = self.clock.callLater

        def note(delay: float, *call: Any) -> object:
            turns.append(len(self.made))
            return later(delay, *call)

        self.patch(self.clock, "callLater", note)
        page: Deferred[bytes] = ensureDeferred(flattenAtPace(self.page(), Pace(self.clock)))
        self.clock.advance(0)
        self.assertEqual(turns, [0, 1, 2, 3, 4])
        text = "<p><b>a</b>&lt;12&lt;1&lt;0&lt;3&lt;0b</p>"
        self.assertEqual(self.successResultOf(page).decode(), text)
        self.assertEqual(flattenedText(self.page(), None), text)
        self.assertEqual(self.successResultOf(flattenString(None, self.page())).decode(), text)

    def test_generator(self) -> None:
        """
        What can be looked at only once is left to Twisted.
        """
        page = flattenAtPace([tags.b("a"), (each for each in "bc")], Pace(self.clock))
        self.assertEqual(self.successResultOf(ensureDeferred(page)), b"<b>a</b>bc")
