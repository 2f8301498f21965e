"""
What the teacher's page shows: made once after a change, however many look on.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.template import Tag

from lessons.classroom import pagecache
from lessons.classroom.membership import join
from lessons.classroom.pagecache import FRESH, MAKE_INTERVAL, PageCache
from lessons.classroom.pagecontent import row
from lessons.classroom.register import Register
from lessons.classroom.room import Room
from lessons.classroom.standing import Standing
from server.pages.prerendered import Written

STUDENTS = 200


class PageCacheTests(SynchronousTestCase):
    """
    A full class, on a clock of its own.
    """

    def setUp(self) -> None:
        """
        Fill a class, on a clock.
        """
        self.clock = Clock()
        self.register = Register(Path(self.mktemp()) / "class.db", self.clock.seconds)
        self.addCleanup(self.register.close)
        room = Room(self.register, "127.0.0.1", 8080)
        self.cache = PageCache(room, self.clock, self.clock.seconds)
        code = self.register.code
        self.members = [join("", code, f"student {number}") for number in range(STUDENTS)]
        for one in self.members:
            self.register.note(one.message("1.1", False, "It answers."))
        self.rows: list[str] = []
        self.patch(pagecache, "row", self.makeRow)

    def makeRow(self, one: Standing) -> Tag:
        """
        Make a row, and note it.
        """
        self.rows.append(one.name)
        return row(one)

    def ask(self) -> Deferred[Written]:
        """
        Ask for the content, as a page does.
        """
        return Deferred.fromCoroutine(self.cache.content())

    def answer(self, asked: Deferred[Written]) -> str:
        """
        Let time pass until there is an answer.
        """
        answers: list[Any] = []
        asked.addBoth(answers.append)
        for _ in range(1000):
            if answers:
                break
            self.clock.advance(MAKE_INTERVAL / 100)
        (found,) = answers
        return str(found.text)

    def test_changedAlone(self) -> None:
        """
        A row is made again only when its student has come to something else.
        """
        self.assertIn("200 students", self.answer(self.ask()))
        self.assertEqual(len(self.rows), STUDENTS)
        self.rows.clear()
        self.register.note(self.members[7].message("1.1", True))
        self.assertIn("has passed 1.1", self.answer(self.ask()))
        self.assertEqual(self.rows, ["student 7"])

    def test_minutes(self) -> None:
        """
        Where nothing happens, what was made is shown for a second; then minutes may have
        passed.
        """
        first = self.answer(self.ask())
        self.assertIs(self.successResultOf(self.ask()).text, first)
        self.clock.advance(max(60, FRESH))
        self.assertIn("1 min", self.answer(self.ask()))

    def test_shared(self) -> None:
        """
        Fifty who ask at once get one page, with all that had happened by then; what happens while
        it is made does not make it take longer.
        """
        asked = [self.ask()]
        self.clock.advance(0)
        self.register.note(self.members[-1].message("1.1", True))
        asked += [self.ask() for _ in range(50)]
        for number in range(5):
            self.clock.advance(0)
            self.register.note(self.members[number].message("1.2", True))
        self.answer(asked[0])
        later = {self.answer(one) for one in asked[1:]}
        (text,) = later
        self.assertIn("has passed 1.1", text)

    def test_slices(self) -> None:
        """
        It is made little by little: whoever reports meanwhile has a turn.
        """
        self.patch(pagecache, "SLICE", 0.0)
        asked = self.ask()
        made = [0]

        def report() -> None:
            made.append(len(self.rows))
            if not asked.called:
                self.clock.callLater(0, report)

        report()
        self.answer(asked)
        self.assertEqual(max(after - before for before, after in pairwise(made)), 1)
        self.assertEqual(made[-1], STUDENTS)

    def test_left(self) -> None:
        """
        Whoever leaves while it is made keeps nobody else from it.
        """
        self.patch(pagecache, "SLICE", 0.0)
        first, second = self.ask(), self.ask()

        def leave() -> None:
            if self.rows:
                first.cancel()
            else:
                self.clock.callLater(0, leave)

        leave()
        self.assertIn("200 students", self.answer(second))
        self.failureResultOf(first, CancelledError)
        self.assertLess(len(self.rows), 2 * STUDENTS)

    def test_seldom(self) -> None:
        """
        However often it changes, it is made ten times a second at most.
        """
        asked, count = 0, 0
        while self.clock.seconds() < 1:
            self.register.note(self.members[0].message("1.1", False, f"It {count}."))
            count += 1
            self.answer(self.ask())
            asked += 1
        self.assertLessEqual(asked, 1 / MAKE_INTERVAL + 1)
