"""
Who waits for what: told to whoever listens, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Callable

from twisted.internet.defer import Deferred, fail, succeed
from twisted.trial.unittest import SynchronousTestCase

from server import waitevents
from server.waitevents import beginWaiting, notHeard, waitFor


class WaitEventTests(SynchronousTestCase):
    """
    Whoever listens hears when somebody begins to wait, for what, and when that is over.
    """

    def listen(self) -> list[str]:
        """
        Listen to what is waited for, and to its end.
        """
        heard: list[str] = []

        def begin(cause: str) -> Callable[[], None]:
            heard.append(f"{cause} begins")
            return lambda: heard.append(f"{cause} ends")

        self.patch(waitevents, "listeners", [begin, begin])
        return heard

    def test_nobody(self) -> None:
        """
        Where nobody listens, nothing is done: the result has no further callback.
        """
        self.assertIs(beginWaiting("anything"), notHeard)
        beginWaiting("anything")()
        result: Deferred[int] = Deferred()
        self.assertIs(waitFor("anything", result), result)
        self.assertEqual(result.callbacks, [])

    def test_result(self) -> None:
        """
        Everybody who listens hears of beginning and end; the result goes its way.
        """
        heard = self.listen()
        result: Deferred[int] = Deferred()
        waitFor("a", result)
        self.assertEqual(heard, ["a begins"] * 2)
        result.callback(7)
        self.assertEqual(heard[2:], ["a ends"] * 2)
        self.assertEqual(self.successResultOf(result), 7)

    def test_failure(self) -> None:
        """
        A failure ends it as well, and so does giving up.
        """
        heard = self.listen()
        failing: Deferred[object] = fail(ValueError("no"))
        self.failureResultOf(waitFor("b", failing), ValueError)
        cancelled: Deferred[int] = waitFor("c", Deferred())
        cancelled.cancel()
        cancelled.addErrback(lambda failure: None)
        self.assertEqual(heard.count("b ends") + heard.count("c ends"), 4)
        self.assertEqual(self.successResultOf(waitFor("d", succeed(1))), 1)
