"""
Gets ready for the checks of a step, once: all that they and an untouched exercise file import
is imported. For each check, the process then makes a copy of itself, which checks, and ends.
Whatever a student's program does to its copy, the next one knows nothing of it.

C{watch} starts such a process. It says over a Unix socket, its standard input, which exercise
is to be checked, and passes on what is to be the copy's input, output and errors.
"""

from __future__ import annotations

import ast
import gc
import importlib
import os
import random
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from lessons.exercises.checks import requirements
from lessons.exercises.checks.subject import EXERCISES, ROOT
from lessons.exercises.readiness import say

#: Bytes that name an exercise, at most.
LONGEST_NUMBER = 100
#: After this many seconds without a check it ends, and gives its memory back.
IDLE = 600.0

#: What a file was like: when it was changed, and its size.
State = tuple[int, int]


def waitForWork(step: str) -> list[str]:
    """
    Get ready, and make copies, until nobody asks for one any more.

    @return: in a copy, what it is to check: the step, and the exercise.
    """
    with socket.socket(fileno=os.dup(0)) as asking:
        asking.settimeout(IDLE)
        getReady(step)
        before = loadedFiles()
        while True:
            exercise, streams = takeWork(asking)
            # A step that was edited since is another program: whoever asks begins anew.
            if loadedFiles() != before:
                os._exit(0)
            if (process := os.fork()) == 0:
                break
            attend(asking, process, streams)
    becomeOwn(streams)
    sys.argv[1:] = [step, exercise]
    return sys.argv[1:]


def getReady(step: str) -> None:
    """
    Import what there is to import. What runs in threads, or has a reactor, has no copies: they
    would share its descriptors.
    """
    importlib.import_module(f"lessons.exercises.test_{step}")
    for name in importedModules(EXERCISES / "pristine" / f"{step}.py"):
        importlib.import_module(name)
    if "twisted.internet.reactor" in sys.modules or threading.active_count() > 1:
        os._exit(1)
    gc.freeze()  # the copies share what is not touched


def importedModules(path: Path) -> Iterator[str]:
    """
    Find what a file of ours imports.
    """
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def loadedFiles() -> dict[str, State | None]:
    """
    Look at the files of the course that were imported.
    """
    paths = {getattr(module, "__file__", None) for module in tuple(sys.modules.values())}
    return {path: stateOf(path) for path in paths if path and path.startswith(f"{ROOT}{os.sep}")}


def stateOf(path: str) -> State | None:
    """
    Look at one file; L{None} where it is not there.
    """
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def takeWork(asking: socket.socket) -> tuple[str, Sequence[int]]:
    """
    Wait until a copy is asked for; end where nobody does.

    @return: the exercise, and three descriptors.
    """
    try:
        said, streams, _flags, _address = socket.recv_fds(asking, LONGEST_NUMBER, 3)
    except OSError:  # nothing was asked for long
        os._exit(0)
    if len(streams) != 3:
        os._exit(0)
    return said.decode().strip(), streams


def attend(asking: socket.socket, process: int, streams: Sequence[int]) -> None:
    """
    Tell which process the copy is, and how it has ended.
    """
    for stream in streams:
        os.close(stream)
    try:
        say(asking, process)
        say(asking, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    except OSError:  # whoever has asked is gone
        os._exit(0)


def becomeOwn(streams: Sequence[int]) -> None:
    """
    In a copy: be as if just started, in a session of one's own.
    """
    os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    requirements.SEED = requirements.makeUpSeed()
    random.seed()
