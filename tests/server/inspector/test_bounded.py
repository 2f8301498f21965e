"""
What a page costs does not depend on how much is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from twisted.trial.unittest import SynchronousTestCase

from server.inspector.parts import INNER, PARTS
from server.inspector.view import View
from server.wire.conversation import Stretch
from tests.server.inspector.recorded import Recorded

POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n"


class BoundedTests(SynchronousTestCase):
    """
    A connection with many pieces, each of one byte.
    """

    def setUp(self) -> None:
        """
        Count how often somebody looks at a piece.
        """
        self.looks = 0
        for name in ("chunks", "pieces", "measures", "backwards"):
            self.patch(Stretch, name, self.counted(getattr(Stretch, name)))

    def counted(self, look: Callable[..., Iterator[object]]) -> Callable[..., Iterator[object]]:
        """
        Make a method that lists pieces, and counts them.
        """

        def count(*arguments: object) -> Iterator[object]:
            for piece in look(*arguments):
                self.looks += 1
                yield piece

        return count

    def looksAt(self, pieces: int, view: View) -> dict[str, int]:
        """
        Count the looks for each part of the page, when all has been read.
        """
        recorded = Recorded("lessons.step15")
        recorded.ask(1, POST, *[b"x"] * pieces)
        found = {}
        for name in [*PARTS, *INNER]:
            recorded.read()
            recorded.show(name, view)
            recorded.ask(1, b"x")
            recorded.read()
            self.looks = 0
            recorded.show(name, view)
            found[name] = self.looks
        return found

    def test_parts(self) -> None:
        """
        With twice as many pieces, no part of the page looks at more of them: the newest, some
        in the middle, and a byte that is asked for by its offset.
        """
        for view in (
            View(connection=1, lane=1),
            View(connection=1, lane=1, before=9_000, span="r-5000"),
        ):
            few, many = (self.looksAt(count, view) for count in (10_000, 20_000))
            for name, looks in few.items():
                self.assertLess(many[name], looks + 200, name)
