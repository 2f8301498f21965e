"""
What clients make of some hundred answers that no server should send: one plain
line, a documented exit status, an end, and no half of a file.
"""

from __future__ import annotations

import gc
import io
import re
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from twisted.internet import reactor as installed
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IReactorTCP, ITransport
from twisted.internet.protocol import Factory, Protocol, ServerFactory
from twisted.trial.unittest import SynchronousTestCase, TestCase

from lessons.clients import (
    harness,
    updatecheck,
    validate,
    webcat,
    webcat2,
    webcat3,
    webdownload,
)
from lessons.clients.clientprogram import Run, makeParser
from lessons.clients.statuses import Exit
from tests.support.answers import BAD_CHUNKS, OK, WHOLE, Answer, answers, withFields
from tests.support.clients import ScriptedServer, runClient, saying
from tests.support.collector import sparing

ANSWERS = list(answers())

#: What only Python and Twisted say.
PYTHON = re.compile(r"Traceback|[a-z](Error|Exception|Failure)\b|\bb['\"]|<\w+[. ]|0x[0-9a-f]{6}")
#: What webdownload says of a file that is not whole.
LEFT = re.compile(r"\S+ is (kept|deleted): .*\n")

#: One of each kind, for the programs as processes.
SAMPLE = [
    OK + b"no colon\r\n\r\n",
    withFields(b"Content-Length: +3", content=b"abc"),
    withFields(b"X: " + b"x" * 20_000),
    withFields(b"Location: /na\xefve\x00", status=b"302 Found"),
    withFields(b"Transfer-Encoding: chunked", content=BAD_CHUNKS[9]),
    WHOLE[0][:-1],
]


class Saying(Protocol):
    """
    Says the factory's answer to each request, and closes.
    """

    transport: ITransport
    factory: SayingFactory
    received = b""

    def dataReceived(self, data: bytes) -> None:
        """
        Wait for the end of the request: its head, and its form if it has one.
        """
        self.received += data
        ending = b"--\r\n" if self.received.startswith(b"POST") else b"\r\n\r\n"
        if self.received.endswith(ending):
            self.transport.write(self.factory.answer)
            self.transport.loseConnection()


class SayingFactory(Factory):
    """
    A server that knows one answer.
    """

    noisy = False
    answer = b""

    def buildProtocol(self, addr: object) -> Any:
        """
        Make the protocol for one connection.
        """
        saying = Saying()
        saying.factory = self
        return saying


class InProcessTests(TestCase):
    """
    The clients, from their parsed command line to their exit status, and a real
    server. Only the reactor is the tests' own.
    """

    timeout = 240

    def setUp(self) -> None:
        """
        Start the server, and make a folder for every file.
        """
        self.enterContext(sparing())
        self.server = SayingFactory()
        reactor = cast(IReactorTCP, installed)
        listening = reactor.listenTCP(0, cast(ServerFactory, self.server), interface="127.0.0.1")
        self.addCleanup(listening.stopListening)
        self.url = f"http://127.0.0.1:{cast(IPv4Address, listening.getHost()).port}/"
        self.folder = Path(self.mktemp()).absolute()
        self.folder.mkdir()
        self.patch(tempfile, "tempdir", str(self.folder))
        self.target = self.folder / "target"

    async def runHere(self, client: ModuleType, *arguments: str) -> tuple[Exit, bytes, str]:
        """
        Run a client.

        @return: its exit status, and what it printed.
        """
        name = client.__name__
        parser = makeParser(name, "")
        client.addOptions(parser)
        options = parser.parse_args([*arguments, "--timeout", "20"])
        out, err = io.BytesIO(), io.StringIO()
        self.patch(sys, "stdout", io.TextIOWrapper(out, "utf-8"))
        self.patch(sys, "stderr", err)
        status = await Run(name, client.program, options).finish(installed)  # type: ignore[arg-type]
        return status, out.getvalue(), err.getvalue()

    async def check(self, client: ModuleType, *arguments: str, stored: bool = False) -> None:
        """
        Run a client against every answer.
        """
        for each in ANSWERS:
            self.server.answer = each.data
            status, out, err = await self.runHere(client, *arguments)
            wanted = each.stored if stored else each.status
            self.assertEqual(status, wanted, (each.data[:200], err))
            self.checkWords(client, each, status, err)
            if status is not Exit.WELL and client in (webcat2, webdownload, webcat3):
                self.checkNothingLeft(client, each, out)
            self.target.unlink(missing_ok=True)
        gc.collect()
        self.assertEqual(self.flushLoggedErrors(), [])

    def checkWords(self, client: ModuleType, each: Answer, status: Exit, err: str) -> None:
        """
        Where all is well nothing is said; else one line, in plain words.
        """
        name, told = client.__name__.rpartition(".")[2], LEFT.sub("", err)
        wanted = "" if status is Exit.WELL else rf"{name}: [^\n]{{3,300}}\n"
        self.assertRegex(told, rf"\A{wanted}\Z", each.data[:200])
        self.assertNotRegex(err, PYTHON, each.data[:200])
        self.assertTrue(err.replace("\n", "").isprintable(), err)

    def checkNothingLeft(self, client: ModuleType, each: Answer, out: bytes) -> None:
        """
        No half of a file is left, and none is printed by who promises so.
        """
        self.assertEqual([path.name for path in self.folder.iterdir()], [], each.data[:200])
        if client is webcat2:
            self.assertEqual(out, b"", each.data[:200])

    async def test_webcat(self) -> None:
        """
        webcat tells each malformed answer in a line, and ends with its status.
        """
        await self.check(webcat, self.url)

    async def test_webcat2(self) -> None:
        """
        webcat2 tells them, prints no half, and leaves no temporary file.
        """
        await self.check(webcat2, self.url)

    async def test_webcat3(self) -> None:
        """
        webcat3 tells them, and every odd way to ask who we are.
        """
        await self.check(webcat3, self.url)

    async def test_updatecheck(self) -> None:
        """
        updatecheck tells each malformed answer in a line, and ends with its status.
        """
        await self.check(updatecheck, self.url)

    async def test_validate(self) -> None:
        """
        validate tells them, though its form has been sent.
        """
        await self.check(validate, "--field", "a=b", "--url", self.url)

    async def test_webdownload(self) -> None:
        """
        webdownload tells them, and leaves neither the file nor a part of it.
        """
        await self.check(webdownload, self.url, str(self.target), stored=True)

    async def test_rememberNothing(self) -> None:
        """
        updatecheck remembers nothing of an answer that is of no use.
        """
        state = self.folder / "state"
        for each in ANSWERS[::7]:
            if each.status is not Exit.WELL:
                self.server.answer = each.data
                await self.runHere(updatecheck, self.url, "--state", str(state))
                self.assertEqual(list(self.folder.iterdir()), [], each.data[:200])


class HarnessTests(SynchronousTestCase):
    """
    The harness, which has its own reader.
    """

    def test_harness(self) -> None:
        """
        The harness shows an answer, or says in one plain line what is wrong.
        """
        with ScriptedServer(saying(b"")) as server:
            for each in ANSWERS:
                server.answer = saying(each.data)
                out, err = io.BytesIO(), io.StringIO()
                self.patch(sys, "stdout", io.TextIOWrapper(out, "utf-8"))
                self.patch(sys, "stderr", err)
                status = harness.main(["GET", server.url])
                self.assertIn(status, (Exit.WELL, Exit.PROTOCOL, Exit.REFUSED), each.data[:200])
                told = r"harness: not well-formed: [^\n]+\n" if status is Exit.PROTOCOL else ""
                self.assertRegex(err.getvalue(), rf"\A{told}\Z", each.data[:200])
                self.assertNotRegex(err.getvalue(), PYTHON, each.data[:200])
                self.assertTrue(err.getvalue().replace("\n", "").isprintable())


class ProcessTests(SynchronousTestCase):
    """
    The programs as they are started.
    """

    def test_sample(self) -> None:
        """
        One answer of each kind is told in one line, and nothing is logged.
        """
        with ScriptedServer(saying(b"")) as server:
            for data in SAMPLE:
                server.answer = saying(data)
                result = runClient("webcat", server.url)
                self.assertEqual(result.returncode, Exit.PROTOCOL, result.stderr)
                self.assertRegex(result.stderr, r"\Awebcat: [^\n]+\n\Z")
                self.assertNotRegex(result.stderr, PYTHON)
