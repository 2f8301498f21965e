"""
Programs that begin at once: C{python -m MODULE} without the half second of processor time
that it takes to import Twisted.

A process that has imported what is not ours waits, and copies itself (fork) for each program
that is to run. The copy has the command line, environment, folder and files of that program,
and imports all that is ours itself, from wherever the program is; then it is a child of this
process, as any other. What only a new Python can do is left to one: see L{isWarm}.
C{COLD=1 make test} has every program start by itself.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

#: The program of the process that waits.
WAITS = Path(__file__).with_name("warmed.py")
#: Bytes of a request or an answer, at the most.
MOST = 1 << 20
#: Linux: whose parent has gone becomes a child of this process (prctl(2)).
SUBREAPER = 36


def ofInterpreter(environment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """
    Find the variables that Python itself obeys, at its start.
    """
    own = ("PYTHON", "LC_", "LANG", "LD_", "MALLOC_", "TZ", "HOME")
    found = {name: value for name, value in environment.items() if name.startswith(own)}
    found.pop("PYTHONPATH", None)  # it may be about the folder of the program
    return tuple(sorted(found.items()))


@contextmanager
def adopting() -> Iterator[None]:
    """
    For a moment, become the parent of what children leave behind.
    """
    prctl = ctypes.CDLL(None).prctl
    prctl(SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(SUBREAPER, 0, 0, 0, 0)


class Waiting:
    """
    The process that waits. It ends with this one: it reads to the end of our socket.
    """

    def __init__(self, variables: tuple[tuple[str, str], ...]) -> None:
        """
        @param variables: of its environment.
        """
        self.socket, its = socket.socketpair(type=socket.SOCK_SEQPACKET)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST)
        command = [sys.executable, str(WAITS), str(its.fileno())]
        null = subprocess.DEVNULL
        with its:
            self.process = subprocess.Popen(
                command,
                env=dict(variables),
                stdin=null,
                stdout=null,
                stderr=null,
                pass_fds=[its.fileno()],
            )

    def start(self, request: Mapping[str, object], files: Sequence[int]) -> int:
        """
        Start a program.

        @return: the number of its process, which is a child of ours.
        """
        with adopting():
            socket.send_fds(self.socket, [json.dumps(request).encode()], files)
            return int(self.socket.recv(MOST))


#: Several threads may start programs.
ONE_AT_A_TIME = Lock()


@cache
def waiting(variables: tuple[tuple[str, str], ...]) -> Waiting:
    """
    Keep one for each environment.
    """
    return Waiting(variables)


def start(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: str | None,
    files: Mapping[int, int],
    isTerminal: bool = False,
) -> int:
    """
    Start a program that L{isWarm}.

    @param files: what it has open: by the number there, the one here.
    @param isTerminal: whether its input is a terminal, which is to be its own.
    @return: the number of its process.
    """
    request = {
        "arguments": list(arguments),
        "environment": dict(environment),
        "folder": os.path.abspath(folder or os.curdir),
        "files": list(files),
        "limit": resource.getrlimit(resource.RLIMIT_NOFILE),
        "isTerminal": isTerminal,
    }
    with ONE_AT_A_TIME:
        return waiting(ofInterpreter(environment)).start(request, list(files.values()))


def startInTerminal(
    arguments: Sequence[str], environment: Mapping[str, str], folder: str | None, terminal: int
) -> int:
    """
    Start a program that L{isWarm} in a terminal of its own.

    @param terminal: the program's end of it.
    @return: the number of its process.
    """
    files = dict.fromkeys(range(3), terminal)
    return start(arguments, environment, folder, files, isTerminal=True)


class Warm(subprocess.Popen[Any]):
    """
    As C{Popen}, for a program that may begin at once.
    """

    def _execute_child(self, args: Any, executable: Any, preexec: Any, *rest: Any) -> None:
        """
        Start the process: here Popen has made all pipes, and holds their ends in this order.
        """
        _, passed, folder, given, _, _, isShell, *files = rest[:13]
        environment = dict(os.environ if given is None else given)
        ends = (files[0], files[3], files[5])
        standard = [number if end < 0 else end for number, end in enumerate(ends)]
        isPlain = not (executable or preexec or isShell) and rest[13:] in PLAIN
        if not (isPlain and isWarm(args, environment, standard)):
            super()._execute_child(args, executable, preexec, *rest)  # type: ignore[misc]
            return
        inside = dict(enumerate(standard)) | {number: number for number in passed}
        self.pid = start(args, environment, folder, inside)
        self._child_created = True
        self._close_pipe_fds(*files)  # type: ignore[attr-defined]


#: What Popen is told of signals, users and groups, unless somebody says otherwise.
PLAIN = [(True, None, None, None, -1, False, -1)]


def isWarm(
    arguments: Sequence[str], environment: Mapping[str, str], files: Sequence[int] = ()
) -> bool:
    """
    Tell whether a program may be started by the process that waits: whether it is
    C{python -m MODULE}, with no library that must be loaded first, and in no terminal of ours.
    """
    return (
        sys.platform == "linux"
        and not os.environ.get("COLD")
        and list(arguments[:2]) == [sys.executable, "-m"]
        and "LD_PRELOAD" not in environment
        and not any(map(os.isatty, files))
    )


def run(
    command: Sequence[str], timeout: float, check: bool = False, **options: Any
) -> subprocess.CompletedProcess[Any]:
    """
    As C{subprocess.run}, for a program that may begin at once.
    """
    if options.pop("capture_output", False):
        options |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    typed = options.pop("input", None)
    if typed is not None:
        options["stdin"] = subprocess.PIPE
    with Warm(command, **options) as process:
        try:
            out, err = process.communicate(typed, timeout)
        except BaseException:
            process.kill()
            raise
    done = subprocess.CompletedProcess(command, process.returncode, out, err)
    if check:
        done.check_returncode()
    return done
