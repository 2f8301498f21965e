"""
Errors of Deferreds that nobody has handled: Twisted logs them when such a Deferred is thrown away,
and does not say where it was made.
"""

from __future__ import annotations

from twisted.internet.defer import CancelledError
from twisted.logger import ILogObserver, LogEvent, globalLogPublisher
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import implementer

from lessons.exercises.checks.exceptioncauses import isHandedTooMuch
from lessons.language import N_

#: Where such an error is logged.
NAMESPACE = "twisted.internet.defer"
UNHANDLED = N_("A Deferred failed with this, and nobody waited for it: is an await missing?")


@implementer(ILogObserver)
class Unhandled:
    """
    Remembers them, as long as a check runs.
    """

    def __init__(self, case: SynchronousTestCase) -> None:
        self.failures: list[Failure] = []
        globalLogPublisher.addObserver(self)
        case.addCleanup(globalLogPublisher.removeObserver, self)

    def __call__(self, event: LogEvent) -> None:
        """
        Look at something that is logged.
        """
        if event.get("log_namespace") == NAMESPACE and "log_failure" in event:
            self.failures.append(event["log_failure"])

    def tell(self, failure: Failure) -> str:
        """
        Say that nobody has handled a failure.

        @return: a sentence; empty where somebody has, or where more is known: whoever cancels has
            to handle that, even where nothing is awaited, and a callback takes what it is given.
        """
        isOurs = any(one is failure for one in self.failures)
        isKnown = failure.check(CancelledError) or isHandedTooMuch(failure.value)
        return UNHANDLED if isOurs and not isKnown else ""
