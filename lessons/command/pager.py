"""
What is longer than the screen, in a pager.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from io import StringIO

from lessons.columns import columnsOf
from lessons.command.console import Console

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
#: As git asks less: end at once where one screen holds all, keep colours, leave the
#: text on the screen.
LESS = {"LESS": "FRX"}


@contextmanager
def paged(console: Console) -> Iterator[Console]:
    """
    Give a console to write on, inside a C{with}. On a terminal, what is longer than
    the screen is then shown in a pager; in a pipe, on whichever side of it, it is not.
    """
    command = findPager(os.environ) if isAtTerminal(console) else []
    if not command:
        yield console
        return
    written = StringIO()
    sheet = Console(written)
    sheet.colours = console.colours
    yield sheet
    text = written.getvalue()
    screen = shutil.get_terminal_size()
    isLong = countRows(text, screen.columns) >= screen.lines
    if not (isLong and showIn(command, text, console.out.encoding or "utf-8")):
        console.say(text.removesuffix("\n"))


def isAtTerminal(console: Console) -> bool:
    """
    Find out whether somebody sees what is written, and has the keys to turn its pages: what comes
    out of a pipe is not a sign that somebody sits at the keyboard.
    """
    return console.out.isatty() and sys.stdin is not None and sys.stdin.isatty()


def findPager(environment: Mapping[str, str]) -> Sequence[str]:
    """
    Find the command of the reader's pager.

    @return: nothing where there is to be none.
    """
    if environment.get("TERM", "dumb") == "dumb":
        return []
    try:
        command = shlex.split(environment.get("PAGER", "less"))
    except ValueError:  # a quotation mark without its other
        return []
    return [] if command == ["cat"] else command


def countRows(text: str, columns: int) -> int:
    """
    Count the rows that a text takes on a screen.
    """
    lengths = (columnsOf(COLOUR.sub("", line)) for line in text.splitlines())
    return sum(max(1, -(-length // columns)) for length in lengths)


def showIn(command: Sequence[str], text: str, encoding: str) -> bool:
    """
    Show a text in a pager, and wait until the reader has left it.

    @return: whether there is such a pager.
    """
    try:
        pager = subprocess.Popen(  # noqa: S603  # the reader's own choice
            command, stdin=subprocess.PIPE, env=LESS | os.environ
        )
    except OSError:
        return False
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pager
    try:
        with suppress(BrokenPipeError):  # the reader has seen enough
            pager.communicate(text.encode(encoding, "replace"))
        pager.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return True
