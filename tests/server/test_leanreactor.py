"""
The lean reactor reads, closes and fails as Twisted's own does.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import closing

from twisted.trial.unittest import SynchronousTestCase

from server.leanreactor import LeanReactor
from tests.support.process import PROGRAM_PATIENCE, ROOT

#: Says what it reads, fails where it is told to, and stops when nobody is connected.
PROGRAM = """
import sys
if sys.argv[1] == "lean":
    from server.leanreactor import install
    install()
from twisted.internet import reactor
from twisted.internet.protocol import Factory, Protocol
from twisted.logger import globalLogBeginner

def observe(event):
    failure = event.get("log_failure") or event.get("failure")
    if failure:
        print("logged", failure.type.__name__)

class Reading(Protocol):
    def dataReceived(self, data):
        print("read", data.decode())
        self.transport.write(data.upper())
        if data == b"fail":
            raise RuntimeError("told to")

    def connectionLost(self, reason):
        print("lost", reason.type.__name__)
        if reason.type is RuntimeError:
            reactor.stop()

globalLogBeginner.beginLoggingTo([observe], redirectStandardIO=False)
port = reactor.listenTCP(0, Factory.forProtocol(Reading), interface="127.0.0.1")
print(port.getHost().port, flush=True)
reactor.run()
"""


class LeanReactorTests(SynchronousTestCase):
    """
    The same program on our reactor and on Twisted's prints the same.
    """

    def told(self, kind: str) -> str:
        """
        Run it: one connection is closed by its client, the next fails.

        @return: what it has printed.
        """
        command = [sys.executable, "-c", PROGRAM, kind]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=ROOT, stdout=pipe, text=True) as process:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            for word in (b"hello", b"fail"):
                with closing(
                    socket.create_connection(("127.0.0.1", port), PROGRAM_PATIENCE)
                ) as client:
                    client.sendall(word)
                    if word == b"hello":
                        self.assertEqual(client.recv(100), b"HELLO")
            return process.stdout.read()

    def test_same(self) -> None:
        """
        What is read, what goes wrong and how connections end is the same.
        """
        said = self.told("lean")
        self.assertEqual(said, self.told("twisted"))
        self.assertIn("logged RuntimeError\nlost RuntimeError\n", said)

    def test_atEnd(self) -> None:
        """
        What is called at the end of a turn is called once, after all of the turn's events,
        even where something fails; and where no events are answered, at once.
        """
        reactor, calls = LeanReactor(), list[str]()
        pairs = [socket.socketpair() for _ in range(2)]
        for near, far in pairs:
            self.addCleanup(near.close)
            self.addCleanup(far.close)
            reactor.addReader(Noting(reactor, near, calls))
            far.sendall(b"x")
        self.addCleanup(reactor.removeAll)
        reactor.doPoll(0)
        self.assertEqual(calls, ["read", "read", "end", "end"])
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 2)
        reactor.callAtEnd(lambda: calls.append("at once"))
        reactor.doPoll(0)
        reactor.runUntilCurrent()
        self.assertEqual(calls[4:], ["at once"])


class Noting:
    """
    Something to read, which notes what is called, and in which order.
    """

    def __init__(self, reactor: LeanReactor, near: socket.socket, calls: list[str]) -> None:
        self.reactor = reactor
        self.near = near
        self.calls = calls

    def fileno(self) -> int:
        return self.near.fileno()

    def doRead(self) -> None:
        """
        Note it; of two calls at the end of the turn, the first fails.
        """
        self.near.recv(1)
        self.calls.append("read")
        self.reactor.callAtEnd(self.fail)
        self.reactor.callAtEnd(lambda: self.calls.append("end"))

    def fail(self) -> None:
        """
        Fail, at the end of a turn.
        """
        raise ZeroDivisionError

    def connectionLost(self, reason: object) -> None:
        """
        It is no longer watched.
        """

    def logPrefix(self) -> str:
        return "Noting"
