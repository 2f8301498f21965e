"""
Streams of HTTP/2 that end before their time, by the client or by us.
"""

from __future__ import annotations

from h2.errors import ErrorCodes
from twisted.trial.unittest import SynchronousTestCase

from server.channel.deadline import Patience
from server.channel.http2.connection import MOST_BROKEN
from tests.server.channel.http2.serving import LARGE, Does, Later, converse2
from tests.server.channel.serving import Page


class BreakingOffTests(SynchronousTestCase):
    """
    A stream that is broken off ends alone: its handler hears of it, and the others go on.
    """

    def test_atOnce(self) -> None:
        """
        A stream that is broken off in the packet in which it begins reaches no handler.
        """
        later = Later()
        conversation = converse2(Does(later))
        for content in (None, b"hello"):
            number = conversation.ask(content=content)
            conversation.client.reset_stream(number)
        conversation.talk()
        self.assertEqual(later.requests, [])

    def test_later(self) -> None:
        """
        A handler hears that its client wants no answer; what it writes nevertheless goes
        nowhere.
        """
        later = Later()
        conversation = converse2(Does(later))
        number = conversation.ask()
        conversation.talk()
        conversation.client.reset_stream(number)
        conversation.talk()
        self.assertEqual(len(later.ends), 1)
        later.requests[0].write(b"too late")
        conversation.talk()
        self.assertEqual(conversation.get().status, 0)
        self.assertEqual(len(later.requests), 2)

    def test_inTheMiddle(self) -> None:
        """
        A handler hears so in the middle of an answer as well.
        """
        conversation = converse2(Does(lambda request: LARGE))
        conversation.takes = False
        number = conversation.ask()
        conversation.talk()
        conversation.client.reset_stream(number)
        conversation.client.increment_flow_control_window(len(LARGE))
        self.assertEqual(conversation.get(method="HEAD").status, 200)

    def test_tooOften(self) -> None:
        """
        Whoever begins streams only to break them off is sent away; whoever gets answers may do so
        now and then.
        """
        conversation = converse2(Page())
        for _ in range(MOST_BROKEN + 1):
            self.assertIsNone(conversation.goneAway)
            conversation.client.reset_stream(conversation.ask())
            conversation.talk(turns=1)
        self.assertEqual(conversation.goneAway, (2001, ErrorCodes.ENHANCE_YOUR_CALM))
        self.assertFalse(conversation.isOpen)

    def test_answeredEarly(self) -> None:
        """
        A request that is refused before it is complete is answered; a little later the
        client is asked to send no more of it. Other requests have all the room there is.
        """
        conversation = converse2(Page(), patience=Patience(linger=2))
        number = conversation.ask("/a b", method="POST", isOver=False)
        conversation.talk()
        answer = conversation.answers[number]
        self.assertEqual((answer.status, answer.isWhole, answer.reset), (400, True, None))
        conversation.give(number, bytes(65535))
        conversation.talk()
        self.assertEqual(conversation.get("/", method="POST", content=bytes(60_000)).status, 200)
        conversation.talk(seconds=2)
        self.assertEqual(answer.reset, ErrorCodes.NO_ERROR)

    def test_connectionLost(self) -> None:
        """
        With the connection, all handlers lose their clients, and nothing is left to be
        done.
        """
        later = Later()
        conversation = converse2(Does(later))
        for _ in range(3):
            conversation.ask()
        conversation.ask("/a b", method="POST", isOver=False)
        conversation.talk()
        conversation.hangUp()
        self.assertEqual(len(later.ends), 3)
        self.assertEqual(conversation.clock.getDelayedCalls(), [])
