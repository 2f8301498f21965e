"""
The server stops: the channel takes leave of its client.
"""

from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from tests.server.channel.serving import converse
from tests.server.channel.test_channel import GET, Later
from tests.support.memory import Conversation
from tests.support.outcome import fillBuffer
from tests.support.responses import only, readResponses

POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"


def leave(conversation: Conversation) -> Any:
    """
    Tell the channel that the server stops.
    """
    channel: Any = conversation.protocol
    channel.takeLeave()
    return channel


class ShutdownTests(SynchronousTestCase):
    """
    What has been read is answered, and nothing after it.
    """

    def test_idle(self) -> None:
        """
        A request that comes just now is answered, with C{close}; none after it.
        """
        conversation = converse()
        self.assertEqual(len(readResponses(conversation.send(GET))), 1)
        self.assertFalse(leave(conversation).isAnswering)
        response = only(conversation.send(GET * 2))
        self.assertEqual(response.fields["connection"], "close")
        self.assertFalse(conversation.isOpen)

    def test_running(self) -> None:
        """
        The answer of a handler that works says C{close}.
        """
        page = Later()
        conversation = converse(page)
        conversation.send(GET)
        channel = leave(conversation)
        self.assertTrue(channel.isAnswering)
        page.requests[0].finish()
        self.assertEqual(only(conversation.received()).fields["connection"], "close")
        self.assertFalse(conversation.isOpen)

    def test_begun(self) -> None:
        """
        One that has begun is sent to its end, and then closed.
        """
        page = Later()
        conversation = converse(page)
        conversation.send(GET)
        page.requests[0].write(b"a piece")
        leave(conversation)
        self.assertTrue(conversation.isOpen)
        page.requests[0].finish()
        self.assertEqual(only(conversation.received()).text, "a piece")
        self.assertFalse(conversation.isOpen)

    def test_pipeline(self) -> None:
        """
        All requests that have been read are answered, and the last answer says that it
        is; what comes later is not even read.
        """
        page = Later()
        conversation = converse(page)
        conversation.send(GET + POST + GET)
        leave(conversation)
        self.assertEqual(conversation.transport.producerState, "paused")
        while page.requests:
            page.requests.pop(0).finish()
        answers = readResponses(conversation.received())
        said = [answer.fields.get("connection") for answer in answers]
        self.assertEqual(said, [None, None, "close"])
        self.assertFalse(conversation.isOpen)

    def test_half(self) -> None:
        """
        A request of which a part has been read is read to its end, wherever that part
        ends, and answered.
        """
        for sent in (GET, POST):
            for size in range(1, len(sent)):
                conversation = converse()
                conversation.send(sent[:size])
                self.assertTrue(leave(conversation).isAnswering, sent[:size])
                response = only(conversation.send(sent[size:] + GET))
                self.assertEqual(response.fields["connection"], "close", sent[:size])
                self.assertFalse(conversation.isOpen)

    def test_halfOfTheNext(self) -> None:
        """
        A request that was read in part while a handler works is read to its end, and
        answered.
        """
        page = Later()
        conversation = converse(page)
        conversation.send(GET + GET[:10])
        leave(conversation)
        page.requests.pop().finish()
        self.assertEqual(conversation.transport.producerState, "producing")
        conversation.protocol.dataReceived(GET[10:] + GET)
        page.requests.pop().finish()
        answers = readResponses(conversation.received())
        self.assertEqual(len(answers), 2)
        self.assertEqual(answers[1].fields["connection"], "close")
        self.assertFalse(conversation.isOpen)

    def test_slowReader(self) -> None:
        """
        A client that has not taken its answer is still owed it.
        """
        conversation = converse()
        fillBuffer(conversation.transport)
        conversation.protocol.dataReceived(GET)
        self.assertTrue(leave(conversation).isAnswering)

    def test_over(self) -> None:
        """
        A connection that is being closed is left alone when the server stops.
        """
        conversation = converse()
        conversation.send(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        self.assertTrue(leave(conversation).isAnswering)
        self.assertEqual(conversation.received(), b"")
