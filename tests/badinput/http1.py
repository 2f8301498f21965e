"""
Requests in HTTP/1.1, to step 15 as its user starts it, with all that it can print.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.badinput.chance import Chance
from tests.badinput.fault import Fault
from tests.badinput.requests import makeRequests
from tests.badinput.served import Served
from tests.badinput.trial import Trial
from tests.support.process import StepProcess

#: It shows each byte and each request on its terminal.
SHOWS = ("--wire", "--debug", "--access-log", "-", "--delay", "0")


class Http1Trial(Trial):
    """
    Bytes that are nearly requests, in pieces, on real connections.
    """

    name = "http1"
    about = "requests in HTTP/1.1, to step 15"
    short = 300

    def start(self) -> None:
        """
        Start step 15, which prints all it can.
        """
        self.served = Served(self.resources.enter_context(StepProcess("lessons.step15", *SHOWS)))

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Send what was made up.
        """
        self.tried += 1
        yield from self.served.attack(makeRequests(chance))

    def end(self) -> Iterator[Fault]:
        """
        Tell whether it still answers.
        """
        yield from self.served.attack(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
