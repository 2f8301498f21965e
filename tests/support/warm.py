"""
Programs that begin at once: C{python -m MODULE} without the half second of processor time
that it takes to import Twisted.

A process that has imported what is not ours waits, and copies itself (fork) for each program
that is to run. The copy has the command line, environment, folder and files of that program,
and imports all that is ours itself, from wherever the program is; then it is a child of this
process, as any other. For steps and servers of this checkout another process waits, which has
imported what most of them need of ours as well: that takes three quarters of their start. What
only a new Python can do is left to one: see L{isWarm}. C{COLD=1 make test} has every program
start by itself.

The command of the course starts programs itself, as the checks of an exercise. So that these
begin at once as well, it has a process of its own that waits: see L{beginAtOnce}. Nothing of
ours is imported here: the copies have this file, too.
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
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twisted.trial.unittest import SynchronousTestCase

#: The checkout that this file belongs to.
ROOT = Path(__file__).parents[2]
#: The program of the process that waits.
FORK_SERVER = Path(__file__).with_name("forkserver.py")
#: Programs of which most is imported already: the steps, and what stands behind the last one.
SERVERS = ("lessons.step", "server")
#: Bytes of a request or an answer, at the most.
MOST = 1 << 20
#: Linux: whose parent has gone becomes a child of this process (prctl(2)).
SUBREAPER = 36


#: The command of the course, and what does in L{tests.lessons.command.test_prepared} as it does.
COMMANDS = ("lessons", "checkstwice")
#: Commands that start no checks of exercises.
LENIENT = (["dev"], ["replay"])
#: What runs a program that ends when we do.
CHILD_COMMAND = "server/childcommand.py"


@dataclass(frozen=True)
class Program:
    """
    A program of Python, as its command line says.

    @ivar module: its name.
    @ivar arguments: what comes after it.
    @ivar isStrict: whether bytes that are compared with text are reported (C{-b}).
    @ivar endsWithUs: whether it is to end when we do.
    """

    module: str
    arguments: Sequence[str]
    isStrict: bool = False
    endsWithUs: bool = False


def readProgram(command: Sequence[str]) -> Program | None:
    """
    Read a command line.

    @return: L{None} where it does not run a module.
    """
    words = [os.fspath(word) for word in command]
    endsWithUs = (
        len(words) > 5
        and words[:3] == [sys.executable, "-I", "-S"]
        and words[3].endswith(CHILD_COMMAND)
        and words[4] == f"{os.getpid()}"
    )
    words = words[5:] if endsWithUs else words
    isStrict = words[1:2] == ["-b"]
    words[1:2] = [] if isStrict else words[1:2]
    if words[:2] != [sys.executable, "-m"] or len(words) < 3:
        return None
    return Program(words[2], words[3:], isStrict, endsWithUs)


@dataclass(frozen=True)
class Kind:
    """
    What a process that waits has, and all its copies.

    @ivar variables: those that Python itself obeys, at its start.
    @ivar isStrict: as of a L{Program}.
    @ivar hasOurs: whether it has imported what is ours in this checkout.
    """

    variables: tuple[tuple[str, str], ...]
    isStrict: bool
    hasOurs: bool = False


def kindOf(program: Program, environment: Mapping[str, str], folder: str | None = None) -> Kind:
    """
    Find of what process a program may be a copy. The command of the course is a copy of one that
    is as strict as what it starts.

    @param folder: where it is to run.
    """
    own = ("PYTHON", "LC_", "LD_", "MALLOC_")
    names = [name for name in environment if name.startswith(own) or name == "LANG"]
    if environment.get("LC_ALL"):  # no other variable says anything about the language
        names = [name for name in names if not name.startswith(("LC_", "LANG"))] + ["LC_ALL"]
    found = {name: environment[name] for name in names}
    found.pop("PYTHONPATH", None)  # it may be about the folder of the program
    startsStrict = program.module in COMMANDS and program.arguments[:1] not in LENIENT
    hasOurs = (
        not PROGRAMS.isCopy
        and program.module.startswith(SERVERS)
        and Path(folder or os.curdir).absolute() == ROOT
        and "PYTHONPATH" not in environment
    )
    return Kind(tuple(sorted(found.items())), program.isStrict or startsStrict, hasOurs)


@contextmanager
def adopting() -> Iterator[None]:
    """
    For a moment, become the parent of what children leave behind.
    """
    prctl = ctypes.CDLL(None).prctl
    if prctl(SUBREAPER, 1, 0, 0, 0):
        raise RuntimeError("prctl is refused here: COLD=1 make test does without it")
    try:
        yield
    finally:
        prctl(SUBREAPER, 0, 0, 0, 0)


def makeSockets() -> tuple[socket.socket, socket.socket]:
    """
    Make the ends of a socket: one to ask for programs, the other to wait for that.
    """
    ours, its = socket.socketpair(type=socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST)
    return ours, its


def startWaiting(kind: Kind) -> Waiting:
    """
    Start a process that waits.
    """
    ours, its = makeSockets()
    python = [sys.executable, *["-b"] * kind.isStrict]
    null = subprocess.DEVNULL
    with its:
        subprocess.Popen(
            [*python, str(FORK_SERVER), str(its.fileno()), *[str(ROOT)] * kind.hasOurs],
            env=dict(kind.variables),
            stdin=null,
            stdout=null,
            stderr=null,
            pass_fds=[its.fileno()],
        )
    return Waiting(ours)


class Waiting:
    """
    The process that waits. It ends with this one: it reads to the end of our socket.
    """

    def __init__(self, socket: socket.socket) -> None:
        """
        @param socket: our end.
        """
        self.socket = socket

    def start(self, request: Mapping[str, object], files: Sequence[int]) -> int:
        """
        Start a program.

        @return: the number of its process, which is a child of ours.
        """
        with adopting():
            socket.send_fds(self.socket, [json.dumps(request).encode()], files)
            number = self.socket.recv(MOST)
        if not number:
            raise RuntimeError("the fork server has ended: COLD=1 make test does without it")
        return int(number)


class Programs:
    """
    Starts programs.

    @ivar waiting: the processes that wait, by what each has.
    @ivar isCopy: whether this is a program that has begun so itself: it uses what it was given.
    """

    def __init__(self) -> None:
        self.waiting: dict[Kind, Waiting] = {}
        self.isCopy = False
        self.oneAtATime = Lock()  # several threads may start programs

    def mayStart(self, kind: Kind) -> bool:
        """
        Tell whether there is, or may be, a process that waits for such a program.
        """
        return not self.isCopy or kind in self.waiting

    def start(self, kind: Kind, request: Mapping[str, object], files: Sequence[int]) -> int:
        """
        Start a program.

        @return: the number of its process.
        """
        with self.oneAtATime:
            if kind not in self.waiting:
                self.waiting[kind] = startWaiting(kind)
            return self.waiting[kind].start(request, files)


PROGRAMS = Programs()


def beginAtOnce(ours: socket.socket) -> None:
    """
    In a copy that is to become the command of the course: have the programs that it starts, and
    that may, begin at once.

    @param ours: asks the process that waits for it.
    """
    PROGRAMS.isCopy = True
    kind = kindOf(Program("", (), bool(sys.flags.bytes_warning)), os.environ)
    PROGRAMS.waiting[kind] = Waiting(ours)
    subprocess.Popen = Warm  # type: ignore[misc]


def start(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: str | None,
    files: Mapping[int, int],
    isTerminal: bool = False,
    isSession: bool = False,
) -> int:
    """
    Start a program that L{isWarm}.

    @param files: what it has open: by the number there, the one here.
    @param isTerminal: whether its input is a terminal, which is to be its own.
    @param isSession: whether it has a session of its own; in a terminal, it has.
    @return: the number of its process.
    """
    program = readProgram(arguments)
    assert program, arguments
    request = {
        "module": program.module,
        "command": [os.fspath(word) for word in arguments][5 if program.endsWithUs else 0 :],
        "arguments": list(program.arguments),
        "isStrict": program.isStrict,
        "environment": dict(environment),
        "folder": os.path.abspath(folder or os.curdir),
        "files": list(files),
        "limit": resource.getrlimit(resource.RLIMIT_NOFILE),
        "isTerminal": isTerminal,
        "isSession": isTerminal or isSession,
        "endsWith": os.getpid() if program.endsWithUs else 0,
        "startsPrograms": program.module in COMMANDS,
    }
    kind = kindOf(program, environment, folder)
    return PROGRAMS.start(kind, request, list(files.values()))


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
        *plain, isSession, group = rest[13:]
        isPlain = not (executable or preexec or isShell) and (plain, group) == PLAIN
        if not (isPlain and isWarm(args, environment, standard)):
            super()._execute_child(args, executable, preexec, *rest)  # type: ignore[misc]
            return
        inside = dict(enumerate(standard)) | {number: number for number in passed}
        self.pid = start(args, environment, folder, inside, isSession=isSession)
        self._child_created = True
        self._close_pipe_fds(*files)  # type: ignore[attr-defined]


def beginAllAtOnce(test: SynchronousTestCase) -> None:
    """
    Have all that may begin at once, whoever starts it, while a test runs.
    """
    test.patch(subprocess, "Popen", Warm)


#: What Popen is told of signals, users and groups, unless somebody says otherwise.
PLAIN = ([True, None, None, None, -1], -1)


def isWarm(
    arguments: Sequence[str], environment: Mapping[str, str], files: Sequence[int] = ()
) -> bool:
    """
    Tell whether a program may be started by the process that waits: whether it is
    C{python -m MODULE}, with no library that must be loaded first, and in no terminal of ours.
    """
    program = None if isinstance(arguments, str | bytes) else readProgram(arguments)
    return (
        sys.platform == "linux"
        and not os.environ.get("COLD")
        and program is not None
        and PROGRAMS.mayStart(kindOf(program, environment))
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
