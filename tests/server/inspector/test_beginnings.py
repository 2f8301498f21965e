"""
Tests of L{server.inspector.beginnings}.
"""

from __future__ import annotations

from argparse import Namespace

from twisted.internet.interfaces import IProtocolFactory
from twisted.internet.protocol import connectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.trial.unittest import SynchronousTestCase
from twisted.web import server
from twisted.web.resource import Resource

from lessons import step1, step2, step3
from server.channel.site import Site
from server.inspector.beginnings import isBetween
from server.wire import Recorder, Tap
from tests.support.memory import CLIENT, SERVER, Transport

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"


class Patient(Resource):
    """
    Answers later.

    @ivar waiting: what is not answered.
    """

    isLeaf = True

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[server.Request] = []

    def render(self, request: server.Request) -> int:
        self.waiting.append(request)
        return server.NOT_DONE_YET


class BetweenTests(SynchronousTestCase):
    """
    Whether what arrives next begins a message.
    """

    def connect(self, makeSite: type[server.Site]) -> None:
        """
        Open a connection to a site.
        """
        self.resource, self.clock = Patient(), Clock()
        self.connectTo(makeSite(self.resource, reactor=self.clock))

    def connectTo(self, factory: IProtocolFactory) -> None:
        """
        Open a connection to whatever a factory makes.
        """
        self.recorder = Recorder()
        protocol = Tap(self.clock, factory, self.recorder).buildProtocol(CLIENT)
        assert protocol is not None
        self.protocol, self.transport = protocol, Transport(SERVER, CLIENT)
        protocol.makeConnection(self.transport)
        self.addCleanup(protocol.connectionLost, connectionDone)

    def isBetween(self, data: bytes = b"") -> bool:
        """
        Let bytes come, if there are some.

        @return: whether what comes next begins a message.
        """
        if data:
            self.protocol.dataReceived(data)
        self.clock.advance(0)
        return isBetween(self.recorder.conversations[1].protocol)

    def answer(self) -> None:
        """
        Answer the oldest request that waits.
        """
        self.resource.waiting.pop(0).finish()

    def test_request(self) -> None:
        """
        From the first byte of a request on until that is answered, nothing begins a message.
        """
        for site in (Site, server.Site):
            self.connect(site)
            self.assertTrue(self.isBetween())
            for number in range(len(GET)):
                self.assertFalse(self.isBetween(GET[number : number + 1]), (site, number))
            self.answer()
            self.assertTrue(self.isBetween(), site)

    def test_lines(self) -> None:
        """
        Steps 2 and 3 collect the lines of a head: it does where they have none. While step 3
        reads content or answers, and in step 1, which knows no messages, it does not.
        """
        self.clock = Clock()
        for step, isKnown in ((step1, False), (step2, True), (step3, True)):
            self.connectTo(step.makeFactory(self.clock, Namespace()))
            self.assertEqual(self.isBetween(), isKnown, step)
            for number in range(len(GET) - 1):
                self.assertFalse(self.isBetween(GET[number : number + 1]), (step, number))
        self.assertTrue(self.isBetween(GET[-1:]))
        self.assertFalse(self.isBetween(POST.replace(b"/", b"/echo", 1)))
        self.assertTrue(self.isBetween(b"hello"))
        seen: list[bool] = []
        self.patch(self.transport, "write", lambda data: seen.append(self.isBetween()))
        self.protocol.dataReceived(GET)
        self.assertEqual(seen, [False])
        self.assertTrue(self.isBetween())

    def test_content(self) -> None:
        """
        Content is not a message, whatever it looks like.
        """
        for site in (Site, server.Site):
            self.connect(site)
            self.assertFalse(self.isBetween(POST))
            self.assertFalse(self.isBetween(GET[:4]))
            self.assertFalse(self.isBetween(b"/"))
            self.answer()
            self.assertTrue(self.isBetween(), site)

    def test_pipelined(self) -> None:
        """
        Where a request waits behind another one, be it whole or not, nothing begins a
        message.
        """
        for site in (Site, server.Site):
            for rest in (b"G", GET):
                self.connect(site)
                self.assertFalse(self.isBetween(GET + rest))
                self.answer()
                self.assertFalse(self.isBetween(), (site, rest))

    def test_others(self) -> None:
        """
        For any other protocol it is not known.
        """
        self.assertFalse(isBetween(StringTransport()))
        self.assertFalse(isBetween(None))
