"""
The Twisted back end in a process of its own, on a free port of this machine.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from twisted.internet.interfaces import IReactorProcess, IReactorTime
from twisted.internet.protocol import ProcessProtocol
from twisted.logger import Logger
from twisted.python.failure import Failure

from server.childcommand import outOfTerminal

ANNOUNCEMENT = re.compile(rb"^listening on ([0-9.]+:\d+)$", re.MULTILINE)

#: After how many seconds a back end that has ended is started again.
PAUSE = 1.0

#: An address where nobody listens: the back end's while there is none.
NOWHERE = "http://127.0.0.1:1/"

MODULE = "server.temperature.backend"

log = Logger()


class IReactor(IReactorProcess, IReactorTime):
    """
    What a reactor must offer for starting a process.
    """


class BackEnd(ProcessProtocol):
    """
    Keeps a back end running until it is told to stop.

    Nothing of it is left when this process dies: the back end stops when its standard
    input ends, and the system ends that when this process dies.
    """

    def __init__(
        self, reactor: IReactor, onMoved: Callable[[str], object] = lambda url: None
    ) -> None:
        """
        @param onMoved: called with the address whenever that has changed.
        """
        self.reactor = reactor
        self.onMoved = onMoved
        self.address = NOWHERE
        self.printed = b""
        self.stopping = False

    def url(self) -> str:
        """
        Tell where the back end is now.
        """
        return self.address

    def start(self) -> None:
        """
        Start the back end, on a free port.
        """
        if self.stopping:
            return
        program = [sys.executable, "-m", MODULE, "--port", "0", "--until-eof"]
        command = outOfTerminal(*program)
        self.printed = b""
        try:
            # env=None hands on our environment; standard error is shared.
            self.reactor.spawnProcess(
                self, command[0], command, env=None, childFDs={0: "w", 1: "r", 2: 2}
            )
        except OSError as error:  # no more descriptors, or processes
            self.startLater(f"cannot be started: {error.strerror}")

    def stop(self) -> None:
        """
        Stop the back end, and do not start it again.
        """
        self.stopping = True
        if self.transport is not None:
            self.transport.closeStdin()

    def moveTo(self, address: str) -> None:
        """
        Note where the back end is now, and tell that it has moved.
        """
        if address != self.address:
            self.address = address
            self.onMoved(address)

    def outReceived(self, data: bytes) -> None:
        """
        The back end has printed something: it says where it listens.
        """
        self.printed = (self.printed + data)[-1000:]
        if match := ANNOUNCEMENT.search(self.printed):
            self.moveTo(f"http://{match[1].decode()}/")

    def processEnded(self, reason: Failure) -> None:
        """
        The back end has ended; start it again, unless it was told to stop.
        """
        self.moveTo(NOWHERE)
        if not self.stopping:
            self.startLater(f"ended: {reason.value}")

    def startLater(self, why: str) -> None:
        """
        Start it again, after a pause.

        @param why: what has become of it.
        """
        log.warn("the temperature service {why}", why=why)
        self.reactor.callLater(PAUSE, self.start)
