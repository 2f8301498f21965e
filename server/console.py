"""
What a person at the terminal sees of the log.

A teaching server is typed at with broken bytes all day, so the log is short:
one line an event, warnings and worse. A traceback is shown where it helps,
which is when it passes through a file of the course: somebody's program is
wrong. One that stays inside Twisted was caused by a client's bytes, and is one
line.
"""

from __future__ import annotations

import sysconfig
from pathlib import Path
from typing import TextIO, cast

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

#: Where the code lives that is not the reader's own.
LIBRARIES = (str(Path(twisted.__file__).parent.parent), sysconfig.get_path("stdlib"), "<")
#: The most characters of a line.
MOST = 500
#: A L{Logger} is named after the module that makes it.
OWN_NAMESPACES = ("__main__", "lessons", "server")
#: What stands under every step: it is in every traceback.
MACHINERY = tuple(str(Path(__file__).parent / name) for name in ("runner.py", "wire"))


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
    Fold an event into one line: what is said, and the error, if any.

    @return: printable text of at most C{MOST} characters. What a client sent
        may stand in it, and must not steer the terminal.
    """
    failure = failureOf(event)
    said = formatEvent(event).partition("\n")[0]
    cause = f"{type(failure.value).__name__}: {failure.getErrorMessage()}" if failure else ""
    text = ": ".join(part.strip().rstrip(":") for part in (said, cause) if part.strip())
    return printable(f"{event['log_level'].name}: {text}")[:MOST]


def printable(text: str) -> str:
    """
    Write every character that is not printable as an escape.
    """
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
