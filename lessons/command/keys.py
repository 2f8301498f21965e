"""
Single keys, without Enter, and what else may happen meanwhile.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType

#: Signals that end the program from outside: the terminal is given back all the same.
ENDINGS = (signal.SIGTERM, signal.SIGHUP)
ESCAPE = "\x1b"
#: The keys, as the walkthroughs write them.
CTRL_C, CTRL_D = "^C", "^D"


class Keys:
    """
    The keyboard, inside a C{with}. Where there is none, as in a pipe, nobody
    presses anything.

    The terminal is given back as it was at the end, however it comes, and while the
    reader has stopped us with Ctrl-Z.

    @ivar isThere: whether there is a keyboard.
    @ivar isByLine: whether the reader types a line just now.
    @ivar wasAway: whether Ctrl-Z has stopped us: the screen shows something else now.
    """

    isByLine = wasAway = False

    def __init__(self) -> None:
        self.isThere = sys.stdin is not None and sys.stdin.isatty()

    def __enter__(self) -> Keys:
        if self.isThere:
            self.file = sys.stdin.fileno()
            self.before = termios.tcgetattr(self.file)
            tty.setcbreak(self.file)  # Ctrl-C stays what it is
            handlers = dict.fromkeys(ENDINGS, self.end) | {signal.SIGTSTP: self.stop}
            self.handlers = {number: signal.signal(number, do) for number, do in handlers.items()}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.isThere:
            self.giveBack()
            for number, handler in self.handlers.items():
                signal.signal(number, handler)

    def giveBack(self) -> None:
        """
        Let the terminal read lines again, as it did before.
        """
        with suppress(termios.error):  # it is gone
            termios.tcsetattr(self.file, termios.TCSADRAIN, self.before)

    def end(self, number: int, frame: FrameType | None) -> None:
        """
        End in order: everything that has to be put back is. The status is a shell's.
        """
        sys.exit(128 + number)

    def stop(self, number: int, frame: FrameType | None) -> None:
        """
        Stop, as Ctrl-Z wants, and take the terminal again when it goes on.
        """
        self.giveBack()
        os.kill(os.getpid(), signal.SIGSTOP)
        if not self.isByLine:
            tty.setcbreak(self.file)
        self.wasAway = True

    def line(self, prompt: str) -> str:
        """
        Let the reader type a line, with the terminal's own keys for that.

        @return: the line; C{CTRL_D} or C{CTRL_C} where one of those was pressed.
        """
        with self.byLine():
            try:
                return input(prompt)
            except (EOFError, KeyboardInterrupt) as error:
                print(flush=True)
                return CTRL_D if isinstance(error, EOFError) else CTRL_C

    @contextmanager
    def byLine(self) -> Iterator[None]:
        """
        Let the terminal read lines meanwhile.
        """
        self.giveBack()
        self.isByLine = True
        try:
            yield
        finally:
            self.isByLine = False
            tty.setcbreak(self.file, termios.TCSADRAIN)  # what was typed ahead stays

    def wait(self, seconds: float | None = None, *others: int) -> tuple[str, bool]:
        """
        Wait for a key.

        @param seconds: how long; without limit by default.
        @param others: file descriptors that end the wait as well.
        @return: the key, empty when none was pressed; and whether one of the
            others has something to read. A key that has no character of its own, such
            as an arrow, is what the terminal sends for it.
        """
        mine = [self.file] if self.isThere else []
        ready = select.select([*mine, *others], [], [], seconds)[0]
        if not (mine and self.file in ready):
            return "", bool(ready)
        data = os.read(self.file, 32)
        if not data:  # the terminal is gone
            raise KeyboardInterrupt
        text = data.decode("utf-8", "replace")
        return text if text.startswith(ESCAPE) else text[:1], len(ready) > 1
