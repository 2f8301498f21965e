"""
The connections that were opened to the step from its inspector's page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, connectProtocol
from twisted.internet.error import ConnectError
from twisted.internet.interfaces import IAddress

from server.inspector.rawsender.connection import SenderConnection
from server.pages import BadRequest, NotFound, Unavailable
from server.wire import Conversation, Direction, Recorder
from server.wire.tap import describe

#: How many connections are open at a time.
MOST_CONNECTIONS = 20
#: For how many connections more is remembered than the recorder keeps.
MOST_REMEMBERED = 100
#: How many seconds it may take to send one draft.
LONGEST = 600
#: How many seconds the step may take to accept a connection.
CONNECT_TIMEOUT = 5
#: How many seconds the page waits for an answer, to show it at once.
MOMENT = 0.4

#: How many bytes of a connection are read again, to know what follows them.
MOST_READ = 2**18

#: Where to reach a step that listens on every address of the machine.
REACHED_AT = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


class Sender:
    """
    Sends bytes to the step, and to nobody else: the code that has bound its port tells us
    where it listens, and no request can change that.

    @ivar address: where the step listens; L{None} until it does.
    @ivar connections: the connections that are open, the oldest first.
    @ivar corrections: the connections on which a corrected request was sent, with those on
        which it was wrong.
    @ivar unsent: how many bytes could not be sent, by the number of the connection.
    """

    def __init__(self, reactor: Any, recorder: Recorder) -> None:
        self.address: IAddress | None = None
        self.connections: list[SenderConnection] = []
        self.corrections: dict[int, int] = {}
        self.unsent: dict[int, int] = {}
        self._reactor = reactor
        self._recorder = recorder

    @property
    def place(self) -> IPv4Address | IPv6Address | None:
        """
        Where we connect to; L{None} where the step cannot be reached by TCP.
        """
        address = self.address
        if not isinstance(address, IPv4Address | IPv6Address):
            return None
        return type(address)("TCP", REACHED_AT.get(address.host, address.host), address.port)

    @property
    def name(self) -> str:
        """
        Where we connect to, as a Host field says it.
        """
        return describe(self.place) if self.place else "localhost"

    def sentOn(self, number: int) -> bytes | None:
        """
        Find what has been sent on a connection so far.

        @param number: 0 for a new one.
        @return: L{None} where it is not kept, or is too much to be read again.
        """
        if not number:
            return b""
        conversation = self._recorder.conversations.get(number)
        if conversation is None or conversation.dropped or conversation.size > MOST_READ:
            return None
        isSent = Direction.ARRIVED
        return b"".join(it.data for it in conversation.chunks if it.direction is isSent)

    def open(self) -> Sequence[SenderConnection]:
        """
        List the connections on which more can be sent.
        """
        return [each for each in self.connections if each.number and each.isOpen]

    async def send(self, pieces: Sequence[bytes], delay: float, ends: bool, number: int) -> int:
        """
        Send bytes. Where that takes long, it goes on after this has returned.

        @param delay: seconds between two pieces.
        @param ends: whether to say after them that no more will come.
        @param number: of the connection to go on with; 0 for a new one.
        @return: the connection's number.
        @raise Problem: where nothing has been sent.
        """
        if delay * (len(pieces) - 1) > LONGEST:
            raise BadRequest(
                f"{len(pieces):,} pieces with {delay * 1000:.0f} ms between them would take "
                f"longer than {LONGEST // 60} minutes: send larger pieces, or wait less."
            )
        connection = self.find(number) if number else await self._connect()
        if connection.isBusy:
            raise Unavailable(f"Connection #{number} is still sending what was sent before.")
        connection.send(pieces, delay, ends)
        settled = connection.settled()
        await settled.addTimeout(MOMENT, self._reactor, lambda result, seconds: None)
        return connection.number

    def corrected(self, number: int, wrong: int) -> None:
        """
        Remember on which connection the original of a corrected request was wrong.

        @param wrong: the number of that connection; 0 where there is none.
        """
        if wrong and wrong != number:
            _remember(self.corrections, number, wrong)

    def find(self, number: int) -> SenderConnection:
        """
        Find an open connection by its number.
        """
        if not number:
            raise BadRequest("Choose a connection.")
        for connection in self.open():
            if connection.number == number:
                return connection
        raise NotFound(f"Connection #{number} is no longer open: send this on a new one.")

    async def _connect(self) -> SenderConnection:
        place = self.place
        if place is None:
            raise Unavailable("This step does not listen on a TCP port: nothing can be sent.")
        self._makeRoom()
        kind = TCP6ClientEndpoint if isinstance(place, IPv6Address) else TCP4ClientEndpoint
        connection = SenderConnection(self._reactor, self._forget)
        self._remember(connection)
        try:
            await connectProtocol(
                kind(self._reactor, place.host, place.port, CONNECT_TIMEOUT), connection
            )
        except ConnectError as error:
            raise Unavailable(f"The step accepts no connection: {error}.") from error
        finally:
            if connection.transport is None:
                self._forget(connection)
        self._match(connection, reversed(self._recorder.conversations.values()))
        await connection.known
        return connection

    def _makeRoom(self) -> None:
        """
        End the oldest connections that are idle, where there are too many.
        """
        idle = [each for each in self.connections if not each.isBusy]
        tooMany = len(self.connections) + 1 - MOST_CONNECTIONS
        if tooMany > len(idle):
            raise Unavailable(
                f"{MOST_CONNECTIONS} connections are sending already: wait for one of them."
            )
        for connection in idle[: max(tooMany, 0)]:
            self._forget(connection)
            connection.end()

    def _remember(self, connection: SenderConnection) -> None:
        if not self.connections:
            self._recorder.beginTelling(self._note)
        self.connections.append(connection)

    def _forget(self, connection: SenderConnection) -> None:
        if connection.unsent:
            _remember(self.unsent, connection.number, connection.unsent)
        if connection in self.connections:
            self.connections.remove(connection)
            if not self.connections:
                self._recorder.stopTelling(self._note)

    def _note(self, number: int) -> None:
        """
        Tell the connection that the step has seen something of it.
        """
        conversation = self._recorder.conversations.get(number)
        if conversation is None:
            return
        for connection in self.connections:
            if connection.number == number:
                connection.watch(next(conversation.backwards()))
            elif not connection.number:
                self._match(connection, [conversation])

    def _match(self, connection: SenderConnection, conversations: Iterable[Conversation]) -> None:
        """
        Find out which of the recorder's connections this is: its peer has our port.
        """
        for conversation in conversations:
            if conversation.ended is None and conversation.peer == connection.name:
                connection.learnNumber(conversation.number)
                return


def _remember(known: dict[int, int], number: int, fact: int) -> None:
    """
    Remember a fact about a connection, and forget the oldest where there are too many.
    """
    known[number] = fact
    if len(known) > MOST_REMEMBERED:
        del known[next(iter(known))]
