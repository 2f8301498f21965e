"""
The states of a connection: what becomes of a real channel in each of them, at each event.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.protocol import Protocol
from twisted.trial.unittest import SynchronousTestCase

from server.channel.states import ON_REQUEST, TABLE, Event, State
from tests.server.channel.serving import converse, endInput
from tests.server.channel.test_channel import GET, Later
from tests.support.memory import Conversation

#: Where a channel is in the end, after all that an event has led to. A row is an event; the
#: columns are the states in which it comes, in their order.
GRID = """
DATA         ANSWERING QUEUED HELD ANSWERING STALLED BLOCKED CLOSING LINGERING UPGRADED OVER
REQUEST      ANSWERING QUEUED HELD ANSWERING STALLED BLOCKED CLOSING LINGERING UPGRADED OVER
ANSWERED     READING   QUEUED HELD READING   BLOCKED BLOCKED CLOSING LINGERING UPGRADED OVER
FULL         BLOCKED  BLOCKED BLOCKED STALLED STALLED BLOCKED CLOSING LINGERING UPGRADED OVER
DRAINED      READING   QUEUED HELD ANSWERING ANSWERING READING CLOSING LINGERING UPGRADED OVER
TURN_OVER    QUEUED    QUEUED HELD ANSWERING STALLED BLOCKED CLOSING LINGERING UPGRADED OVER
TURN         READING ANSWERING HELD ANSWERING STALLED BLOCKED CLOSING LINGERING UPGRADED OVER
HOLD         HELD      QUEUED HELD ANSWERING STALLED BLOCKED CLOSING LINGERING UPGRADED OVER
RELEASE      READING   QUEUED READING ANSWERING STALLED BLOCKED CLOSING LINGERING UPGRADED OVER
INPUT_ENDED  CLOSING   QUEUED HELD ANSWERING STALLED BLOCKED CLOSING LINGERING UPGRADED OVER
LATE         CLOSING   QUEUED HELD OVER      OVER    OVER    OVER    LINGERING UPGRADED OVER
SHUTDOWN     READING   QUEUED HELD ANSWERING STALLED BLOCKED CLOSING LINGERING UPGRADED OVER
CLOSE        CLOSING  CLOSING CLOSING CLOSING CLOSING CLOSING CLOSING LINGERING UPGRADED OVER
SENT         READING   QUEUED HELD ANSWERING STALLED BLOCKED LINGERING LINGERING UPGRADED OVER
UPGRADE UPGRADED UPGRADED UPGRADED UPGRADED UPGRADED UPGRADED CLOSING LINGERING UPGRADED OVER
ABORT        OVER      OVER   OVER OVER      OVER    OVER    OVER    OVER      OVER     OVER
LOST         OVER      OVER   OVER OVER      OVER    OVER    OVER    OVER      OVER     OVER
"""


class Successor(Protocol):
    """
    The protocol that takes over.
    """


class Case:
    """
    A channel in a state, to which an event comes.

    @ivar channel: the channel.
    @ivar transport: its transport, which tells a producer to pause.
    """

    def __init__(self, state: State) -> None:
        self.page = Later()
        self.conversation: Conversation = converse(self.page)
        self.channel: Any = self.conversation.protocol
        self.transport: Any = self.conversation.transport
        vars(self.channel).update(_keepsAlive=True)  # as after an answer
        getattr(self, f"be{state.name.title()}")()

    def beReading(self) -> None:
        """
        Nothing: a new channel reads.
        """

    def beQueued(self) -> None:
        """
        A request was answered, and in that time another one has come.
        """
        site: Any = self.conversation.factory
        site.turns.isOver = lambda end: True
        page: Any = self.page
        page.render_GET = lambda request: b"at once"
        self.conversation.send(GET * 2)
        del page.render_GET

    def beHeld(self) -> None:
        """
        A proxy's server takes no more content.
        """
        self.channel.on(Event.HOLD)

    def beAnswering(self) -> None:
        """
        A request has come, and its handler does not answer yet.
        """
        self.conversation.send(GET)

    def beStalled(self) -> None:
        """
        A handler works, and its client does not read what it has written.
        """
        self.beAnswering()
        self.transport.producer.pauseProducing()

    def beBlocked(self) -> None:
        """
        The client does not read; nothing else.
        """
        self.transport.producer.pauseProducing()

    def beClosing(self) -> None:
        """
        The last answer is on its way.
        """
        self.channel.close()

    def beLingering(self) -> None:
        """
        All is sent after a close: only the client's side is still open.
        """
        self.channel.close()
        self.channel.writeConnectionLost()

    def beUpgraded(self) -> None:
        """
        A request has asked for another protocol.
        """
        self.beAnswering()
        self.channel.upgradeTo(Successor())

    def beOver(self) -> None:
        """
        The connection was broken off, by whichever side.
        """
        self.channel.abort()

    def make(self, event: Event) -> None:
        """
        Have an event come, as it comes to a channel in the world where that is possible.
        """
        channel = self.channel
        isAnswered = event is Event.ANSWERED and channel.state in (State.ANSWERING, State.STALLED)
        happen: dict[Event, Callable[[], object]] = {
            Event.DATA: lambda: channel.dataReceived(GET),
            Event.FULL: channel.pauseProducing,
            Event.DRAINED: channel.resumeProducing,
            Event.INPUT_ENDED: lambda: endInput(self.conversation),
            Event.LATE: channel.deadlinePassed,
            Event.SHUTDOWN: channel.takeLeave,
            Event.CLOSE: channel.close,
            Event.SENT: channel.writeConnectionLost,
            Event.UPGRADE: lambda: channel.upgradeTo(Successor()),
            Event.ABORT: channel.abort,
            Event.LOST: self.conversation.hangUp,
        }
        if isAnswered:
            self.page.requests[0].finish()
        elif event is Event.TURN and channel.state is State.QUEUED:
            self.conversation.clock.advance(0)
        elif event in happen:
            happen[event]()
        else:
            channel.on(event)


class StatesTests(SynchronousTestCase):
    """
    The table, and a real channel.
    """

    def test_states(self) -> None:
        """
        A channel can be brought into every state.
        """
        self.assertEqual([Case(state).channel.state for state in State], list(State))

    def test_everyCell(self) -> None:
        """
        In each cell a channel does what the table says: it goes to that state, and calls that
        method first.
        """
        for state in State:
            for event in Event:
                case, called = Case(state), list[str]()
                cell = TABLE[state][event]
                if cell.action:
                    real = getattr(case.channel, cell.action)
                    self.assertTrue(callable(real), cell.action)
                    setattr(case.channel, cell.action, lambda called=called: called.append("it"))
                case.make(event)
                wanted = (cell.state, ["it"] if cell.action else [])
                self.assertEqual((case.channel.state, called), wanted, (state, event))

    def test_request(self) -> None:
        """
        The row that is read by itself leads to the same states, and calls nothing in any of them.
        """
        for state, cell in ((state, TABLE[state][Event.REQUEST]) for state in State):
            self.assertEqual((ON_REQUEST[state], ""), (cell.state, cell.action), state)

    def test_outcome(self) -> None:
        """
        With all that follows from an event, it ends in the right state.
        """
        seen = []
        for event in Event:
            ends = []
            for state in State:
                case = Case(state)
                case.make(event)
                ends.append(case.channel.state.name)
            seen.append([event.name, *ends])
        self.assertEqual(seen, [line.split() for line in GRID.strip().splitlines()])
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_ends(self) -> None:
        """
        Whatever has happened, nothing is left waiting once the connection is lost.
        """
        for state in State:
            for event in Event:
                case = Case(state)
                case.make(event)
                case.conversation.hangUp()
                case.conversation.clock.advance(0)
                self.assertEqual(case.conversation.clock.getDelayedCalls(), [], (state, event))
