"""
Files in memory: what a resource sends piece by piece, without a reactor.
"""

from __future__ import annotations

from twisted.internet import task
from twisted.internet.task import Clock, Cooperator
from twisted.trial.unittest import SynchronousTestCase

from tests.support.memory import Conversation
from tests.support.responses import Response, only


def produceBy(case: SynchronousTestCase, clock: Clock) -> None:
    """
    Until the end of the test, let what is asked for more and more bytes (a
    pull producer: a file) send them whenever a clock is advanced.
    """
    cooperator = Cooperator(scheduler=lambda call: clock.callLater(0, call))
    case.patch(task, "_theCooperator", cooperator)


def get(
    conversation: Conversation, target: str, *fields: str, method: str = "GET", host: str = "test"
) -> Response:
    """
    Make one request, and read what must be its one response.

    @param fields: field lines, without their line ends.
    """
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", *fields, "", ""]
    received = conversation.send("\r\n".join(lines).encode("latin-1"))
    conversation.clock.advance(0)
    received += conversation.received()
    return only(received, toHead=method == "HEAD")
