"""
A file that is written to as long as the server runs, while others look after it.
"""

from __future__ import annotations

import os
from errno import EACCES, EISDIR, ENOENT, ENXIO, EPERM, EROFS

from twisted.logger import Logger

from server.console import printable
from server.listening import BadOption

#: O_APPEND: write after what is there by then, whoever wrote it or truncated it.
#: O_NONBLOCK: a pipe that nobody reads is an error, and nothing waits for it.
FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC


def explain(path: str, error: OSError) -> str:
    """
    Say in a sentence why a file cannot be written.
    """
    name, folder = printable(path), os.path.dirname(path) or "."
    if error.errno == EISDIR:
        return f"{name} is a folder: name a file in it."
    if error.errno == ENOENT and not os.path.isdir(folder):
        return f"there is no folder {printable(folder)}: make it first."
    if error.errno in (EACCES, EPERM, EROFS):
        return f"you may not write {name}."
    if error.errno == ENXIO:
        return f"{name} is a pipe that nobody reads."
    return f"{name!r} cannot be written: {error.strerror}."


class LogFile:
    """
    A file of lines. When it cannot be written, the lines are lost, and that is said once.

    @ivar torn: a line that could not be written; or the rest of it, where it was written
        in part.
    @ivar end: where the file ended after that part.
    """

    log = Logger()

    def __init__(self, path: str) -> None:
        """
        @raise BadOption: when there can be no such file.
        """
        self.path = path
        self.isFailing = False
        self.torn, self.end = b"", 0
        try:
            self.descriptor = os.open(path, FLAGS, 0o666)
            os.write(self.descriptor, b"")  # a device that is always full says so
        except OSError as error:
            raise BadOption("--access-log", explain(path, error)) from error

    def append(self, lines: str) -> None:
        """
        Write whole lines, as far as that is possible.
        """
        if self.torn and self.size() < self.end:  # the beginning of the line has been cut off
            self.torn = b""
        data = self.torn + lines.encode("ascii")
        written = 0
        try:
            while written < len(data):
                written += os.write(self.descriptor, data[written:])
        except OSError as error:
            self.failed(error)
        else:
            self.isFailing = False
        if written:
            self.keepWhole(data, written)

    def keepWhole(self, data: bytes, written: int) -> None:
        """
        Remember a line of which only the beginning has been written. The beginning is
        removed, where that is possible: another process, which writes to the same file,
        might write next.
        """
        begun = written - (data.rfind(b"\n", 0, written) + 1)
        if not begun:
            self.torn, self.end = b"", 0
        elif self.takeBack(begun):
            line = data.index(b"\n", written) + 1
            self.torn, self.end = data[written - begun : line], 0
        else:
            self.torn, self.end = restOfLine(data, written), self.size()

    def takeBack(self, count: int) -> bool:
        """
        Remove the bytes that we have just written.

        @return: whether that could be done: only where nothing follows them, and this is
            not a pipe.
        """
        try:
            end = os.lseek(self.descriptor, 0, os.SEEK_CUR)
            if end != self.size():
                return False
            os.ftruncate(self.descriptor, end - count)
        except OSError:
            return False
        return True

    def size(self) -> int:
        """
        Ask how long the file is now, in bytes.
        """
        return os.fstat(self.descriptor).st_size

    def failed(self, error: OSError) -> None:
        """
        Say that lines are lost, the first time.
        """
        if not self.isFailing:
            self.isFailing = True
            why = explain(self.path, error)
            self.log.warn("requests are not logged: {why}", why=why)

    def reopen(self) -> None:
        """
        Open the file of that name, which may be another one by now. Where that is not
        possible, go on with the old one.
        """
        try:
            descriptor = os.open(self.path, FLAGS, 0o666)
        except OSError as error:
            why = explain(self.path, error)
            self.log.warn("the access log goes on in the old file: {why}", why=why)
            return
        os.close(self.descriptor)
        self.descriptor, self.torn, self.end = descriptor, b"", 0


def restOfLine(data: bytes, written: int) -> bytes:
    """
    Find the rest of a line that was written in part. It goes before the next line:
    otherwise the two would become one, which nobody could read.

    @param written: how many bytes of the lines have been written, at least one.
    """
    if data[written - 1 : written] == b"\n":
        return b""
    return data[written : data.index(b"\n", written) + 1]
