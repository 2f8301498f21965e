"""
Requests are made as without the x-ray.
"""

from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.iweb import INonQueuedRequestFactory
from zope.interface import directlyProvides

from server.stock import Request
from server.xray.budget import Missed
from server.xray.maker import RequestMaker, twinOf


class Nothing:
    """
    A connection, and who watches it, as far as it matters here.
    """

    transport = None
    isWatching = False

    def miss(self, connection: int | None) -> Missed:
        """
        @return: a new count of what was not watched.
        """
        return Missed()


class MakerTests(SynchronousTestCase):
    """
    What makes requests in place of something else.
    """

    def wrap(self, make: Any) -> Any:
        """
        Put a maker in its place.
        """
        watcher: Any = Nothing()
        return RequestMaker(watcher, Nothing()).wrap(make)

    def test_provides(self) -> None:
        """
        It provides what the other provides: a channel asks, and calls it accordingly.
        """

        def make(*arguments: object) -> object:
            return arguments

        self.assertFalse(INonQueuedRequestFactory.providedBy(self.wrap(make)))
        self.assertEqual(self.wrap(make)("channel", 3), ("channel", 3))
        directlyProvides(make, INonQueuedRequestFactory)
        self.assertTrue(INonQueuedRequestFactory.providedBy(self.wrap(make)))
        self.assertEqual(self.wrap(make)("channel"), ("channel",))

    def test_twin(self) -> None:
        """
        A request that is watched is of a class that goes by the same name.
        """
        twin = twinOf(Request)
        self.assertTrue(issubclass(twin, Request))
        for name in ("__name__", "__qualname__", "__module__", "__doc__"):
            self.assertEqual(getattr(twin, name), getattr(Request, name))
        self.assertIs(twinOf(Request), twin)
