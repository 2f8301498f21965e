"""
Turns: of the checks that somebody runs on a machine, no more are at work at a time than it has
processors. Where thirty begin at once they hinder each other, and the first has its verdict as
late as the last; in turns, half of them have theirs in half that time.

A turn is a locked file. It belongs to one user of the machine, so that nobody keeps another
one waiting; whoever ends, however that comes about, gives it back.
"""

from __future__ import annotations

import fcntl
import os
import random
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lessons.language import N_

#: Seconds until somebody who waits is told so; and until whoever has waited that long goes on
#: without a turn.
SOON, LONGEST_WAIT = 1.0, 20.0
#: Seconds between two looks, more or less: those who wait do not look all at once.
LOOK_INTERVAL = 0.03

WAITING = N_("Other checks are running on this machine: yours waits for its turn.")


@contextmanager
def turn(tell: Callable[[], object], folder: Path | None = None) -> Iterator[None]:
    """
    Wait for a turn, and have it inside a C{with}.

    @param tell: called once, where that takes long.
    @param folder: where the files are; one of the user's own by default.
    """
    with ExitStack() as stack:
        try:
            files = openFiles(ownFolder() if folder is None else folder, stack)
        except OSError:
            files = []  # without a place for them there are no turns
        waitFor(files, tell)
        yield


def waitFor(files: Sequence[int], tell: Callable[[], object]) -> None:
    """
    Wait until one of the files is ours; not for ever.
    """
    began, isTold = time.monotonic(), False
    while files and not any(map(isTaken, files)):
        waited = time.monotonic() - began
        if waited > LONGEST_WAIT:
            return
        if waited > SOON and not isTold:
            isTold = True
            tell()
        time.sleep(LOOK_INTERVAL * random.uniform(0.5, 1.5))  # noqa: S311


def isTaken(file: int) -> bool:
    """
    Try to lock a file, and tell whether it is ours now.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def openFiles(folder: Path, stack: ExitStack) -> list[int]:
    """
    Open a file for each processor.

    @param stack: closes them, which gives back the one that is locked.
    """
    files = []
    for number in range(os.cpu_count() or 1):
        path = folder / f"turn-{number}"
        files.append(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        stack.callback(os.close, files[-1])
    return files


def ownFolder() -> Path:
    """
    Find a folder that is the user's alone.

    @raise OSError: when somebody else has one of that name.
    """
    place = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    path = Path(place) / f"http-from-the-wire-{os.getuid()}"
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise PermissionError(f"{path} is somebody else's")
    return path
