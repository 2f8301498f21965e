"""
The access log: a line for each request, in the combined format of Apache's C{httpd}, which
every program that counts visits can read::

    127.0.0.1 - - [06/Nov/1994:08:49:37 +0000] "GET /hello HTTP/1.1" 200 14 "-" "curl/8.5.0"

These are the client; two names of its user, which we do not know; when; the request line;
the status; how many bytes of content were sent; and the fields Referer and User-Agent.

The lines of one turn of the reactor are written together at its end, so a line is whole
even where several programs write to one file, and many requests cost one write.
"""

from __future__ import annotations

import re
import signal
import sys
from types import FrameType
from typing import Protocol

from twisted.internet.interfaces import IReactorCore, IReactorFromThreads, IReactorTime
from twisted.web.http import Request, datetimeToLogString

from server.escapes import ESCAPES
from server.greenhouse.logfile import LogFile
from server.semantics.secrets import maskedURL
from server.timeofday import timeOfDay

#: Where the access log goes: a file's path, or one of these.
TERMINAL, NOWHERE = "-", "none"

#: Files that this program has open already. Opening them again would overwrite what is
#: printed there.
STREAMS = {TERMINAL: "stdout", "/dev/stdout": "stdout", "/dev/stderr": "stderr"}

#: What may be between quotes as it is, which is nearly everything that comes; and how the
#: rest is written: a quote is escaped as well.
PLAIN = re.compile(rb"[ !#-\[\]-~]*")
QUOTED = ESCAPES | {ord('"'): '\\"'}


def quoted(value: bytes | None) -> str:
    """
    Write what a client sent so that it can be between quotes: on one line, in ASCII, and
    without a quote that would end them.
    """
    if value is None:
        return "-"
    text = value.decode("latin-1")
    return text if PLAIN.fullmatch(value) else text.translate(QUOTED)


class IReactor(IReactorCore, IReactorTime, IReactorFromThreads):
    """
    What the log needs in a reactor.
    """


class Sink(Protocol):
    """
    Takes whole lines, for a file or for the terminal.
    """

    def append(self, lines: str) -> None:
        """
        Write the lines, or lose them.
        """


class Printing:
    """
    The terminal, as a sink: it is not for us to close, or to open again.
    """

    def __init__(self, stream: str) -> None:
        """
        @param stream: its name in L{sys}.
        """
        self.stream = stream

    def append(self, lines: str) -> None:
        """
        Print some lines on the terminal, at once.
        """
        print(lines, end="", file=getattr(sys, self.stream), flush=True)


class AccessLog:
    """
    Writes a line for each request.
    """

    def __init__(self, reactor: IReactor, path: str) -> None:
        """
        @param path: of a file; C{-} is the terminal.
        @raise BadOption: when there can be no such file.
        """
        self.reactor = reactor
        self.lines: list[str] = []
        self.second, self.text = -1, ""
        reactor.addSystemEventTrigger("after", "shutdown", self.flush)
        stream = STREAMS.get(path)
        self.sink: Sink = Printing(stream) if stream else self.open(path)

    def open(self, path: str) -> LogFile:
        """
        Open a file, and open it again on SIGHUP, which programs that move full logs away
        send.
        """
        file = LogFile(path)

        def onSignal(number: int, frame: FrameType | None) -> None:
            self.reactor.callFromThread(file.reopen)

        self.reactor.callWhenRunning(signal.signal, signal.SIGHUP, onSignal)
        return file

    def add(self, request: Request) -> None:
        """
        Add the line of a request that has been answered.
        """
        if not self.lines:
            self.reactor.callLater(0, self.flush)
        self.lines.append(self.lineOf(request))

    def flush(self) -> None:
        """
        Append the lines that have been added since the last time to the file, in one go.
        """
        if self.lines:
            lines, self.lines = self.lines, []
            self.sink.append("".join(lines))

    def lineOf(self, request: Request) -> str:
        """
        Describe a request in combined format.
        """
        client = getattr(request.getClientAddress(), "host", "-")
        target = maskedURL(request.uri)
        asked = quoted(b"%b %b %b" % (request.method, target, request.clientproto))
        referer, agent = request.getHeader(b"Referer"), request.getHeader(b"User-Agent")
        return (
            f'{client} - - {self.now()} "{asked}" {request.code} {request.sentLength or "-"} '
            f'"{quoted(referer and maskedURL(referer))}" "{quoted(agent)}"\n'
        )

    def now(self) -> str:
        """
        Write the time, in brackets. It stays the same for a second.
        """
        second = int(timeOfDay(self.reactor))
        if second != self.second:
            self.second, self.text = second, str(datetimeToLogString(second))
        return self.text
