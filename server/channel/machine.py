"""
What happens to a connection, as events of the table of its states.
"""

from __future__ import annotations

from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer

from server.channel.states import READING, TABLE, Event, State


@implementer(IHalfCloseableProtocol)
class Machine(Protocol):
    """
    Makes an event of each call by the transport, by a handler or by the clock, and does what
    L{server.channel.states.TABLE} says.

    A superclass, not a part that is held: a transport, a handler and the clock call these
    methods on the protocol itself.

    @ivar state: what the connection does, or whom it waits for.
    @ivar hungUp: whether the client has said that it will send no more.
    @ivar isLate: whether the time is over: true while what is to be done then is done.
    """

    state: State = READING
    hungUp = False
    isLate = False

    def on(self, event: Event) -> None:
        """
        Go to the state that the table names, and call the action that it names, if any.
        """
        cell = TABLE[self.state][event]
        self.state = cell.state
        if cell.action:
            getattr(self, cell.action)()

    # What the transport tells us. It takes this for the producer of what it sends.

    def pauseProducing(self) -> None:
        """
        The write buffer is full: the client does not read.
        """
        self.on(Event.FULL)

    def resumeProducing(self) -> None:
        """
        The write buffer is empty: the client has read.
        """
        self.on(Event.DRAINED)

    def writeConnectionLost(self) -> None:
        """
        All has been sent, and that it was all.
        """
        self.on(Event.SENT)

    def readConnectionLost(self) -> None:
        """
        The client will send no more, but may still read.
        """
        self.hungUp = True
        self.on(Event.INPUT_ENDED)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        The connection is gone, for whatever reason: the same event in every state.
        """
        self.on(Event.LOST)

    # What we want, or a handler, or the server.

    def close(self) -> None:
        """
        End the connection after what was sent.
        """
        self.on(Event.CLOSE)

    def loseConnection(self) -> None:
        """
        A handler wants to end the connection.
        """
        self.close()

    def abort(self) -> None:
        """
        End the connection at once, whatever is still to be sent.
        """
        self.on(Event.ABORT)

    def takeLeave(self) -> None:
        """
        The server stops: begin nothing new.
        """
        self.on(Event.SHUTDOWN)

    # What the clock tells us.

    def deadlinePassed(self) -> None:
        """
        The time is over. Whoever watches can tell that this is why the connection closes.
        """
        self.isLate = True
        try:
            self.on(Event.LATE)
        finally:
            self.isLate = False
