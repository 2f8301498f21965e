"""
Runs programs in the folder that they are installed in (chroot): a client as a person would, in a
shell, and at a terminal where somebody has to type.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pexpect

from lessons.field.catalog import Doing
from lessons.field.installation import NPM, PYPI

#: Seconds that a client may take until it ends, and those until the next line is typed.
CLIENT_TIMEOUT, TYPING_PAUSE = 25.0, 0.5
#: What it knows of the machine. Nothing else is set, so that what it sends shows nothing else.
ENVIRONMENT: Mapping[str, str] = {
    "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/usr/lib/apt",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "TERM": "xterm",
    "NODE_PATH": f"/{NPM}/node_modules",
}
#: Where it works, in the folder.
WORK = "tmp/work"


def environment(packages: Sequence[str]) -> Mapping[str, str]:
    """
    What a program knows. Programs from PyPI run with a Python of their own.
    """
    isFromPyPI = any(one.startswith("pypi:") for one in packages)
    path = f"/{PYPI}/bin:{ENVIRONMENT['PATH']}" if isFromPyPI else ENVIRONMENT["PATH"]
    return dict(ENVIRONMENT) | {"PATH": path}


def run(
    root: Path, doing: Doing, known: Mapping[str, str], isOpen: Callable[[], bool]
) -> int | None:
    """
    Run a client until it ends.

    @param known: what its environment holds.
    @param isOpen: tells whether it is connected: nobody types before.
    @return: its status; L{None} where it did not end by itself.
    """
    line = ["chroot", str(root), "sh", "-c", f"cd /{WORK}; {doing.command}"]
    return _type(line, doing.types, known, isOpen) if doing.types else _wait(line, known)


def _wait(line: list[str], known: Mapping[str, str]) -> int | None:
    process = subprocess.Popen(  # noqa: S603  # named in our own list
        line,
        env=known,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(CLIENT_TIMEOUT)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _type(
    line: list[str], types: str, known: Mapping[str, str], isOpen: Callable[[], bool]
) -> int | None:
    """
    Type, line by line, and hang up a moment after the last one.
    """
    terminal = pexpect.spawn(line[0], line[1:], env=dict(known), timeout=TYPING_PAUSE)
    end = time.monotonic() + CLIENT_TIMEOUT
    while not isOpen() and time.monotonic() < end:
        terminal.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=TYPING_PAUSE)
    for each in types.splitlines(keepends=True):
        terminal.send(each)
        terminal.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=TYPING_PAUSE)
    terminal.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=2 * TYPING_PAUSE)
    isOver = not terminal.isalive()
    terminal.close(force=True)
    return terminal.exitstatus if isOver else None


def versionOf(root: Path, command: str, packages: Sequence[str]) -> str:
    """
    Ask a program for its version.

    @return: the first line that it prints with a digit in it.
    """
    line = ["chroot", str(root), "sh", "-c", f"{command} 2>&1"]
    done = subprocess.run(  # noqa: S603  # named in our own list
        line, env=environment(packages), capture_output=True, timeout=CLIENT_TIMEOUT, check=False
    )
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return next((one.strip() for one in lines if any(map(str.isdigit, one))), "")[:120]
