"""
A connection to the student's server, in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import NoReturn
from typing import Protocol as Interface

from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHalfCloseableProtocol, IProtocol
from twisted.internet.protocol import Factory, connectionDone
from twisted.internet.task import Clock

from lessons.exercises.checks.failures import firstDifference, pointAt, show, showAt
from lessons.exercises.checks.history import History
from lessons.exercises.checks.messagelayout import said
from lessons.exercises.checks.quotation import QUOTED, isQuoted
from lessons.exercises.checks.transport import Transport
from lessons.exercises.wording import WRONG_BYTE
from lessons.language import N_, _

#: From this many bytes on, their number is in the message.
MANY = 500
#: Where clients are: the first connection of a program has the first port.
HOST, FIRST_PORT = "127.0.0.1", 51234
SERVER = IPv4Address("TCP", "127.0.0.1", 8000)

SILENT_OPEN = N_(
    "No answer came, and the connection is still open. Either the answer is never written, or the "
    "end of the request is not seen."
)
SILENT_CLOSED = N_(
    "The server closed the connection before it answered. Usually loseConnection is called too "
    "early, or where an answer should be written."
)


class Case(Interface):
    """
    The check that connects, as the connection knows it.

    @ivar clock: the reactor of the student's server.
    """

    clock: Clock
    history: History

    @property
    def program(self) -> str:
        """
        The student's program, with its options.
        """

    def running(self, connections: Sequence[Connection]) -> AbstractContextManager[None]:
        """
        Run the student's program inside a C{with}.
        """

    def report(
        self,
        problem: str,
        rule: str,
        connections: Sequence[Connection],
        expected: str,
        at: int | None,
    ) -> NoReturn:
        """
        Fail, and show what was said on some connections.
        """


class Connection:
    """
    One connection, and all that was said on it.

    @ivar sent: the bytes that the check has sent.
    @ivar received: the bytes that the server has sent.
    @ivar how: how the bytes were sent, in words.
    @ivar program: the module that is the server, with its options; empty where no
        command starts such a server.
    @ivar hasLeft: whether the client has closed.
    """

    def __init__(self, case: Case, server: Factory, program: str = "") -> None:
        self.case = case
        self.server = server
        self.program = program
        self.sent = b""
        self.received = b""
        self.how = ""
        self.isGone = self.hasLeft = False
        self.history = case.history
        client = IPv4Address("TCP", HOST, FIRST_PORT + self.history.count)
        self.history.add(self, "begin")
        self.transport = Transport(SERVER, client)
        with case.running([self]):
            protocol: IProtocol = server.buildProtocol(client)  # type: ignore[assignment]
            self.protocol = protocol
            protocol.makeConnection(self.transport)
        self.collect()

    def send(self, data: bytes) -> bytes:
        """
        Send bytes in one piece.

        @return: what the server has said since the last call.
        """
        self.sent += data
        self.history.add(self, "send", data)
        if self.isOpen:
            with self.case.running([self]):
                self.protocol.dataReceived(data)
        return self.collect()

    def sendByteByByte(self, data: bytes) -> bytes:
        """
        As L{send}, in pieces of one byte.
        """
        self.history.add(self, "bytes", data)
        pieces = (data[index : index + 1] for index in range(len(data)))
        with self.case.running([self]):
            for piece in pieces:
                self.sent += piece
                if self.isOpen:
                    self.protocol.dataReceived(piece)
        return self.collect()

    def advance(self, seconds: float) -> bytes:
        """
        Let time pass.

        @return: what the server has said in it.
        """
        self.history.add(None, "wait", seconds=seconds)
        with self.case.running([self]):
            self.case.clock.advance(seconds)
        return self.collect()

    def leave(self) -> None:
        """
        Close from the client's side.
        """
        self.history.add(self, "leave")
        self.hasLeft = True
        self._lose()

    @property
    def isOpen(self) -> bool:
        """
        Whether both sides still send.
        """
        transport = self.transport
        return not (self.isGone or transport.disconnecting or transport.isHalfClosed)

    def collect(self) -> bytes:
        """
        Take what the server has written. Where it has closed, tell it that the
        connection is gone, as the reactor would.
        """
        new = self.take()
        if not self.isOpen and not self.isGone:
            self._lose()
        return new

    def take(self) -> bytes:
        """
        Take what the server has written.
        """
        new: bytes = self.transport.value()
        self.transport.clear()
        self.received += new
        return new

    def _lose(self) -> None:
        if self.isGone:
            return
        self.isGone = True
        with self.case.running([self]):
            if self.transport.isHalfClosed and IHalfCloseableProtocol.providedBy(self.protocol):
                IHalfCloseableProtocol(self.protocol).writeConnectionLost()
                IHalfCloseableProtocol(self.protocol).readConnectionLost()
            self.protocol.connectionLost(connectionDone)

    # What a check demands.

    def mustHaveReceived(self, expected: bytes, rule: str, since: int = 0) -> None:
        """
        Demand that exactly these bytes have come.

        @param since: the offset from which they are compared.
        """
        received = self.received[since:]
        if received == expected:
            return
        offset = firstDifference(received, expected)
        self.fail(self._name(received, expected), rule, since + offset, showAt(expected, offset))

    def mustBeClosed(self, rule: str) -> None:
        """
        Demand that the server has closed the connection.
        """
        if self.isOpen:
            problem = _("The server has left the connection open, but should have closed it.")
            self.fail(problem, rule, len(self.received))

    def mustBeOpen(self, rule: str) -> None:
        """
        Demand that the server has not closed the connection.
        """
        if not self.isOpen:
            problem = _("The server has closed the connection, but should have left it open.")
            self.fail(problem, rule, len(self.received))

    def _name(self, received: bytes, expected: bytes) -> str:
        if not received:
            return SILENT_OPEN if self.isOpen else SILENT_CLOSED
        if not expected:
            return _("An answer came, but there should be none yet.")
        if expected.startswith(received):
            return _("The answer is right so far, but it ends too early.")
        if received.startswith(expected):
            return _("The answer is right so far, but more follows.")
        problem = _(WRONG_BYTE)
        return f"{problem}\n{QUOTED}" if isQuoted(received, expected) else problem

    def fail(self, problem: str, rule: str, at: int | None = None, expected: str = "") -> NoReturn:
        """
        Fail, and show this connection; see L{Case.report}.
        """
        self.case.report(problem, rule, [self], expected, at)

    def tell(self, at: int | None) -> list[tuple[str, str]]:
        """
        Tell what was said, for a message.

        @param at: the byte of the answer to point at.
        """
        text = _("sent {how} ({number:,} bytes)") if len(self.sent) >= MANY else _("sent {how}")
        heading = text.format(how=said(self.how), number=len(self.sent))
        heading = " ".join(heading.split())  # there may be nothing to say of how
        received = show(self.received) if at is None else pointAt(self.received, at)
        return [(heading, show(self.sent) if self.sent else ""), (N_("received"), received)]

    def commands(self) -> list[str]:
        """
        The commands that do the same by hand, those for earlier connections first; none
        where they would not show what is wrong.
        """
        return self.history.commands(self, self.case.program)
