"""
portscan: the open ports of this machine.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterator
from io import StringIO
from typing import cast

import pexpect
from twisted.internet import reactor
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.error import ConnectionRefusedError
from twisted.internet.interfaces import IReactorTCP
from twisted.internet.protocol import Protocol, ServerFactory
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase, TestCase

from lessons.reactor.portscan import (
    RESERVED,
    IReactor,
    Scan,
    atATime,
    portRange,
    printReport,
    runScan,
    scan,
    showProgress,
)
from tests.lessons.reactor.support import (
    NO_SUCH_HOST,
    REFUSED,
    TIMEOUT,
    UNKNOWN,
    closedPort,
    listening,
    mutePort,
    run,
)
from tests.support.names import BOTH, know
from tests.support.process import ROOT
from tests.support.raw import ANSWER_TIMEOUT, HOST
from tests.support.terminals import Spawn


class CommandLineTests(SynchronousTestCase):
    """
    The options of the command line.
    """

    def test_ranges(self) -> None:
        """
        A range is one port, or a first and a last one.
        """
        self.assertEqual(portRange("8000"), range(8000, 8001))
        self.assertEqual(portRange("1-65535"), range(1, 65536))

    def test_noRanges(self) -> None:
        """
        What is not a range of ports from 1 to 65535, the lower one first, is refused.
        """
        for text in ("", "-", "1-", "-5", "0-5", "5-4", "1-65536", "x", "1-2-3", "٣", "9" * 30):
            self.assertRaises(ArgumentTypeError, portRange, text)

    def test_concurrency(self) -> None:
        """
        Concurrency is a number above 0, and ends where the system's limit does.
        """
        self.assertEqual(atATime("1"), 1)
        limits = {1024: 1024 - RESERVED, 10: 1, 10**6: 65535, resource.RLIM_INFINITY: 65535}
        for limit, most in limits.items():
            self.patch(resource, "getrlimit", lambda which, limit=limit: (limit, limit))
            self.assertEqual(atATime("999999"), most)
        for text in ("", "0", "-1", "x", "1.5"):
            self.assertRaises(ArgumentTypeError, atATime, text)


class MemoryTests(SynchronousTestCase):
    """
    A scan with a reactor that connects to nothing.
    """

    def setUp(self) -> None:
        """
        Begin to scan ten ports, three at a time.
        """
        self.reactor = MemoryReactorClock()
        self.scan = Scan(cast(IReactor, self.reactor), [HOST], timeout=1)
        self.found = self.scan.run(range(1, 11), concurrency=3)
        self.reactor.advance(0)

    def answer(self, index: int, isOpen: bool) -> None:
        """
        Answer one attempt to connect.

        @param index: which attempt, in their order.
        @param isOpen: whether somebody listens there.
        """
        host, port, factory, *_ = self.reactor.tcpClients[index]
        if isOpen:
            peer = IPv4Address("TCP", host, port)
            transport = StringTransport(IPv4Address("TCP", host, 51234), peer)
            protocol = factory.buildProtocol(peer)
            assert protocol is not None
            protocol.makeConnection(transport)
        else:
            factory.clientConnectionFailed(
                self.reactor.connectors[index], Failure(ConnectionRefusedError())
            )
        self.reactor.advance(0)

    def ports(self) -> list[int]:
        """
        The ports that were tried so far.
        """
        return [port for _, port, *_ in self.reactor.tcpClients]

    def test_bounded(self) -> None:
        """
        No more connections are tried at a time than were asked for.
        """
        self.assertEqual(self.ports(), [1, 2, 3])
        self.answer(1, isOpen=False)
        self.assertEqual(self.ports(), [1, 2, 3, 4])

    def test_all(self) -> None:
        """
        Every port is tried once, and the open ones are found in order.
        """
        for index in (2, 0, 1, 3, 4, 7, 6, 5, 8, 9):
            self.assertNoResult(self.found)
            self.answer(index, isOpen=index in (9, 4, 2))
        self.assertEqual(self.ports(), list(range(1, 11)))
        self.assertEqual(self.successResultOf(self.found), [3, 5, 10])

    def test_silent(self) -> None:
        """
        Ports that never answer cost the timeout, and no more.
        """
        for _ in range(4):
            self.assertNoResult(self.found)
            self.reactor.advance(1)
            self.reactor.advance(0)
        self.assertEqual(self.successResultOf(self.found), [])
        self.assertEqual(self.scan.reasons, {TIMEOUT.strip(): 10})

    def test_lazy(self) -> None:
        """
        A port is taken from the range only when its turn comes.
        """
        taken: list[int] = []

        def ports() -> Iterator[int]:
            for port in range(1, 65536):
                taken.append(port)
                yield port

        Scan(cast(IReactor, self.reactor), [HOST], timeout=1).run(ports(), concurrency=2)
        self.reactor.advance(0)
        self.assertEqual(taken, [1, 2])

    def test_report(self) -> None:
        """
        The report names the open ports, and counts the others by reason.
        """
        out = StringIO()
        self.patch(sys, "stdout", out)
        self.scan.openPorts = [8000, 22]
        self.scan.reasons.update({"slow": 1, "closed": 2000})
        printReport(self.scan, "localhost")
        report = "port 22 is open\nport 8000 is open\nlocalhost: tried 2,003, open 2\n"
        self.assertEqual(out.getvalue(), report + "  2,000: closed\n  1: slow\n")

    def test_progress(self) -> None:
        """
        A person sees how far it is; the row is wiped at the end.
        """
        out = Screen()
        stop = showProgress(self.scan, 10, out)
        self.assertEqual(out.getvalue(), "")
        self.answer(0, isOpen=True)
        self.reactor.advance(0.5)
        row = "tried 1 of 10, open 1"
        self.assertEqual(out.getvalue(), f"\r{row:<60}\r")
        stop()
        self.assertEqual(out.getvalue(), f"\r{row:<60}\r\r{'':60}\r")

    def test_shortScan(self) -> None:
        """
        A scan that is over before its first row shows none.
        """
        out = Screen()
        showProgress(self.scan, 10, out)()
        self.reactor.advance(5)
        self.assertEqual(out.getvalue(), "")

    def test_noProgress(self) -> None:
        """
        Where nobody is watching, nothing is shown.
        """
        out = StringIO()
        showProgress(self.scan, 10, out)()
        self.reactor.advance(5)
        self.assertEqual(out.getvalue(), "")


class Screen(StringIO):
    """
    A file that is a terminal.
    """

    def isatty(self) -> bool:
        """
        Say that it is a terminal.
        """
        return True


class SocketTests(TestCase):
    """
    A scan with the real reactor.
    """

    async def test_open(self) -> None:
        """
        An open port is found among closed ones.
        """
        factory = cast(ServerFactory, ServerFactory.forProtocol(Protocol))
        port = cast(IReactorTCP, reactor).listenTCP(0, factory, interface=HOST)
        self.addCleanup(port.stopListening)
        number = cast(IPv4Address, port.getHost()).port
        with closedPort() as closed:
            found = await scan(cast(IReactor, reactor), HOST, [closed, number])
        self.assertEqual(found, [number])

    async def test_addresses(self) -> None:
        """
        A name may have several addresses: a port is open if it is at one of them,
        and the report says at which.
        """
        factory = cast(ServerFactory, ServerFactory.forProtocol(Protocol))
        port = cast(IReactorTCP, reactor).listenTCP(0, factory, interface="::1")
        self.addCleanup(port.stopListening)
        number = cast(IPv6Address, port.getHost()).port
        out = StringIO()
        self.patch(sys, "stdout", out)
        know(self, both=BOTH)
        options = Namespace(host="both.example", ports=[number], timeout=1, concurrency=1)
        self.assertEqual(await runScan(cast(IReactor, reactor), options), 0)
        report = f"port {number} is open at ::1\nboth.example: tried 1, open 1\n"
        self.assertEqual(out.getvalue(), report)

    async def test_closed(self) -> None:
        """
        A port that is closed at all addresses is counted once.
        """
        with closedPort() as number:
            tried = Scan(cast(IReactor, reactor), BOTH, timeout=1)
            self.assertEqual(await tried.run([number], 1), [])
        self.assertEqual(tried.reasons, {REFUSED.strip(): 1})


class ProcessTests(SynchronousTestCase):
    """
    The program, in a process of its own.
    """

    def test_everyPort(self) -> None:
        """
        All 65,535 ports of this machine are tried, in bounded time, with far
        fewer descriptors than ports.
        """
        with listening() as (_, port):
            result = self.scanWithFewDescriptors()
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn(f"port {port} is open\n", result.stdout)
        self.assertRegex(result.stdout, rf"(?m)^{HOST}: tried 65,535, open \d+$")
        # A port that another test has just then may answer nothing.
        refused = re.search(rf"(?m)^ *([\d,]+): {re.escape(REFUSED.strip())}$", result.stdout)
        assert refused, result.stdout
        self.assertGreater(int(refused[1].replace(",", "")), 65_000)

    def scanWithFewDescriptors(self) -> subprocess.CompletedProcess[str]:
        """
        Scan where a process may open 128 files.
        """
        program = f"exec {sys.executable} -m lessons.reactor.portscan --ports 1-65535"
        return subprocess.run(
            ["/bin/sh", "-c", f"ulimit -n 128 && {program}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=3 * ANSWER_TIMEOUT,
        )

    def test_none(self) -> None:
        """
        Where no port is open, the status says so.
        """
        with closedPort() as port:
            result = run("portscan", "--ports", str(port))
        self.assertEqual(result, (1, f"{HOST}: tried 1, open 0\n  1: {REFUSED}", ""))

    def test_timeout(self) -> None:
        """
        A port that never answers is given up, and counted.
        """
        with mutePort() as port:
            result = run("portscan", "--ports", str(port), "--timeout", "0.2")
        self.assertEqual(result, (1, f"{HOST}: tried 1, open 0\n  1: {TIMEOUT}", ""))

    def test_name(self) -> None:
        """
        A host's name is looked up.
        """
        with listening() as (_, port):
            result = run("portscan", "--host", "localhost", "--ports", str(port))
        report = f"port {port} is open\nlocalhost: tried 1, open 1\n"
        self.assertEqual(result, (0, report, ""))

    def test_unknownHost(self) -> None:
        """
        A name that names no host is told in one line.
        """
        result = run("portscan", "--host", NO_SUCH_HOST)
        self.assertEqual(result, (1, "", f"{NO_SUCH_HOST}: {UNKNOWN}"))

    def test_onlyAskedFor(self) -> None:
        """
        Another host has to be named with C{--host}.
        """
        status, out, err = run("portscan", "192.0.2.1")
        self.assertEqual((status, out), (2, ""))
        self.assertIn("unrecognized arguments: 192.0.2.1", err)

    def test_progress(self) -> None:
        """
        On a terminal, a long scan shows how far it is, and Ctrl-C ends it.
        """
        with mutePort() as port:
            command = ["-m", "lessons.reactor.portscan", "--ports", str(port), "--timeout", "60"]
            child = Spawn(sys.executable, command, cwd=str(ROOT), timeout=ANSWER_TIMEOUT)
            self.addCleanup(child.close, force=True)
            child.expect_exact("tried 0 of 1, open 0")
            child.sendcontrol("c")
            child.expect(pexpect.EOF)
            self.assertEqual(child.wait(), 130)
