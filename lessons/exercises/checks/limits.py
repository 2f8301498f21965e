"""
What a student's program may not do: take more than a limited time, so that an
endless loop ends in a sentence and not in silence; end the process of the checks, or
close what it prints to; and compare bytes with text.
"""

from __future__ import annotations

import faulthandler
import os
import re
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from types import FrameType, TracebackType
from typing import NoReturn

from lessons.language import _

#: Seconds that one call of the student's program may take. In memory it needs
#: less than a thousandth of that.
LIMIT = 3.0
#: Seconds between two interruptions of a program that has caught the first.
AGAIN = 0.5
#: After this many of them, the process ends.
MOST = 4


class Printed(StringIO):
    """
    Keeps what is printed, even where the program closes it.
    """

    def close(self) -> None:
        """
        Stay open, so that what was printed can be read.
        """


class Expired(BaseException):
    """
    The time is over. Not an C{Exception}: C{except Exception} must not catch it.
    """


class TimeLimit:
    """
    Interrupts what runs inside a C{with}, when it takes too long, and lets nothing in it
    end the process: C{os._exit} raises C{SystemExit}, as C{sys.exit} does.

    @ivar expired: whether it did.
    @ivar line: the line of the student's file that ran then, 0 if none did.
    """

    def __init__(self, path: Path, seconds: float | None = None) -> None:
        """
        @param path: the student's file.
        @param seconds: C{LIMIT} by default.
        """
        self.path = str(path)
        self.seconds = LIMIT if seconds is None else seconds
        self.times = 0
        self.line = 0

    @property
    def expired(self) -> bool:
        """
        Whether the time was over, even where the program has hidden it.
        """
        return self.times > 0

    def __enter__(self) -> TimeLimit:
        self.exit = os._exit
        os._exit = raiseExit
        # A signal can only interrupt the main thread.
        self.isSet = threading.current_thread() is threading.main_thread()
        if self.isSet:
            self.before = signal.signal(signal.SIGALRM, self.interrupt)
            signal.setitimer(signal.ITIMER_REAL, self.seconds, AGAIN)
            # The last resort: a signal cannot interrupt one long operation,
            # such as 9 ** 9 ** 9.
            faulthandler.dump_traceback_later(
                self.seconds + MOST * AGAIN + 5, exit=True, file=sys.__stderr__ or 2
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os._exit = self.exit
        if self.isSet:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self.before)
            faulthandler.cancel_dump_traceback_later()

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """
        Remember where the program is, and raise an error in it.

        @raise Expired: always.
        """
        self.times += 1
        self.line = self.line or self._lineOf(frame)
        if self.times > MOST:
            self._giveUp()
        raise Expired

    def _lineOf(self, frame: FrameType | None) -> int:
        while frame is not None and frame.f_code.co_filename != self.path:
            frame = frame.f_back
        return 0 if frame is None else frame.f_lineno

    def _giveUp(self) -> None:
        text = _(
            "{file}, line {line}: still busy after {seconds:g} s, and it catches every "
            "interruption. An endless loop around `except:`?"
        )
        print(
            text.format(file=self.path, line=self.line, seconds=self.seconds),
            file=sys.__stderr__,
            flush=True,
        )
        self.exit(3)


def raiseExit(status: int) -> NoReturn:
    """
    Stand in for C{os._exit}.

    @raise SystemExit: always.
    """
    raise SystemExit(status)


@contextmanager
def bytesAreNoText(module: str) -> Iterator[None]:
    """
    Under C{python -b}, as the command runs the checks, make an error of a comparison
    of bytes with text in the student's file. To make text of bytes, as C{print} does,
    is not a mistake.

    @param module: the name of the student's file.
    """
    with warnings.catch_warnings():
        name = re.escape(module) + "$"
        warnings.filterwarnings("ignore", category=BytesWarning)
        warnings.filterwarnings("error", "Comparison", category=BytesWarning, module=name)
        yield
