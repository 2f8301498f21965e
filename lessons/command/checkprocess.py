"""
Hears what the checks say: a requirement is met where its verdict was heard, and
nothing else counts as one.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event, Timer
from typing import IO, Any

from lessons.command.checkreport import Outcome, Report
from lessons.language import N_, _, ofExercise, spoken
from lessons.syllabus.course import ROOT
from lessons.trouble import Trouble
from server.terminaltext import legible

#: Seconds that the checks of a step may take. Each call of the student's program
#: has a limit of its own; this is for what escapes it.
CHECK_TIMEOUT = 60.0
#: The most lines that are shown of what the process said at its end.
MOST_LAST_WORDS = 3

UNHEARD = N_(
    "The process in which your program is checked ended here, {how}: nothing was found out "
    "about this requirement, nor about those after it."
)
LATE = N_(
    "The checks were still busy after {seconds:g} s, and were stopped. Is there a loop that never "
    "ends, or a thread that holds everything up?"
)


#: Runs checks, as L{gather} wants them to be run.
Run = Callable[[str, IO[bytes], IO[bytes]], str]


@dataclass(frozen=True)
class Heard:
    """
    What has come from the process of the checks.

    @ivar said: its lines.
    @ivar problem: how it ended, in a sentence.
    @ivar errors: what it wrote to standard error.
    """

    said: Sequence[dict[str, Any]]
    problem: str
    errors: str


def hear(step: str, exercise: str, root: Path = ROOT, around: Sequence[str] = ()) -> Report:
    """
    Run the checks of a step, or of one exercise.

    @param root: the checkout with the file that is checked.
    @param around: what comes before the command.
    @raise Trouble: when they have not begun.
    """
    # -b: bytes that are compared with text are reported; see checks/__main__.py.
    arguments = ["-b", "-m", "lessons.exercises.checks", step, *([exercise] * bool(exercise))]
    return reportOf(listen([*around, sys.executable, *arguments], root))


def reportOf(heard: Heard) -> Report:
    """
    Make a report of what has come.

    @raise Trouble: when the checks have not begun.
    """
    if not heard.said:
        text = _("the checks have not begun:\n{errors}")
        raise Trouble(text.format(errors=heard.errors.strip()))
    first, *verdicts = heard.said
    outcomes = complete(first["plan"], [Outcome(**legibly(one)) for one in verdicts], heard)
    return Report(first["file"], first["seed"], list(outcomes))


def listen(command: Sequence[str], root: Path = ROOT) -> Heard:
    """
    Run a command in a session of its own, and take its lines. Whatever it has started
    is ended with it.
    """
    return gather(partial(_run, command, root))


def gather(run: Run) -> Heard:
    """
    Run something, and take its lines.

    @param run: is told with which word its lines have to begin, and where output and errors
        are to go; says in a sentence how it has ended.
    """
    word = secrets.token_hex(16)
    with TemporaryFile() as out, TemporaryFile() as errors:
        problem = run(word, out, errors)
        out.seek(0)
        errors.seek(0)
        told = legible(errors.read().decode("utf-8", "replace"))
        return Heard(list(readLines(out.read(), word)), problem, told)


def _run(command: Sequence[str], root: Path, word: str, out: IO[bytes], errors: IO[bytes]) -> str:
    process = subprocess.Popen(  # noqa: S603  # our own module
        command,
        cwd=root,
        env=os.environ | {"LANGUAGE": spoken.name},
        stdin=subprocess.PIPE,  # the keys are ours: see watch.py
        stdout=out,
        stderr=errors,
        start_new_session=True,
    )
    late = Event()

    def stop() -> None:
        late.set()
        killSession(process.pid)

    # A timeout of Popen's own looks 20 times a second, and each verdict would wait for that.
    timer = Timer(CHECK_TIMEOUT, stop)
    timer.start()
    try:
        process.communicate(word.encode() + b"\n")
    finally:
        timer.cancel()
        endAll(process)
    if late.is_set():
        return _(LATE).format(seconds=CHECK_TIMEOUT)
    return _(UNHEARD).format(how=howEnded(process.returncode))


def endAll(process: subprocess.Popen[bytes]) -> None:
    """
    End a process, and all of its session.
    """
    killSession(process.pid)
    process.wait()


def killSession(process: int) -> None:
    """
    End all of a process's session.
    """
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def readLines(data: bytes, word: str) -> Iterator[dict[str, Any]]:
    """
    Take the lines that begin with a word, and have ended.
    """
    for line in data.splitlines(keepends=True):
        begin, _, said = line.partition(b" ")
        if begin == word.encode() and said.endswith(b"\n"):
            yield json.loads(said)


def legibly(told: dict[str, Any]) -> dict[str, Any]:
    """
    Keep what is in the student's file, or was raised there, from steering the terminal.
    """
    return {**told, "message": legible(told["message"])}


def howEnded(status: int) -> str:
    """
    Say how a process has ended.
    """
    if status >= 0:
        return _("with status {status}").format(status=status)
    known = {each.value: each.name for each in signal.Signals}  # not those of real time
    return _("by the signal {name}").format(name=known.get(-status, -status))


def complete(
    plan: Sequence[dict[str, Any]], outcomes: Sequence[Outcome], heard: Heard
) -> Iterator[Outcome]:
    """
    Find the outcome of everything that was to be checked. The first thing without one
    has failed, and what comes after it was not reached.
    """
    known = {(one.exercise, one.number): one for one in reversed(outcomes)}
    verdict = "failed"
    for test in plan:
        found = known.get((test["exercise"], test["number"]))
        if found is None:
            message = explainUnheard(test, heard) if verdict == "failed" else _("not reached")
            found = Outcome(**test, verdict=verdict, message=message)
            verdict = "skipped"
        yield found


def explainUnheard(test: dict[str, Any], heard: Heard) -> str:
    """
    Write the message for a requirement that nothing was heard of.
    """
    # What writes it is built on Twisted, which takes a third of a command's time to import.
    from lessons.exercises.checks.messagelayout import writeMessage

    heading = _("{exercise}, requirement {number}: {requirement}").format(
        **test | {"requirement": ofExercise(test["requirement"])}
    )
    words = lastWords(heard.errors, heard.said[0]["file"])
    return writeMessage([("", heading), ("", heard.problem), (_("its last words"), words)])


def lastWords(errors: str, file: str) -> str:
    """
    Choose of what was written to standard error: the lines that name the student's
    file, or else the last one.
    """
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    theirs = [line.replace(f"{ROOT}/", "") for line in lines if file in line]
    return "\n".join(theirs[:MOST_LAST_WORDS] or lines[-1:])
