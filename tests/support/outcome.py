"""
What a server makes of some bytes, and whether that is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from twisted.internet.testing import StringTransport

from tests.support.memory import Conversation
from tests.support.responses import Response, readResponse


@dataclass(frozen=True)
class Outcome:
    """
    What a server did with the bytes of one connection.

    @ivar received: all that it sent.
    @ivar isOpen: whether it left the connection open.
    @ivar error: what it raised into the transport, which then drops the
        connection and logs a traceback.
    """

    received: bytes
    isOpen: bool
    error: Exception | None

    @property
    def response(self) -> Response | None:
        """
        The final response; L{None} when there is none, or none that is well-formed.
        """
        if self.error is not None:
            return None
        rest = self.received
        try:
            while True:
                response, rest = readResponse(rest)
                if response.status >= 200:
                    return response
        except (AssertionError, ValueError):
            return None

    @property
    def status(self) -> int:
        """
        The final status; 0 when there is no response.
        """
        return self.response.status if self.response else 0


def observe(conversation: Conversation, sent: bytes) -> Outcome:
    """
    Send bytes to a server, and see what it does.

    @param conversation: a fresh connection.
    """
    error = None
    try:
        conversation.protocol.dataReceived(sent)
    except Exception as raised:
        error = raised
    return Outcome(conversation.received(), conversation.isOpen, error)


def fillBuffer(transport: StringTransport) -> None:
    """
    Make a transport behave as if its client read nothing: from now on, every
    write finds the buffer full, and pauses the producer.
    """
    write = transport.write

    def writeToFullBuffer(data: bytes) -> None:
        write(data)
        if transport.producer is not None:
            transport.producer.pauseProducing()

    def writeSequenceToFullBuffer(data: Iterable[bytes]) -> None:
        writeToFullBuffer(b"".join(data))

    transport.write = writeToFullBuffer  # type: ignore[method-assign]
    transport.writeSequence = writeSequenceToFullBuffer  # type: ignore[method-assign]


Predicate = Callable[[Outcome], bool]


def answers(*statuses: int) -> Predicate:
    """
    Make a predicate: the final response has one of some statuses.
    """
    return lambda outcome: outcome.status in statuses


def answersAtAll(outcome: Outcome) -> bool:
    """
    There is an answer, and it does not take the blame for a client's fault.
    """
    return 200 <= outcome.status < 500


def closes(outcome: Outcome) -> bool:
    """
    The request is answered, and the connection ended.
    """
    return outcome.status == 200 and not outcome.isOpen


def answersInOwnVersion(outcome: Outcome) -> bool:
    """
    The status line names the server's version.
    """
    return outcome.status == 200 and outcome.received.startswith(b"HTTP/1.1 ")


def refusesInWords(outcome: Outcome) -> bool:
    """
    The refusal has a date, and says what was wrong.
    """
    response = outcome.response
    if response is None or response.status != 400:
        return False
    return "date" in response.fields and bool(response.content.strip())
