"""
Who waits for what: said by whoever begins to wait, heard by whoever wants to know.

A program that serves many clients spends most of a request's time waiting: for a
database, for another server. A Deferred does not tell what it stands for; here a line
beside it does. As long as nobody listens, it is said to nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from twisted.internet.defer import Deferred

T = TypeVar("T")

#: To be called when the waiting is over; once more does no harm.
Over = Callable[[], None]
#: Is told what is waited for.
Listen = Callable[[str], Over]

#: Who listens.
listeners: list[Listen] = []


def notHeard() -> None:
    """
    The waiting is over, and nobody has listened.
    """


def beginWaiting(cause: str) -> Over:
    """
    Say that the request that is worked on now begins to wait.

    @param cause: for what, as a person says it: "the database".
    """
    if not listeners:
        return notHeard
    ends = [listen(cause) for listen in listeners]

    def over() -> None:
        for end in ends:
            end()

    return over


def waitFor(cause: str, result: Deferred[T]) -> Deferred[T]:
    """
    Say that a request waits for a result, until it is there.

    @return: the same result.
    """
    if listeners:
        over = beginWaiting(cause)

        def arrived(outcome: T) -> T:
            over()
            return outcome

        result.addBoth(arrived)
    return result
