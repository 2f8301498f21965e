"""
A program in a terminal of its own (a pty), and what it prints there.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]

#: Rows and columns.
SIZE = (50, 200)
#: What some programs print around a word to make it bold or coloured.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
#: What is typed for a key that is pressed with Ctrl.
KEYS = {"^C": "\x03", "^D": "\x04", "^]": "\x1d"}


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """
    The environment of a reader who has just activated the virtual environment.

    @param own: further variables.
    """
    binaries = str(Path(sys.executable).parent)
    return {
        **own,
        "PATH": os.pathsep.join([binaries, os.environ.get("PATH", os.defpath)]),
        "HOME": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        # Python's own prompt, since 3.13, complains of a terminal that can do so little.
        "PYTHON_BASIC_REPL": "1",
        "PS1": "",
    }


def prepare(file: int) -> None:
    """
    Give a terminal its size, and have it repeat nothing that is typed.
    """
    fcntl.ioctl(file, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    mode = termios.tcgetattr(file)
    mode[3] &= ~termios.ECHO
    termios.tcsetattr(file, termios.TCSANOW, mode)


class Terminal:
    """
    One program in a terminal of its own, and everything it has printed.

    @cvar folder: where it runs.
    @cvar patience: seconds to wait for a line that must come.
    @cvar silence: seconds without output after which a line without an end counts
        as a line.
    @ivar lines: what it printed so far, without line ends.
    @ivar ended: whether the program has ended.
    """

    folder = ROOT
    patience = 15.0
    silence = 0.3

    def __init__(self, command: str, own: Mapping[str, str]) -> None:
        """
        @param command: for the shell.
        @param own: further variables for its environment.
        """
        self.lines: list[str] = []
        self.rest = ""
        self.ended = False
        self.status: int | None = None
        self.decode = codecs.getincrementaldecoder("utf-8")("backslashreplace").decode
        self.pid, self.file = self.start(command, environment(own))

    def start(self, command: str, variables: dict[str, str]) -> tuple[int, int]:
        """
        Start the program.

        @param variables: its environment.
        @return: its process, and our end of its terminal.
        """
        # It is closed where the program takes the place of the new process: only
        # then is the terminal prepared.
        begun, begins = os.pipe()
        pid, file = pty.fork()
        if pid == 0:
            self._becomeProgram(command, variables)
        os.close(begins)
        os.read(begun, 1)
        os.close(begun)
        return pid, file

    def _becomeProgram(self, command: str, variables: dict[str, str]) -> None:
        """
        In the new process: prepare the terminal, and run the command.
        """
        try:
            prepare(0)
            os.chdir(self.folder)
            os.execve("/bin/sh", ["/bin/sh", "-c", command], variables)  # noqa: S606
        finally:
            os._exit(127)

    @property
    def echoes(self) -> bool:
        """
        Whether the terminal repeats what is typed into it.
        """
        return bool(termios.tcgetattr(self.file)[3] & termios.ECHO)

    def awaitEcho(self) -> None:
        """
        Wait until what is typed is repeated. telnet arranges for that a moment
        after it has said that it is connected.
        """
        deadline = time.monotonic() + self.patience
        while not (self.echoes or self.ended) and time.monotonic() < deadline:
            time.sleep(0.001)

    def receive(self, seconds: float) -> bool:
        """
        Wait for output, and split it into lines.

        @return: whether anything came in time.
        """
        if self.ended or not select.select([self.file], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.file, 65536)
        except OSError:  # Linux: nobody has the terminal open any more
            data = b""
        if not data:
            self.endLine()
            self.ended = True
            return False
        *whole, self.rest = COLOURS.sub("", self.rest + self.decode(data)).split("\n")
        self.lines.extend(line.rstrip("\r") for line in whole)
        return True

    def endLine(self) -> None:
        """
        Count what is on the last row as a line.
        """
        if self.rest:
            self.lines.append(self.rest)
            self.rest = ""

    def line(self, index: int) -> str | None:
        """
        Wait for a line.

        @return: the line, or L{None} when the program ended or fell silent.
        """
        deadline = time.monotonic() + self.patience
        while len(self.lines) <= index and not self.ended and time.monotonic() < deadline:
            # What begins with CR is written over and over, such as how far a download is: on a
            # busy machine it may pause, and is not a line until it ends.
            if not self.receive(self.silence) and not self.rest.startswith("\r"):
                self.endLine()
        return self.lines[index] if index < len(self.lines) else None

    def ends(self) -> bool:
        """
        Wait for the program's end.
        """
        deadline = time.monotonic() + self.patience
        while not self.ended and time.monotonic() < deadline:
            self.receive(self.silence)
        return self.ended

    def type(self, text: str) -> None:
        """
        Type a line, or press a key with Ctrl.
        """
        data = KEYS.get(text, text + "\n").encode()
        try:
            os.write(self.file, data)
        except OSError:
            self.ended = True

    def wait(self) -> int:
        """
        Wait for the end of a program that has closed its terminal.

        @return: its status; minus the number of the signal that has killed it.
        """
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status

    def close(self) -> None:
        """
        Hang up, as one who closes the window, and leave no process behind.
        """
        if self.file < 0:
            return
        os.close(self.file)
        self.file = -1
        self.ended = True
        deadline = time.monotonic() + 1
        self._signal(signal.SIGHUP)
        while self.status is None and time.monotonic() < deadline:
            self._look()
            time.sleep(0.005)
        if self.status is None:
            self._signal(signal.SIGKILL)
            self.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self.status is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def _look(self) -> None:
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid:
            self.status = os.waitstatus_to_exitcode(status)
