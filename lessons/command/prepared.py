"""
Checks again and again, as C{watch} does: what the checks of a step import is imported once, in
a process that makes a copy of itself for each check. See L{lessons.exercises.checks.ready}.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from types import TracebackType
from typing import IO

from lessons.command.checkprocess import (
    CHECK_TIMEOUT,
    LATE,
    UNHEARD,
    endAll,
    gather,
    hear,
    howEnded,
    killSession,
    reportOf,
)
from lessons.command.checkreport import Report
from lessons.exercises.readiness import READY, hearNumber
from lessons.language import _, spoken
from lessons.syllabus.course import ROOT


class Prepared:
    """
    A process that is ready for the checks of one step, inside a C{with}. Where there can be
    none, each check has a process that is started for it, with the same verdict.
    """

    def __init__(self) -> None:
        self._step = ""
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Prepared:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()

    def hear(self, step: str, exercise: str) -> Report:
        """
        Run the checks of a step, or of one exercise.

        @raise Trouble: when they have not begun.
        """
        try:
            self.begin(step)
            heard = gather(lambda word, out, errors: self.run(exercise, word, out, errors))
            if heard.said:
                return reportOf(heard)
        except OSError:
            pass  # it has ended, or was not there
        except BaseException:  # as Ctrl-C
            self.end()
            raise
        self.end()
        return hear(step, exercise)

    def begin(self, step: str) -> None:
        """
        Have a process for a step.
        """
        if self._process is not None and self._process.poll() is None and step == self._step:
            return
        self.end()
        self._step = step
        self._asking, theirs = socket.socketpair()
        self._asking.settimeout(CHECK_TIMEOUT)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # our own module
                [sys.executable, "-b", "-m", "lessons.exercises.checks", READY, step],
                cwd=ROOT,
                env=os.environ | {"LANGUAGE": spoken.name},
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def run(self, exercise: str, word: str, out: IO[bytes], errors: IO[bytes]) -> str:
        """
        Have a copy made, and wait for its end.

        @return: how it has ended, in a sentence.
        @raise OSError: when that cannot be known.
        """
        reader, writer = os.pipe()
        try:
            os.write(writer, f"{word}\n".encode())
            streams = [reader, out.fileno(), errors.fileno()]
            socket.send_fds(self._asking, [f"{exercise}\n".encode()], streams)
        finally:
            os.close(reader)
            os.close(writer)
        process = hearNumber(self._asking)
        try:
            return _(UNHEARD).format(how=howEnded(hearNumber(self._asking)))
        except TimeoutError:
            self.end()
            return _(LATE).format(seconds=CHECK_TIMEOUT)
        finally:
            killSession(process)

    def end(self) -> None:
        """
        End the process, if there is one.
        """
        if self._process is not None:
            self._asking.close()
            endAll(self._process)
            self._process = None
