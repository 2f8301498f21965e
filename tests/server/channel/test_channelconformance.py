"""
The table of what the RFCs ask, and the list of what Twisted's own channel gets
wrong, against our channel.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request

from server.conformance import CASES, Case, Mark, judge
from server.conformance.reply import takeApart
from tests.server.channel.serving import Page, converse, endInput, isOver
from tests.server.conformance.test_conformance import (
    afterAnother,
    beforeAnother,
    byteByByte,
    isKept,
    keepsOpen,
)
from tests.support.channelfaults import FAULTS, Fault
from tests.support.outcome import observe


def withoutDate(sent: bytes) -> bytes:
    """
    Leave out what differs between two seconds.
    """
    return re.sub(rb"\r\nDate: [^\r]+", b"", sent)


class LatePage(Page):
    """
    As a L{Page}, but not at once.
    """

    def render_GET(self, request: Request) -> int:  # type: ignore[override]
        """
        Answer in the next turn of the reactor.
        """
        page = super().render_GET(request)

        def answer() -> None:
            request.write(page)
            request.finish()

        request.channel.factory.reactor.callLater(0, answer)
        return NOT_DONE_YET

    render_POST = render_OPTIONS = render_GET  # type: ignore[assignment]


class CaseTests(SynchronousTestCase):
    """
    Each case of the table: in one piece, byte by byte, after and before another
    request; the handler answers at once, or later.
    """

    def serve(
        self, case: Case, pieces: Iterable[bytes] | None = None, resource: Resource | None = None
    ) -> tuple[bytes, bool]:
        """
        Serve one connection and judge it.

        @return: what was sent, and whether the connection was closed.
        """
        conversation = converse(resource)
        sent = b""
        for piece in pieces or [case.sent]:
            sent += conversation.send(piece)
        if case.hangsUp and conversation.isOpen:
            endInput(conversation)
        conversation.clock.pump([0] * 5)
        sent += conversation.received()
        closed = isOver(conversation)
        conversation.hangUp()
        self.assertEqual(conversation.clock.getDelayedCalls(), [], case.name)
        self.assertTrue(isKept(case, sent, closed), case.name)
        return sent, closed

    def check(self, case: Case) -> None:
        """
        Go through all ways of sending, and of answering.
        """
        sent, closed = self.serve(case)
        if case.answers and judge(case, sent, closed).mark is Mark.KEPT:
            self.assertEqual(takeApart(case, sent, closed).last.status, case.ours)
        if keepsOpen(case):
            self.assertFalse(closed)
        self.serve(case, byteByByte(case.sent))
        self.serve(afterAnother(case))
        self.serve(case, resource=LatePage())
        if case.answers and not case.hangsUp:
            before, _ = self.serve(beforeAnother(case, closed))
            self.assertTrue(withoutDate(before).startswith(withoutDate(sent)))


class FaultTests(SynchronousTestCase):
    """
    What Twisted's own channel gets wrong.
    """

    def check(self, fault: Fault) -> None:
        """
        Each example of a fault has the right outcome here, and after it the connection is
        given up.
        """
        for example in fault.examples:
            conversation = converse()
            outcome = observe(conversation, example)
            self.assertTrue(fault.isRight(outcome), f"{example[:80]!r}: {outcome}")
            conversation.hangUp()


def testOf(case: Case) -> Callable[[CaseTests], None]:
    """
    Make the test of a case.
    """

    def test(self: CaseTests) -> None:
        self.check(case)

    test.__doc__ = f"{case.rule} ({case.section}, {case.level.value})"
    return test


def testOfFault(fault: Fault) -> Callable[[FaultTests], None]:
    """
    Make the test of a fault.
    """

    def test(self: FaultTests) -> None:
        self.check(fault)

    test.__doc__ = f"{fault.name}: {fault.rule} {fault.asks}."
    return test


for each in CASES:
    setattr(CaseTests, "test_" + re.sub(r"\W", "_", each.name), testOf(each))

for fault in FAULTS:
    setattr(FaultTests, "test_" + re.sub(r"\W+", "_", fault.name), testOfFault(fault))
