"""
Where C{walk} plays the transcripts of a walkthrough.
"""

from __future__ import annotations

import socket

from lessons.book.stage import Stage
from lessons.book.terminal import Terminal

#: Seconds that a program may take until it says something, and that it is waited for then.
START_TIMEOUT, LINE_TIMEOUT = 60.0, 5.0


class QuickTerminal(Terminal):
    """
    A terminal whose program is waited for no longer than a person would. To start takes as long
    as it takes: only then is known where a server listens.
    """

    patience = LINE_TIMEOUT

    def line(self, index: int) -> str | None:
        """
        Wait for a line, no longer than a person would.
        """
        self.patience = LINE_TIMEOUT if self.lines else START_TIMEOUT
        return super().line(index)


class WalkStage(Stage):
    """
    As the book's: on the book's own port where it is free, so that a browser
    beside it may use it.
    """

    terminal = QuickTerminal

    def choosePort(self, port: str) -> str:
        """
        The port of the book, or any free one.
        """
        if port not in self.ports and isFree(int(port)):
            return port
        return super().choosePort(port)


def isFree(port: int) -> bool:
    """
    Tell whether a server could listen on a port.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0
