"""
The runner: the command line, the announcement, the port, the stop.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentTypeError
from contextlib import ExitStack
from io import StringIO
from threading import Thread
from types import ModuleType
from typing import Any, cast
from unittest import SkipTest

from pexpect import EOF
from twisted.internet.error import ConnectionDone, ReactorNotRunning
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from lessons import step1, step6, step9
from server.commandline import backlogSize, makeParser, portNumber
from server.draining import drainTime
from server.listening import Beside, IReactor, listenAt
from server.ownaddress import isLoopback
from server.runner import Runner
from server.shutdown import GRACE, LOOK_AFTER, isIdle
from server.wire.tap import channelOf
from tests.support import warm
from tests.support.memory import CLIENT, SERVER, optionsOf
from tests.support.process import PROGRAM_PATIENCE, ROOT, ColdProcess, StepProcess, poll
from tests.support.raw import connect, exchange, readToEnd
from tests.support.responses import only
from tests.support.terminals import Spawn

STEP = "lessons.step1"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def run(*arguments: str, module: str = STEP) -> subprocess.CompletedProcess[str]:
    """
    Run a step that ends by itself.
    """
    command = [sys.executable, "-m", module, *arguments]
    return warm.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PROGRAM_PATIENCE)


class CommandLineTests(SynchronousTestCase):
    """
    The options that every program has, their defaults, and what is refused.
    """

    def test_defaults(self) -> None:
        """
        Port 8000 on loopback, nothing printed.
        """
        options = makeParser("x", "").parse_args([])
        self.assertEqual(
            (options.port, options.interface, options.wire, options.inspect),
            (8000, "127.0.0.1", False, None),
        )

    def test_portNumber(self) -> None:
        """
        A port is a plain number up to 65535.
        """
        self.assertEqual([portNumber("0"), portNumber("65535")], [0, 65535])
        for text in ("65536", "-1", "", "x", "8000.0", "٣", "9" * 5000, "000000070000"):
            self.assertRaises(ArgumentTypeError, portNumber, text)

    def test_backlogSize(self) -> None:
        """
        A backlog is a plain number from 1 to 65535.
        """
        self.assertEqual([backlogSize("1"), backlogSize("65535")], [1, 65535])
        for text in ("0", "65536", "-1", "", "x", "1.0", "٣", "9" * 5000, "000000070000"):
            self.assertRaises(ArgumentTypeError, backlogSize, text)

    def test_loopback(self) -> None:
        """
        Loopback is what only this machine can reach.
        """
        for inside in ("127.0.0.1", "127.1.2.3", "::1", "localhost", "LocalHost"):
            self.assertTrue(isLoopback(inside), inside)
        for outside in ("0.0.0.0", "::", "192.0.2.1", "", "localhost.example"):
            self.assertFalse(isLoopback(outside), outside)

    def test_help(self) -> None:
        """
        C{--help} tells what the step is and what it takes.
        """
        done = run("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for word in ("Step 1", "--port", "--interface", "--wire", "--backlog", f"-m {STEP}"):
            self.assertIn(word, done.stdout)
        for word in ("--inspect", "default 511"):
            self.assertIn(word, done.stdout)

    def test_helpMarks(self) -> None:
        """
        What is code in the docstring of a program has no marks in its C{--help}.
        """
        done = run("--help", module="server")
        self.assertIn("on one site: python -m server.\n", done.stdout)

    def test_wrongPort(self) -> None:
        """
        What is not a port is named, with status 2.
        """
        done = run("--port", "99999")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("'99999' is not a port", done.stderr.splitlines()[-1])


class ListeningTests(SynchronousTestCase):
    """
    Where it listens, and what it says about that.
    """

    def test_announcement(self) -> None:
        """
        The first line names the address, the next ones what to try.
        """
        with StepProcess(STEP) as step:
            poll(lambda: step.out.count("\n") == 3)
            self.assertEqual(
                step.out,
                f"listening on 127.0.0.1:{step.port}\n"
                f"  try: telnet 127.0.0.1 {step.port}\n"
                "  stop: Ctrl-C\n",
            )
            self.assertEqual(step.err, "")

    def test_IPv6(self) -> None:
        """
        An IPv6 address is in brackets where a port or a path follows.
        """
        with StepProcess("lessons.step3", "--interface", "::1") as step:
            poll(lambda: step.out.count("\n") == 4)
            self.assertEqual(
                step.out,
                f"listening on [::1]:{step.port}\n"
                f"  try: telnet ::1 {step.port}\n"
                f"  try: curl -v http://[::1]:{step.port}/\n"
                "  stop: Ctrl-C\n",
            )

    def test_takenPort(self) -> None:
        """
        A taken port is one line that names it, its owner, and C{--port}.
        """
        with ColdProcess(STEP) as step:
            done = run("--port", str(step.port))
            pid = step.process.pid
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        (line,) = done.stderr.splitlines()
        self.assertTrue(line.startswith(f"port {step.port} is taken by: "), line)
        self.assertIn(f"-m {STEP} --port 0 (pid {pid})", line)
        self.assertIn("--port", line.rpartition(".")[0])

    def test_foreignAddress(self) -> None:
        """
        An address that is not this machine's is one line, status 1.
        """
        done = run("--port", "0", "--interface", "192.0.2.1")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(
            done.stderr, "192.0.2.1 is not an address of this machine: see --interface.\n"
        )

    def test_noAddress(self) -> None:
        """
        What is not an address at all is one line, status 1.
        """
        done = run("--port", "0", "--interface", "nosuchhost.invalid")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        (line,) = done.stderr.splitlines()
        self.assertIn("nosuchhost.invalid", line)

    def test_warning(self) -> None:
        """
        Listening for others is warned of in one line.
        """
        with StepProcess(STEP, "--interface", "0.0.0.0") as step:
            self.assertTrue(step.out.startswith(f"listening on 0.0.0.0:{step.port}\n"))
            (line,) = step.err.splitlines()
            self.assertIn("warning: anyone who can reach 0.0.0.0", line)

    def test_ipv6(self) -> None:
        """
        IPv6's loopback works, and is written in brackets.
        """
        if not os.path.exists("/proc/net/if_inet6"):
            raise SkipTest("this machine has no IPv6")
        with StepProcess(STEP, "--interface", "::1") as step:
            self.assertIn(f"listening on [::1]:{step.port}\n", step.out)
            with socket.create_connection(
                ("::1", step.port), timeout=PROGRAM_PATIENCE
            ) as connection:
                connection.sendall(b"quit\r\n")
                self.assertEqual(readToEnd(connection), b"Goodbye.\r\n")


class BesideTests(SynchronousTestCase):
    """
    A further listener, beside the main one.
    """

    STEP = "lessons.step14"

    def start(self, *arguments: str) -> StepProcess:
        """
        @return: a step with a second listener, as a program; started by C{with}.
        """
        return StepProcess(self.STEP, *arguments)

    def test_announcement(self) -> None:
        """
        It is announced after the main one, and a hint can name it.
        """
        with self.start("--counts-port", "0") as step:
            poll(lambda: "stop:" in step.out)
            main, beside, *hints = step.out.splitlines()
            self.assertEqual(main, f"listening on 127.0.0.1:{step.port}")
            self.assertTrue(beside.startswith("counts at 127.0.0.1:"), beside)
            port = beside.rpartition(":")[2]
            self.assertIn(f"  try: a browser at http://127.0.0.1:{port}/", hints)
            self.assertTrue(exchange(int(port), GET).startswith(b"HTTP/1.1 200 "))

    def test_stops(self) -> None:
        """
        It stops with the main one, and so do the connections to it.
        """
        with self.start("--counts-port", "0") as step:
            port = int(re.findall(r"counts at \S+:(\d+)", step.out)[0])
            with connect(port) as idle:
                self.assertEqual(step.stop(), 0)
                self.assertEqual(readToEnd(idle), b"")
            self.assertEqual(step.err, "")

    def test_taken(self) -> None:
        """
        Where its port is taken, one line names that port, and the option for it.
        """
        with StepProcess(STEP) as other:
            port = str(other.port)
            done = run("--port", "0", "--counts-port", port, module=self.STEP)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        (line,) = done.stderr.splitlines()
        self.assertTrue(line.startswith(f"port {port} is taken by: "), line)
        self.assertIn("choose another port with --counts-port.", line)

    def test_mainTaken(self) -> None:
        """
        Where the main one is, C{--port} is named.
        """
        with StepProcess(STEP) as other:
            port = str(other.port)
            done = run("--port", port, "--counts-port", "0", module=self.STEP)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("choose another port with --port.", done.stderr)


class StoppingTests(SynchronousTestCase):
    """
    A program in a process of its own, which is told to stop by a signal.
    """

    def test_signals(self) -> None:
        """
        Both end it with status 0, and without a word on standard error.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            with StepProcess(STEP) as step:
                self.assertEqual(step.stop(number), 0)
                self.assertEqual(step.err, "")

    def test_terminal(self) -> None:
        """
        In a terminal, what comes after Ctrl-C is on a line of its own; a dumb one shows what
        a pipe does.
        """
        for term, after in (("xterm", "^C\r\n"), ("dumb", "^C")):
            child = Spawn(
                sys.executable,
                ["-m", STEP, "--port", "0"],
                cwd=str(ROOT),
                env={**os.environ, "TERM": term},
                encoding="utf-8",
                timeout=PROGRAM_PATIENCE,
            )
            self.addCleanup(child.close)
            child.expect_exact("Ctrl-C\r\n")
            child.sendintr()
            child.expect(EOF)
            self.assertEqual(child.before, after)

    def test_atOnce(self) -> None:
        """
        A signal sent the moment the line is there is obeyed.
        """
        for _ in range(5):
            with StepProcess(STEP) as step:
                self.assertEqual(step.stop(), 0)

    def test_half(self) -> None:
        """
        A client in the middle of something gets its time, and is then cut.
        """
        with StepProcess(STEP) as step, connect(step.port) as connection:
            connection.sendall(b"quit\r\n"[:3])
            self.settle(step)
            began = time.monotonic()
            step.process.send_signal(signal.SIGINT)
            self.assertRaises(ConnectionRefusedError, self.connectForEver, step.port)
            self.assertIsNone(step.process.poll())
            self.assertEqual(readToEnd(connection), b"")
            self.assertEqual(step.process.wait(PROGRAM_PATIENCE), 0)
            self.assertGreater(time.monotonic() - began, 1.3)

    def test_finishes(self) -> None:
        """
        What it finishes in that time is answered.
        """
        with StepProcess(STEP) as step, connect(step.port) as connection:
            connection.sendall(b"qu")
            self.settle(step)
            step.process.send_signal(signal.SIGINT)
            self.assertRaises(ConnectionRefusedError, self.connectForEver, step.port)
            connection.sendall(b"it\r\n")
            self.assertEqual(readToEnd(connection), b"Goodbye.\r\n")
            self.assertEqual(step.process.wait(PROGRAM_PATIENCE), 0)

    def test_waiting(self) -> None:
        """
        Whoever has connected before the signal, while the program was busy, is answered: to
        close a port resets the connections that wait at it.
        """
        for channel in ("own", "stock"):
            with (
                StepProcess("lessons.step15", "--delay", "0.7", "--channel", channel) as step,
                connect(step.port) as first,
                connect(step.port) as second,
            ):
                first.sendall(b"GET /blocking HTTP/1.0\r\n\r\n")
                time.sleep(0.2)  # it is read, and keeps the program busy
                with connect(step.port) as waiting:
                    waiting.sendall(GET.replace(b"/", b"/hello", 1))
                    self.assertEqual(step.stop(signal.SIGTERM), 0)
                    self.assertEqual(only(readToEnd(waiting)).text, "Hello, world!\n", channel)
                self.assertEqual(only(readToEnd(first)).status, 200)
                self.assertEqual(readToEnd(second), b"")

    def settle(self, step: StepProcess) -> None:
        """
        Wait until the step has read all that was sent: it serves in order, so
        it has when it answers another connection.
        """
        with connect(step.port) as other:
            other.sendall(b"quit\r\n")
            readToEnd(other)

    def connectForEver(self, port: int) -> None:
        """
        Connect again and again until that is refused, for C{PROGRAM_PATIENCE} seconds at
        most.
        """
        deadline = time.monotonic() + PROGRAM_PATIENCE
        while time.monotonic() < deadline:
            with connect(port):
                time.sleep(0.01)


class InMemoryTestCase(SynchronousTestCase):
    """
    A runner on a reactor in memory.
    """

    def setUp(self) -> None:
        self.patch(sys, "stdout", StringIO())
        self.start(step1)

    def start(self, step: ModuleType, *arguments: str) -> None:
        """
        Have a step listen, in memory.

        @param arguments: its options.
        """
        self.reactor = MemoryReactorClock()
        options = optionsOf(step, *arguments)
        factory = step.makeFactory(self.reactor, options)
        self.runner = Runner(cast(IReactor, self.reactor), factory, options)
        self.runner.listen()

    def open(self, data: bytes) -> StringTransport:
        """
        Open a connection, on which these bytes come.

        @return: its transport.
        """
        connection = self.runner.listeners[0].factory.buildProtocol(CLIENT)
        assert connection is not None
        transport = StringTransport(SERVER, CLIENT)
        connection.makeConnection(transport)
        if data:
            connection.dataReceived(data)
        self.connection: Any = connection
        return transport


class BacklogTests(InMemoryTestCase):
    """
    How many connections may wait to be accepted.
    """

    def backlogs(self) -> list[int]:
        """
        What the reactor was asked for.
        """
        return [listening[2] for listening in self.reactor.tcpServers]

    def test_default(self) -> None:
        """
        Enough for 300 that come at once by default.
        """
        self.assertEqual(self.backlogs(), [511])

    def test_option(self) -> None:
        """
        As many as C{--backlog} says, on the port beside the main one as well.
        """
        self.start(step1, "--backlog", "7")
        self.assertEqual(self.backlogs(), [7])
        beside = Beside("more", "--more", 8001, self.runner.listeners[0].factory)
        options = optionsOf(step1, "--backlog", "9")
        reactor = cast(IReactor, self.reactor)
        Runner(reactor, beside.factory, options, [beside]).listen()
        self.assertEqual(self.backlogs(), [7, 9, 9])

    def test_endpoint(self) -> None:
        """
        An endpoint has it as well, where its text does not say.
        """
        self.reactor.tcpServers.clear()
        for text in ("tcp:8000", "tcp:8000:backlog=3:interface=127.0.0.1"):
            listenAt(cast(IReactor, self.reactor), text, self.runner.listeners[0].factory, 600)
        self.assertEqual(self.backlogs(), [600, 3])

    def test_real(self) -> None:
        """
        300 clients of a server that accepts none of them, as it is stopped, are connected.
        """
        with StepProcess(STEP) as step, ExitStack() as clients:
            step.process.send_signal(signal.SIGSTOP)
            for _ in range(300):
                clients.enter_context(connect(step.port))
            step.process.send_signal(signal.SIGCONT)
            self.assertEqual(exchange(step.port, b"quit\r\n"), b"Goodbye.\r\n")


class GraceTests(InMemoryTestCase):
    """
    Who gets how much time, by the clock.
    """

    def test_stoppedBySomebodyElse(self) -> None:
        """
        Where something else has stopped the reactor, a signal is not an error.
        """

        def stop() -> None:
            raise ReactorNotRunning("Can't stop reactor that isn't running.")

        self.patch(self.reactor, "stop", stop)
        self.runner.stop()
        self.assertEqual(self.reactor.getDelayedCalls(), [])

    def test_nobody(self) -> None:
        """
        Without a connection it stops at once.
        """
        self.runner.stop()
        self.assertTrue(self.reactor.hasStopped)

    def test_idle(self) -> None:
        """
        A connection that is owed nothing is closed at once.
        """
        answered, silent = self.open(b"hello\r\n"), self.open(b"")
        self.runner.stop()
        self.assertTrue(answered.disconnecting and silent.disconnecting)

    def test_toldAgain(self) -> None:
        """
        Whoever has much time to end, and is told again, has the shorter time.
        """
        half = self.open(b"he")
        self.runner.leave(60)
        self.reactor.pump([1] * 10)
        self.assertFalse(half.disconnecting or self.reactor.hasStopped)
        self.runner.leave(GRACE)
        self.runner.leave(60)
        self.reactor.pump([GRACE + 0.1])
        self.assertTrue(self.reactor.hasStopped)

    def test_aside(self) -> None:
        """
        Whoever only looks on is not waited for, and may look until the end.
        """
        reactor, options = MemoryReactorClock(), optionsOf(step1)
        factory = step1.makeFactory(reactor, options)
        besides = [Beside("view", "--view", port, factory, isAside=port == 1) for port in (1, 2)]
        runner = Runner(cast(IReactor, reactor), factory, options, besides)
        runner.listen()
        for listener in runner.listeners[1:]:
            connection = listener.factory.buildProtocol(CLIENT)
            assert connection is not None
            connection.makeConnection(StringTransport(SERVER, CLIENT))
            connection.dataReceived(b"hal")
        runner.stop()
        self.assertFalse(reactor.hasStopped)  # somebody else does more than look on
        cast(Any, connection).connectionLost(Failure(ConnectionDone()))
        reactor.advance(LOOK_AFTER)
        self.assertTrue(reactor.hasStopped)

    def test_half(self) -> None:
        """
        One in the middle of a line gets 1.5 seconds.
        """
        transport = self.open(b"hel")
        self.runner.stop()
        self.reactor.pump([LOOK_AFTER] * 74)
        self.assertFalse(transport.disconnecting or self.reactor.hasStopped)
        self.reactor.pump([LOOK_AFTER] * 2)
        self.assertTrue(self.reactor.hasStopped)

    def test_finishes(self) -> None:
        """
        One that finishes is closed, and when it is gone nothing is waited for.
        """
        transport = self.open(b"hel")
        self.runner.stop()
        self.connection.dataReceived(b"lo\r\n")
        self.reactor.advance(LOOK_AFTER)
        self.assertEqual(transport.value(), b"You said: hello\r\n")
        self.assertTrue(transport.disconnecting)
        self.connection.connectionLost(Failure(ConnectionDone()))
        self.reactor.advance(LOOK_AFTER)
        self.assertTrue(self.reactor.hasStopped)

    def test_twice(self) -> None:
        """
        Told a second time, it does not wait.
        """
        self.open(b"hel")
        self.runner.stop()
        self.runner.stop()
        self.reactor.advance(LOOK_AFTER)
        self.assertTrue(self.reactor.hasStopped)

    def test_keepAlive(self) -> None:
        """
        An HTTP connection that waits for its next request is idle. (Whether a
        request runs is read from names of Twisted's that are not public: this
        test and the next fail when they change.)
        """
        self.start(step6)
        self.open(b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertTrue(isIdle(self.connection))

    def test_running(self) -> None:
        """
        One on which a request runs is not.
        """
        self.start(step9)
        self.open(b"GET /non_blocking HTTP/1.1\r\nHost: a\r\n\r\n")
        self.connection.write(b"part of an answer")
        self.assertFalse(isIdle(self.connection))
        self.reactor.advance(5)
        self.assertTrue(isIdle(self.connection))


class DrainTests(InMemoryTestCase):
    """
    A server that is emptied before it stops.
    """

    def setUp(self) -> None:
        """
        Run step 1, and have it told to stop.
        """
        super().setUp()
        self.start(step1)
        self.runner.options.drain = 3
        self.runner.stop()

    def test_goesOn(self) -> None:
        """
        For that time, it goes on as if nothing had been said, but for its health.
        """
        self.assertTrue(self.runner.options.draining.hasBegun)
        self.reactor.advance(2.9)
        self.assertEqual(self.open(b"a\r\n").value(), b"You said: a\r\n")
        self.assertFalse(self.reactor.hasStopped)
        self.reactor.pump([0.2, 2])
        self.assertTrue(self.reactor.hasStopped)

    def test_twice(self) -> None:
        """
        Told again, it does not wait any more, but for what it owes.
        """
        self.open(b"a")
        self.runner.stop()
        self.assertFalse(self.reactor.hasStopped)
        self.reactor.pump([0.1] * 16)
        self.assertTrue(self.reactor.hasStopped)
        self.assertEqual(self.reactor.getDelayedCalls(), [])

    def test_times(self) -> None:
        """
        A time is a number of seconds, up to an hour.
        """
        self.assertEqual([drainTime("0"), drainTime("2.5"), drainTime("3600")], [0, 2.5, 3600])
        for text in ("-1", "3601", "nan", "inf", "", "x", "1e9"):
            self.assertRaises(ArgumentTypeError, drainTime, text)


class LeaveTests(InMemoryTestCase):
    """
    What becomes of connections of HTTP when the server stops.
    """

    def setUp(self) -> None:
        """
        Run step 9, on Twisted's channel.
        """
        super().setUp()
        self.start(step9)

    def test_twisted(self) -> None:
        """
        On Twisted's channel too, the answer of a request that runs says C{close}.
        """
        transport = self.open(b"GET /non_blocking HTTP/1.1\r\nHost: a\r\n\r\n")
        self.runner.stop()
        self.reactor.pump([1] * 5)
        self.assertIn(b"Connection: close\r\n", transport.value())
        self.assertTrue(transport.disconnecting)

    def test_onItsWay(self) -> None:
        """
        A request that was on its way to an idle connection is answered in the same way.
        """
        transport = self.open(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        transport.clear()
        self.runner.stop()
        self.connection.dataReceived(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertIn(b"Connection: close\r\n", transport.value())
        self.assertTrue(transport.disconnecting)

    def test_firstOnItsWay(self) -> None:
        """
        Whoever has just connected has half a second for the first request.
        """
        transport = self.open(b"")
        self.runner.stop()
        self.reactor.pump([LOOK_AFTER] * 20)
        self.assertFalse(transport.disconnecting)
        self.connection.dataReceived(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertIn(b"Connection: close\r\n", transport.value())
        self.assertTrue(transport.disconnecting)

    def test_noFirst(self) -> None:
        """
        A connection on which nothing was ever said is closed after that.
        """
        transport = self.open(b"")
        self.runner.stop()
        self.reactor.pump([LOOK_AFTER] * 26)
        self.assertTrue(transport.disconnecting)

    def test_nothingOnItsWay(self) -> None:
        """
        Where none was, the connection is closed soon.
        """
        transport = self.open(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        self.runner.stop()
        self.assertFalse(transport.disconnecting)
        self.reactor.pump([LOOK_AFTER] * 6)
        self.assertTrue(transport.disconnecting)

    def test_begun(self) -> None:
        """
        An answer that has begun is not changed.
        """
        transport = self.open(b"GET /non_blocking HTTP/1.1\r\nHost: a\r\n\r\n")
        channelOf(self.connection).requests[0].write(b"begun")
        self.runner.stop()
        self.assertNotIn(b"close", transport.value())
        self.assertFalse(transport.disconnecting)


class BusyTests(SynchronousTestCase):
    """
    A real program, and clients that ask all the time.
    """

    def test_busy(self) -> None:
        """
        Every answer that a client gets is whole, on either channel, and the last one
        says that it is the last. (A client that is too slow to ask again may find its
        connection closed, and has nothing of an answer then.)
        """
        for channel in ("own", "stock"):
            with StepProcess("lessons.step15", "--channel", channel) as step:
                clients = [KeepsAsking(step.port) for _ in range(20)]
                poll(lambda clients=clients: all(client.answers > 5 for client in clients))  # type: ignore[misc]
                self.assertEqual(step.stop(signal.SIGTERM), 0)
                for client in clients:
                    client.thread.join(PROGRAM_PATIENCE)
            last = [only(client.last) for client in clients if client.last]
            self.assertNotEqual(last, [])
            for answer in last:
                self.assertEqual(answer.text, "Hello, world!\n")
                self.assertEqual(answer.fields.get("connection"), "close", channel)


class KeepsAsking:
    """
    Asks again as soon as it has been answered, until it is told to close.
    """

    def __init__(self, port: int) -> None:
        self.answers = 0
        self.last = b""
        self.connection = connect(port)
        self.thread = Thread(target=self.ask, daemon=True)
        self.thread.start()

    def ask(self) -> None:
        """
        Ask for C{/hello} again and again, and count whole answers, until one says C{close} or
        the connection ends.
        """
        with self.connection:
            while b"close" not in self.last:
                self.connection.sendall(b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
                self.last = b""
                while not self.last.endswith(b"world!\n"):
                    data = self.connection.recv(65536)
                    if not data:
                        return
                    self.last += data
                self.answers += 1
