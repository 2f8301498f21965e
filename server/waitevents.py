"""
Who waits for what: code that begins to wait says so, and code that wants to know listens.

A program that serves many clients spends most of a request's time waiting: for a
database, for another server. A Deferred does not say what it is for; here a line beside it
does. As long as nobody listens, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from twisted.internet.defer import Deferred

T = TypeVar("T")

#: To be called when the waiting is over; a second call does no harm.
Over = Callable[[], None]
#: Is told what is waited for.
Listen = Callable[[str], Over]

#: The listeners.
listeners: list[Listen] = []


def notHeard() -> None:
    """
    Do nothing: the waiting is over, and nobody has listened.
    """


def beginWaiting(cause: str) -> Over:
    """
    Say that the request that is being handled begins to wait.

    @param cause: what it waits for, as a person would say it: "the database".
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
    Say that the current request waits for a result, until the result is there.

    @return: the same result.
    """
    if listeners:
        over = beginWaiting(cause)

        def arrived(outcome: T) -> T:
            over()
            return outcome

        result.addBoth(arrived)
    return result
