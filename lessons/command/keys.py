"""
Single keys, without Enter, and what else may happen meanwhile.
"""

from __future__ import annotations

import os
import select
import sys
import termios
import tty
from types import TracebackType


class Keys:
    """
    The keyboard, inside a C{with}. Where there is none, as in a pipe, nobody
    presses anything.

    @ivar isThere: whether there is a keyboard.
    """

    def __init__(self) -> None:
        self.isThere = sys.stdin is not None and sys.stdin.isatty()

    def __enter__(self) -> Keys:
        if self.isThere:
            self.file = sys.stdin.fileno()
            self.before = termios.tcgetattr(self.file)
            tty.setcbreak(self.file)  # Ctrl-C stays what it is
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.isThere:
            termios.tcsetattr(self.file, termios.TCSADRAIN, self.before)

    def wait(self, seconds: float | None = None, *others: int) -> tuple[str, bool]:
        """
        Wait for a key.

        @param seconds: how long; without limit unless told.
        @param others: file descriptors that end the wait as well.
        @return: the key, empty when none was pressed; and whether one of the
            others has something to read.
        """
        mine = [self.file] if self.isThere else []
        ready = select.select([*mine, *others], [], [], seconds)[0]
        if not (mine and self.file in ready):
            return "", bool(ready)
        data = os.read(self.file, 32)
        if not data:  # the terminal is gone
            raise KeyboardInterrupt
        return data.decode("utf-8", "replace")[:1], len(ready) > 1
