"""
The client side: three calls, and every way in which a back end can fail.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from errno import EMFILE
from types import SimpleNamespace
from typing import Any, cast

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.protocol import Factory, Protocol, ServerFactory
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase, TestCase
from twisted.web.server import Request, Site

from server.childcommand import OUT_OF_TERMINAL
from server.pages import BadGateway, BadRequest, GatewayTimeout, Problem
from server.temperature import client as clientModule
from server.temperature.backend import TemperatureService
from server.temperature.client import Conversion, TemperatureClient
from server.temperature.process import NOWHERE, PAUSE, BackEnd
from server.temperature.process import IReactor as IProcessReactor
from server.temperature.scale import RANGES
from server.wire.tap import describe
from tests.support.names import BOTH, know

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"


class Canned(Protocol):
    """
    Answers whatever comes with bytes, and may hang up after them.
    """

    def __init__(self, answer: bytes, closes: bool) -> None:
        self.answer, self.closes = answer, closes

    def dataReceived(self, data: bytes) -> None:
        """
        Send the answer, whatever was asked.
        """
        assert self.transport is not None
        self.transport.write(self.answer)
        self.answer = b""
        if self.closes:
            self.transport.loseConnection()


class Endless(Protocol):
    """
    Answers with a head, and then with content as fast as it is taken.
    """

    def dataReceived(self, data: bytes) -> None:
        transport: Any = self.transport
        transport.write(OK + b"\r\n")
        transport.registerProducer(self, False)

    def resumeProducing(self) -> None:
        assert self.transport is not None
        self.transport.write(b"x" * 65536)

    def stopProducing(self) -> None:
        """
        Nothing to stop.
        """


def sized(content: bytes) -> bytes:
    """
    Write a response with some content.
    """
    return OK + b"Content-Length: %d\r\n\r\n" % len(content) + content


class ClientTests(TestCase):
    """
    Against real servers on real sockets, most of them broken.
    """

    def listen(self, factory: object, address: str = "127.0.0.1") -> TemperatureClient:
        """
        Start a back end in this process.
        """
        port: Any = reactor.listenTCP(0, cast(ServerFactory, factory), interface=address)
        self.addCleanup(port.stopListening)
        self.place = describe(port.getHost())
        return self.clientOf(f"http://{self.place}/")

    def clientOf(self, url: str) -> TemperatureClient:
        """
        @return: a client of the back end at this URL, with the real clock.
        """
        return TemperatureClient(cast(IReactorTime, reactor), lambda: url)

    async def problem(self, make: Callable[[], Protocol]) -> Problem:
        """
        Call a procedure of a broken back end.

        @param make: makes the protocol of that.
        @return: the problem of which a page is made.
        @raise AssertionError: when the call succeeds.
        """
        client = self.listen(Factory.forProtocol(make))
        try:
            await client.convert(1.0, "c2f")
        except Problem as problem:
            return problem
        raise AssertionError("no problem")

    async def test_convert(self) -> None:
        """
        One conversion brings the result, its category and the list of the ranges, from three
        calls.
        """
        client = self.listen(Site(TemperatureService()))
        self.assertEqual(
            await client.convert(100.0, "c2f"),
            Conversion(100.0, "c2f", 212.0, "extremely hot", [(float(n), t) for n, t in RANGES]),
        )
        self.assertEqual((await client.convert(32.0, "f2c")).category, "cold")

    async def test_addresses(self) -> None:
        """
        An IPv6 address is reached, and a name at whichever of its addresses
        answers; Host names it as the URL does.
        """

        class Service(TemperatureService):
            def render_POST(self, request: Request) -> Any:
                hosts.append(request.getHeader(b"host"))
                return super().render_POST(request)

        hosts: list[bytes | None] = []
        client = self.listen(Site(Service()), "::1")
        self.assertEqual((await client.convert(0.0, "c2f")).result, 32.0)
        self.assertEqual(set(hosts), {self.place.encode()})
        know(self, both=BOTH)
        client = self.clientOf(f"http://both.example:{self.place.rpartition(':')[2]}/")
        self.assertEqual((await client.convert(0.0, "c2f")).result, 32.0)

    async def test_wrongValue(self) -> None:
        """
        What the back end refuses is the user's to correct: 400.
        """
        client = self.listen(Site(TemperatureService()))
        with self.assertRaises(BadRequest) as raised:
            await client.convert(1.7e308, "c2f")
        self.assertIn("too large", raised.exception.sentence)

    async def test_refused(self) -> None:
        """
        Where nobody listens at the back end's place, the answer is a 502 that says so.
        """
        with self.assertRaises(BadGateway) as raised:
            await self.clientOf(NOWHERE).convert(1.0, "c2f")
        self.assertIn("cannot be reached", raised.exception.sentence)

    async def test_silent(self) -> None:
        """
        A back end that accepts and never answers: 504, after the time limit.
        """
        self.patch(clientModule, "TIME_LIMIT", 0.2)
        problem = await self.problem(lambda: Canned(b"", False))
        self.assertIsInstance(problem, GatewayTimeout)

    async def test_broken(self) -> None:
        """
        Answers that make no sense, or are not answers: 502.
        """
        fault = b"<methodResponse><fault><value><int>1</int></value></fault></methodResponse>"
        number = b"<methodResponse><params><param>%b</param></params></methodResponse>"
        for answer in [
            b"",
            b"noise",
            OK + b"Content-Length: 1000\r\n\r\nhalf",
            b"HTTP/1.1\r\n\r\n",
            OK + b"no field\r\n\r\n",
            OK + b"Content-Length: nan\r\n\r\n",
            OK + b"Content-Length: 1\r\nContent-Length: -1\r\n\r\n12345",
            b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
            sized(b"<html>"),
            sized(b""),
            sized(fault),
            sized(number % b"<value>warm</value>"),
            sized(number % b"<value><array><data/></array></value>"),
            sized(number % b"<value><double>x</double></value>"),
        ]:
            problem = await self.problem(lambda answer=answer: Canned(answer, True))  # type: ignore[misc]
            self.assertIsInstance(problem, BadGateway, repr(answer))
            self.assertEqual(self.flushLoggedErrors(), [], repr(answer))

    async def test_endless(self) -> None:
        """
        An answer without an end is cut at a limit: 502.
        """
        self.assertIsInstance(await self.problem(Endless), BadGateway)


class BackEndTests(TestCase):
    """
    The back end in a process of its own.
    """

    async def setUp(self) -> None:  # type: ignore[override]
        """
        Start it, and wait until it listens.
        """
        self.reactor = cast(IProcessReactor, reactor)
        self.ended: Deferred[None] = Deferred()
        self.backEnd = Watched(self.reactor, self.ended)
        self.backEnd.start()
        await self.awaitAddress()

    async def tearDown(self) -> None:  # type: ignore[override]
        """
        Stop it, and wait until it has ended.
        """
        self.backEnd.stop()
        await self.ended

    async def awaitAddress(self, before: str = NOWHERE) -> None:
        """
        Wait until the back end is somewhere else than before.
        """
        while self.backEnd.url() in (NOWHERE, before):
            await wait(self.reactor, 0.02)

    async def test_serves(self) -> None:
        """
        A back end that is started as a process answers calls by the client.
        """
        client = TemperatureClient(self.reactor, self.backEnd.url)
        self.assertEqual((await client.convert(0.0, "c2f")).result, 32.0)

    async def test_startsAgain(self) -> None:
        """
        Killed, it is started again, and the client finds it.
        """
        before = self.backEnd.url()
        os.kill(self.backEnd.pid(), signal.SIGKILL)
        await self.awaitAddress(before)
        await self.test_serves()
        self.assertEqual(len(self.flushLoggedErrors()), 0)


class ScarceTests(SynchronousTestCase):
    """
    The system has no more descriptors, or processes.
    """

    def test_startsLater(self) -> None:
        """
        A back end that cannot be started is tried again until it can; then no more.
        """
        clock = Clock()
        tries: list[float] = []

        def spawnProcess(*arguments: object, **more: object) -> None:
            tries.append(clock.seconds())
            if len(tries) < 3:
                raise OSError(EMFILE, "Too many open files")

        cast(Any, clock).spawnProcess = spawnProcess
        BackEnd(cast(IProcessReactor, clock)).start()
        for _ in range(5):
            clock.advance(PAUSE)
        self.assertEqual(tries, [0, PAUSE, 2 * PAUSE])


class UndisturbedTests(SynchronousTestCase):
    """
    Ctrl-C in a terminal reaches the back end as well.
    """

    PROGRAM = "import os, signal, sys; os.kill(os.getpid(), signal.SIGINT); print(sys.argv[1:])"

    def test_startsUndisturbed(self) -> None:
        """
        While its Python starts, that does nothing: no traceback is printed. What the
        program is given reaches it.
        """
        command = [*OUT_OF_TERMINAL, sys.executable, "-c", self.PROGRAM, "a b", "*"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual((run.stdout, run.stderr), ("['a b', '*']\n", ""))

    def test_used(self) -> None:
        """
        The back end is started so.
        """
        started: list[tuple[str, ...]] = []

        def spawnProcess(protocol: object, program: str, command: list[str], **_: object) -> None:
            started.append((program, *command))

        BackEnd(cast(IProcessReactor, SimpleNamespace(spawnProcess=spawnProcess))).start()
        ((program, *command),) = started
        self.assertEqual((program, *command[:3]), (OUT_OF_TERMINAL[0], *OUT_OF_TERMINAL))


class Watched(BackEnd):
    """
    A back end that tells when it has ended for good.
    """

    def __init__(self, reactor: IProcessReactor, ended: Deferred[None]) -> None:
        super().__init__(reactor)
        self.over = ended

    def pid(self) -> int:
        """
        @return: the number of the back end's process.
        """
        assert self.transport is not None
        return int(self.transport.pid)

    def processEnded(self, reason: Any) -> None:
        super().processEnded(reason)
        if self.stopping:
            self.over.callback(None)


async def wait(clock: IReactorTime, seconds: float) -> None:
    """
    @param seconds: how long the reactor works meanwhile, by this clock.
    """
    waiting: Deferred[None] = Deferred()
    clock.callLater(seconds, waiting.callback, None)
    await waiting
