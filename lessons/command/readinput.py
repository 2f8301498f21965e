"""
What a command reads: a file, or standard input.
"""

from __future__ import annotations

import sys
from typing import BinaryIO

from lessons.command.console import Console
from lessons.language import N_, _
from lessons.trouble import Trouble

TYPE_HERE = N_("Type a message; Ctrl-D ends it. (Enter is LF alone here, and no CR LF.)")


def readFile(name: str | None, command: str, most: int) -> bytes:
    """
    Read as much as a command takes, and one byte more if there is more.

    @param name: of the file; standard input by default, and for C{-}.
    @param command: which wants it.
    @param most: how many bytes it takes.
    @raise Trouble: when it cannot be read.
    """

    def readAll(file: BinaryIO) -> bytes:
        return file.read(most + 1)

    if name is None or name == "-":
        if sys.stdin.isatty():
            Console(sys.stderr).tell(_(TYPE_HERE))
        return readAll(sys.stdin.buffer)
    try:
        with open(name, "rb") as file:
            return readAll(file)
    except IsADirectoryError:
        text = _("{name} is a directory: {command} wants a file")
        raise Trouble(text.format(name=name, command=command)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        text = _("{name} cannot be read: {reason}")
        raise Trouble(text.format(name=name, reason=reason)) from None
