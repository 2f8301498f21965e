"""
The x-ray for a terminal: C{--trace}.

One line for each thing that happens, with the number of the connection, as C{--wire} has
it, and of the request on it::

    #1.1 Site has a StockChannel
    #1.1   Request: b'GET' b'/clock' b'HTTP/1.1'
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatchmethod

from server.console import printable
from server.xray.happenings import (
    Calls,
    Failed,
    Finished,
    Happening,
    Left,
    Logged,
    Path,
    Process,
    Received,
    Render,
    Rendered,
    Stop,
    Waited,
    Waits,
)
from server.xray.record import RequestRecord

#: From how many seconds on it matters that nothing else could run.
LONG = 0.05

Say = Callable[[str], None]


def sayAloud(line: str) -> None:
    """
    Print one line. Nothing that a client sent can control the terminal.
    """
    print(printable(line), flush=True)


class TracePrinter:
    """
    Prints a line, or several, for what happens to any request.
    """

    def __init__(self, say: Say = sayAloud) -> None:
        self._say = say

    def __call__(self, record: RequestRecord, happening: Happening) -> None:
        """
        Print one happening, in a line or several, with the numbers of connection and request.
        """
        connection = "-" if record.connection is None else record.connection
        for line in self.lines(happening, record):
            self._say(f"#{connection}.{record.request} {line}")

    @singledispatchmethod
    def lines(self, happening: Happening, record: RequestRecord) -> list[str]:
        """
        Say what has happened. For the bytes that a program writes, there is C{--wire}.
        """
        return []

    @lines.register
    def _(self, it: Received, record: RequestRecord) -> list[str]:
        line = f"  {it.program}: b'{it.method}' b'{it.uri}' b'{it.version}'"
        return [f"{it.site} has a {it.channel}", line]

    @lines.register
    def _(self, it: Process, record: RequestRecord) -> list[str]:
        return [f"  {it.handler}"]

    @lines.register
    def _(self, it: Calls, record: RequestRecord) -> list[str]:
        return [f"  {it.caller} calls {it.called}"]

    @lines.register
    def _(self, it: Path, record: RequestRecord) -> list[str]:
        return [f"  prepath {it.prepath}, postpath {it.postpath}"]

    @lines.register
    def _(self, it: Stop, record: RequestRecord) -> list[str]:
        return [
            f"  {it.resource}.getChildWithDefault(b'{it.segment}') -> {it.child}",
            f"    prepath {it.prepath}, postpath {it.postpath}",
        ]

    @lines.register
    def _(self, it: Render, record: RequestRecord) -> list[str]:
        return [f"  {it.resource} answers: {it.why}"]

    @lines.register
    def _(self, it: Rendered, record: RequestRecord) -> list[str]:
        what = it.returned
        if what == "NOT_DONE_YET":
            what += ": it has finished" if record.isOver else ": it will write and finish later"
        alone = f", after {it.lasted:.3f} s in which nobody else was served"
        return [f"  {it.resource}.{it.method} -> {what}{alone if it.lasted >= LONG else ''}"]

    @lines.register
    def _(self, it: Waits, record: RequestRecord) -> list[str]:
        return [f"  waits for: {it.cause}"]

    @lines.register
    def _(self, it: Waited, record: RequestRecord) -> list[str]:
        return [f"  waited {it.lasted:.3f} s for: {it.cause}"]

    @lines.register
    def _(self, it: Finished, record: RequestRecord) -> list[str]:
        return [f"  finished: {it.status}, {it.length} bytes"]

    @lines.register
    def _(self, it: Left, record: RequestRecord) -> list[str]:
        return [f"  the client has left: {it.reason}"]

    @lines.register
    def _(self, it: Logged, record: RequestRecord) -> list[str]:
        return [f"  {it.level}: {it.text}"]

    @lines.register
    def _(self, it: Failed, record: RequestRecord) -> list[str]:
        return [f"  failed: {it.error}"]
