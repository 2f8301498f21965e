"""
What a person at the terminal sees: what is printed, and what of the log.

There may be nobody. The terminal may be closed, the disk that it is redirected to may be
full, the program that reads it may be gone: that must not matter to clients, so whatever
prints while the server runs prints on a L{BestEffortStream}.

People type broken bytes at a teaching server all day, so the log is short: one line per
event, warnings and worse. A traceback is shown where it helps, which is when it passes
through a file of the course: somebody's program is wrong. One that stays inside Twisted
was caused by a client's bytes, and is one line.
"""

from __future__ import annotations

import fcntl
import os
import select
import stat
import sys
import sysconfig
from pathlib import Path
from typing import Any, TextIO, cast

import twisted
from twisted.logger import (
    FilteringLogObserver,
    ILogObserver,
    LogEvent,
    LogLevel,
    LogLevelFilterPredicate,
    formatEvent,
    globalLogBeginner,
)
from twisted.python.failure import Failure
from zope.interface import implementer

#: Where code is that is not the reader's own.
LIBRARIES = (str(Path(twisted.__file__).parent.parent), sysconfig.get_path("stdlib"), "<")
#: How many characters a line has at most.
MOST_CHARACTERS = 500
#: A L{Logger} is named after the module that makes it.
OWN_NAMESPACES = ("__main__", "lessons", "server")
#: What is below every step: it is in every traceback.
MACHINERY = tuple(
    str(Path(__file__).parent / name) for name in ("runner.py", "clienthello.py", "wire")
)

#: How many seconds to wait for a terminal that takes nothing: this is done once, until it
#: takes something again.
STALL_TIMEOUT = 0.5
#: How many bytes are written at a time. What is ready for any takes this many without
#: blocking (POSIX: C{PIPE_BUF}).
PIECE = select.PIPE_BUF
MISSING = "\n(Something is missing here: it could not be printed in time.)\n"


class BestEffortStream:
    """
    A stream whose writer never learns whether anybody reads. Once writing has failed, it
    is silently given up. Where writing would block (Ctrl-S; a pipe that is full), what is
    written is lost, and the stream says so as soon as writing is possible again.
    """

    def __init__(self, stream: TextIO | None) -> None:
        """
        @param stream: standard output or error; L{None}, which is what Python has where
            the descriptor was closed at the start.
        """
        self.stream = stream
        self.isGone = stream is None
        self.isStalled = False
        self.text = ""
        self.poll = select.poll()
        if stream is not None:
            self.terminal = openTerminal(stream.fileno())
            self.poll.register(self.descriptor(), select.POLLOUT)
            appendAlways(stream.fileno())

    def __getattr__(self, name: str) -> Any:
        """
        Everything else is as it is on the stream: C{encoding}, C{isatty}, C{fileno}.
        """
        return getattr(self.stream, name)

    def descriptor(self) -> int:
        """
        Tell where to write.

        @raise ValueError: when somebody has closed the stream.
        """
        number: int = cast(TextIO, self.stream).fileno()
        return number if self.terminal is None else self.terminal

    def write(self, text: str) -> int:
        """
        Write a text, at the end of a line at the latest.

        @return: the number of characters, whatever has become of them.
        """
        self.text += text
        if "\n" in text:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """
        Write what has been kept, as far as the stream takes it without blocking.
        """
        text, self.text = self.text, ""
        if self.stream is None or self.isGone or not text:
            return
        data = text.encode(self.stream.encoding, "backslashreplace")
        try:
            while data and self.takesMore():
                data = data[os.write(self.descriptor(), piece(data)) :]
        except BlockingIOError:
            self.isStalled = True
        except (OSError, ValueError):  # gone, full; or closed by somebody
            self.isGone = True

    def takesMore(self) -> bool:
        """
        Tell whether something can be written now, or soon.
        """
        if not self.isStalled:
            self.isStalled = not self.poll.poll(STALL_TIMEOUT * 1000)
        elif self.poll.poll(0):
            os.write(self.descriptor(), MISSING.encode())
            self.isStalled = not self.poll.poll(0)  # that may have been all there was room for
        return not self.isStalled


def piece(data: bytes) -> bytes:
    """
    Take as much as is written at a time: whole lines, as long as they fit. Several
    processes may print to one place, and what one writes at a time stays together.
    """
    end = data.rfind(b"\n", 0, PIECE) + 1
    return data[: end or PIECE]


def openTerminal(descriptor: int) -> int | None:
    """
    Open a terminal once more, for writing that never waits. Where it is nearly full, it
    takes fewer bytes than C{PIECE}, and would make us wait for room for the others. How it
    has been opened already is not for us to change: the shell writes there as well.

    @return: another descriptor of it; L{None} where there is no terminal.
    """
    if not os.isatty(descriptor):
        return None
    try:
        return os.open(os.ttyname(descriptor), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:  # it is not there under its name, as in some containers
        return None


def appendAlways(descriptor: int) -> None:
    """
    Where output goes into a file, print at its end, wherever that is by then: others may
    write there as well, or truncate it.
    """
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_APPEND)


def beginPrinting() -> None:
    """
    Have all that this program prints from now on printed as well as possible.
    """
    sys.stdout = cast(TextIO, BestEffortStream(sys.stdout))
    sys.stderr = cast(TextIO, BestEffortStream(sys.stderr))


def passesThroughReadersCode(failure: Failure) -> bool:
    """
    Tell whether an error came through a file that the reader may have changed.
    """
    files = [str(frame[1]) for frame in failure.frames]
    return any(not file.startswith(LIBRARIES + MACHINERY) for file in files)


def failureOf(event: LogEvent) -> Failure | None:
    """
    Find an event's error, under the key of the new logger or of the old one.
    """
    return cast("Failure | None", event.get("log_failure") or event.get("failure"))


def oneLine(event: LogEvent) -> str:
    """
    Fold an event into one line: its text, and the error, if any.

    @return: printable text of at most C{MOST_CHARACTERS} characters. It may hold what a client
        sent, which must not control the terminal.
    """
    failure = failureOf(event)
    said = formatEvent(event).partition("\n")[0]
    cause = f"{type(failure.value).__name__}: {failure.getErrorMessage()}" if failure else ""
    text = ": ".join(part.strip().rstrip(":") for part in (said, cause) if part.strip())
    return printable(f"{event['log_level'].name}: {text}")[:MOST_CHARACTERS]


def printable(text: str) -> str:
    """
    Write every character that is not printable as an escape.
    """
    if text.isprintable():
        return text  # as nearly all of it is
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


@implementer(ILogObserver)
class ConsoleObserver:
    """
    Writes log events for a person.
    """

    def __init__(self, out: TextIO) -> None:
        self.out = out

    def __call__(self, event: LogEvent) -> None:
        """
        Write one event, with its traceback where that helps.
        """
        failure = failureOf(event)
        if failure is not None and passesThroughReadersCode(failure):
            self.out.write(failure.getTraceback())
        self.out.write(oneLine(event) + "\n")
        self.out.flush()


def beginLogging(out: TextIO, debug: bool = False) -> None:
    """
    Send the process's log to a person: warnings and worse.

    @param out: where to write; usually standard error.
    @param debug: whether to show our own debug messages as well.
    """
    predicate = LogLevelFilterPredicate(defaultLogLevel=LogLevel.warn)
    for namespace in OWN_NAMESPACES if debug else ():
        predicate.setLogLevelForNamespace(namespace, LogLevel.debug)
    observer = FilteringLogObserver(ConsoleObserver(out), [predicate])
    globalLogBeginner.beginLoggingTo([observer], redirectStandardIO=False)
