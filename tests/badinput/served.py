"""
A program of ours, started as its user starts it, that is given bad input over its sockets.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from select import select

from tests.badinput.answers import judge
from tests.badinput.fault import Fault, Kind
from tests.badinput.terminal import steering
from tests.support.process import StepProcess
from tests.support.raw import ANSWER_TIMEOUT

#: How lines begin that tell of trouble. That somebody writes https for http is not trouble.
TROUBLE = re.compile(
    r"^(?:warn|error|critical): (?!.* began with TLS).*|^Traceback .*|^Unhandled .*", re.MULTILINE
)

#: The same, where what a program works with is broken, and it is right to say so.
UNHANDLED = re.compile(r"^critical: .*|^Traceback .*|^Unhandled .*", re.MULTILINE)

#: The same, where Twisted's own channel fails with what a client has sent, as the course shows:
#: that is one line.
TRACEBACK = re.compile(r"^Traceback .*", re.MULTILINE)


class Reading:
    """
    Reads what is added to a file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.offset = 0

    def take(self) -> str:
        """
        Read what was added since the last time.
        """
        if self.path.stat().st_size == self.offset:
            return ""
        with self.path.open("rb") as file:
            file.seek(self.offset)
            data = file.read()
        self.offset += len(data)
        return data.decode("utf-8", "replace")


class Served:
    """
    One program, and what it says.
    """

    def __init__(
        self,
        step: StepProcess,
        halfCloses: bool = True,
        trouble: re.Pattern[str] = TROUBLE,
        linger: float = 0.0,
    ) -> None:
        """
        @param step: has been started.
        @param halfCloses: whether to say that no more will come. Twisted's own channel takes
            that for the end of the connection; what is sent to it asks for the end itself.
        @param linger: seconds that it has for an answer before we say so.
        @param trouble: what it may not say.
        """
        self.trouble = trouble
        self.halfCloses = halfCloses
        self.linger = linger
        self.port = step.port
        self.out, self.err = Reading(step.outPath), Reading(step.errPath)
        self.out.take()

    def ask(self, sent: bytes) -> bytes:
        """
        Send bytes on a connection of their own, and read to the end.

        @raise TimeoutError: where there is none.
        """
        received = bytearray()
        with socket.create_connection(("127.0.0.1", self.port), ANSWER_TIMEOUT) as connection:
            with suppress(OSError):  # the server may have closed
                connection.sendall(sent)
                if self.halfCloses:
                    select([connection], [], [], self.linger)
                    connection.shutdown(socket.SHUT_WR)
            with suppress(ConnectionResetError):
                while piece := connection.recv(65536):
                    received += piece
        return bytes(received)

    def attack(self, sent: bytes) -> Iterator[Fault]:
        """
        Send bytes, and look at all that comes of them.
        """
        try:
            received = self.ask(sent)
        except TimeoutError:
            yield Fault(Kind.ANSWER, f"no answer within {ANSWER_TIMEOUT} s to {sent[:200]!r}")
        else:
            yield from judge(sent, received)
        yield from self.said()

    def said(self) -> Iterator[Fault]:
        """
        Look at what the program has said.
        """
        out, err = self.out.take(), self.err.take()
        for found in self.trouble.findall(err):
            yield Fault(Kind.LOG, err[-3000:] if "Traceback" in found else found)
        for found in [*steering(out), *steering(err)]:
            yield Fault(Kind.TERMINAL, found)
