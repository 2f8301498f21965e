"""
Tests of where messages begin and end.
"""

from __future__ import annotations

from itertools import pairwise

from twisted.trial.unittest import SynchronousTestCase

from server.explain import Direction, Explainer
from server.inspector.conversation.messages import messagesOf
from tests.server.explain.explaining import explained

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
CHUNKED = (
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\nabc\r\n0\r\nA: b\r\n\r\n"
)


def sizes(explainer: Explainer) -> list[tuple[int, bool]]:
    """
    Measure the messages, and tell whether each has come whole.
    """
    return [(each.end - each.start, each.isWhole) for each in messagesOf(explainer)]


class MessageTests(SynchronousTestCase):
    """
    The messages of one direction: where each begins, how long it is, and whether it is
    whole.
    """

    def test_ends(self) -> None:
        """
        However the end of a message is found, the next one begins there.
        """
        sent = (GET, POST, b"\r\n" + CHUNKED, GET)
        expected = [(len(each), True) for each in sent]
        self.assertEqual(sizes(explained([b"".join(sent)])), expected)

    def test_everyByte(self) -> None:
        """
        At each byte, the last message is as long as what has come of it.
        """
        for message in (GET, POST, CHUNKED):
            for count in range(1, len(message) + 1):
                found = sizes(explained([GET, message[:count]]))
                self.assertEqual(found[1:], [(count, count == len(message))])

    def test_notRead(self) -> None:
        """
        What is refused, and what comes after the last message, counts as a message without a head.
        """
        for rest in (b"GET  /\r\n\r\nGET", b"\x16\x03\x01"):
            (_, last) = messagesOf(explained([GET, rest]))
            self.assertEqual((last.head, last.end - last.start), (None, len(rest)))
        closing = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        self.assertEqual(sizes(explained([closing + b"more"]))[1], (4, False))

    def test_forgotten(self) -> None:
        """
        Where the spans of old messages are gone, the messages still lie side by side.
        """
        explainer = Explainer(Direction.REQUESTS, most=12)
        for _ in range(9):
            explainer.feed(CHUNKED)
        found = messagesOf(explainer)
        self.assertEqual([each.end - each.start for each in found], [len(CHUNKED)] * 9)
        self.assertTrue(all(one.end == other.start for one, other in pairwise(found)))
        self.assertTrue(explainer.droppedBefore)
