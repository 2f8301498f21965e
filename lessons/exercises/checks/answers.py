"""
What came back for a request that was delivered in one of the ways in which a
network may deliver it.
"""

from __future__ import annotations

from lessons.exercises.checks.connection import Connection
from lessons.exercises.checks.response import Response
from lessons.exercises.checks.responsereader import readResponses
from lessons.language import N_

WHOLE, PIECES, TWICE = N_("in one piece"), N_("byte by byte"), N_("twice, in one piece")


class Answer:
    """
    What the server has said to one request, or to the same request twice.

    @ivar copies: how often the request was sent.
    """

    def __init__(self, connection: Connection, request: bytes, copies: int) -> None:
        self.connection = connection
        self.request = request
        self.copies = copies

    @property
    def count(self) -> int:
        """
        How many answers there must be: where the server has closed the
        connection, it was after the first.
        """
        return self.copies if self.connection.isOpen else 1

    def mustBe(self, expected: bytes, rule: str) -> None:
        """
        Demand exactly these bytes for each request.

        @param rule: the rule that is broken otherwise, with its source.
        """
        self.connection.mustHaveReceived(expected * self.count, rule)

    def mustClose(self, rule: str) -> None:
        """
        Demand that the server has closed the connection.
        """
        self.connection.mustBeClosed(rule)

    def mustStayOpen(self, rule: str) -> None:
        """
        Demand that the server has not closed the connection.
        """
        self.connection.mustBeOpen(rule)

    def responses(self, rule: str = "") -> list[Response]:
        """
        Read what came as HTTP: one response for each request.

        @param rule: the rule that is broken where more or less has come.
        @return: the responses, without interim ones (1xx).
        """
        method = self.request.lstrip(b"\r\n").partition(b" ")[0]
        responses = readResponses(self.connection, [method] * self.count, rule)
        return [response for response in responses if response.status >= 200]

    def lastResponse(self, closing: str, rule: str = "") -> Response:
        """
        Read the one response after which the server has closed the connection.

        @param closing: the rule that is broken where it has not.
        @param rule: as for L{responses}.
        """
        first = self.responses(rule)[0]
        self.mustClose(closing)
        return first


def deliver(connection: Connection, request: bytes, how: str) -> Answer:
    """
    Send a request on a new connection.

    @param how: C{WHOLE}, C{PIECES} or C{TWICE}.
    """
    connection.how = how
    copies = 2 if how == TWICE else 1
    (connection.sendByteByByte if how == PIECES else connection.send)(request * copies)
    return Answer(connection, request, copies)
