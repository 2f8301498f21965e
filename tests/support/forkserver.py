"""
The fork server: the process that waits, and becomes the programs that L{tests.support.warm} asks
for.

Nothing of ours is imported here, so that each program has what is ours from its own folder,
unless all that are asked for have the same; and no reactor, of which each has its own.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import json
import os
import re
import resource
import runpy
import signal
import socket
import sys
import termios
import time
import warnings
from contextlib import suppress
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

#: What most programs of the course import that is not theirs.
MODULES = (
    "argparse asyncio sqlite3 ssl tempfile tomllib unicodedata zoneinfo "
    "twisted.application.internet twisted.enterprise.adbapi twisted.internet.endpoints "
    "twisted.internet.epollreactor twisted.internet.process twisted.internet.ssl "
    "twisted.internet.task twisted.internet.testing twisted.internet.threads "
    "twisted.internet.utils twisted.logger twisted.protocols.basic twisted.protocols.tls "
    "twisted.trial.unittest twisted.web.client twisted.web.http "
    "twisted.web.resource twisted.web.server twisted.web.static twisted.web.template "
    "twisted.web.util twisted.web.xmlrpc h2.connection multipart hyperlink"
)
#: What servers of ours import of ours.
OURS = ("server.__main__", "server.inspector.site", "server.inspector.me.site")
#: What may run as C{__main__}, and must not have been imported then.
PROGRAMS = re.compile(r"server\.__main__|lessons\.step\d+")
#: More bytes than a request has.
MOST = 1 << 20
#: More files than are passed on.
MOST_FILES = 50
#: What starts programs; see there.
STARTS = Path(__file__).with_name("warm.py")
#: What is done where somebody presses Ctrl-C.
INTERRUPTED = signal.getsignal(signal.SIGINT)
#: Linux: the signal that a process gets when its parent ends (prctl(2)).
PARENT_DEATH_SIGNAL = 1


def prepare(root: str | None) -> ModuleType:
    """
    Import what is not ours, but for the folder of this file.

    @param root: where what is ours is imported from as well; L{None} for nowhere.
    @return: what starts programs, under no name that a program could find.
    """
    del sys.path[0]
    for name in MODULES.split():
        with suppress(ImportError):  # what is missing here, the program will miss as well
            import_module(name)
    if root:
        importOurs(root)
    assert "twisted.internet.reactor" not in sys.modules
    spec = spec_from_file_location("tests.support.warm", STARTS)
    assert spec
    assert spec.loader
    starts = module_from_spec(spec)
    sys.modules[spec.name] = starts  # dataclasses look their module up
    spec.loader.exec_module(starts)
    del sys.modules[spec.name]
    gc.freeze()  # the collector of a copy leaves alone what is shared
    return starts


def importOurs(root: str) -> None:
    """
    Import what is ours, as a program in its folder would.
    """
    sys.path.insert(0, root)
    for name in OURS:
        with suppress(Exception):  # the program will make the same mistake, and tell of it
            import_module(name)
    for name in filter(PROGRAMS.fullmatch, list(sys.modules)):
        package, _, last = name.partition(".")
        del sys.modules[name]
        delattr(sys.modules[package], last)
    del sys.path[0]


def await_(requests: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """
    Wait for what is to run, and make a copy of this process for each.

    @return: in the copy, what it becomes; L{None} where nobody asks any more.
    """
    while True:
        data, files, *_ = socket.recv_fds(requests, MOST, MOST_FILES)
        if not data:
            return None
        told, tell = os.pipe()
        adopted, ends = os.pipe()
        between = os.fork()
        if not between:
            if os.fork():
                os._exit(0)  # so the copy becomes a child of whoever asks
            request = json.loads(data)
            if request["isSession"]:
                os.setsid()  # whoever is told of us may hang up at once, or end the session
            os.write(tell, b"%d" % os.getpid())
            for each in (told, tell, ends):
                os.close(each)
            signal.signal(signal.SIGINT, INTERRUPTED)
            os.read(adopted, 1)  # until its parent has ended, and is no more
            os.close(adopted)
            if request["endsWith"]:
                endWith(request["endsWith"])
            return request, files
        os.waitpid(between, 0)
        requests.send(os.read(told, 20))
        for each in (told, tell, adopted, ends, *files):
            os.close(each)


def endWith(parent: int) -> None:
    """
    Ask to be killed when the parent dies; end where it has already.
    """
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def waitBeside(files: list[int], ours: socket.socket) -> None:
    """
    In a copy of the copy: keep nothing open of the program beside it, and no key of its
    terminal.
    """
    ours.close()
    for each in files:
        os.close(each)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def become(request: dict[str, Any], files: list[int]) -> None:
    """
    Have the files, folder, limits, environment and command line of a program.
    """
    wanted = request["files"]
    spare = [fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, max(wanted) + 1) for each in files]
    for each in files:
        os.close(each)
    for each, number in zip(spare, wanted, strict=True):
        os.dup2(each, number)
        os.close(each)
    if request["isTerminal"]:
        takeTerminal()
    os.chdir(request["folder"])
    resource.setrlimit(resource.RLIMIT_NOFILE, tuple(request["limit"]))
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    if sys.flags.bytes_warning and not request["isStrict"]:
        sys.warnoptions.remove("default::BytesWarning")
        warnings.simplefilter("ignore", BytesWarning)
    sys.path[:] = [request["folder"], *dict.fromkeys([*given(), *sys.path])]
    sys.orig_argv = list(request["command"])
    sys.argv = ["-m", *request["arguments"]]
    sys.modules["__main__"] = ModuleType("__main__")


def takeTerminal() -> None:
    """
    Make the terminal that is our input our own: its keys are signals to us, and whoever closes
    it hangs up on us; if that has happened already, now. In a terminal, Python writes each
    line at once, if not each byte.
    """
    try:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    except OSError:
        signal.raise_signal(signal.SIGHUP)
    for stream in sys.stdin, sys.stdout:
        stream.reconfigure(line_buffering=not stream.write_through)  # type: ignore[union-attr]


def given() -> list[str]:
    """
    List what the environment adds to the path of Python.
    """
    folders = os.environ.get("PYTHONPATH")
    return [os.path.abspath(each) for each in folders.split(os.pathsep)] if folders else []


def main() -> str | None:
    """
    @return: the name of the module to run, in each copy.
    """
    starts = prepare(next(iter(sys.argv[2:]), None))
    requests = socket.socket(fileno=int(sys.argv[1]))
    while True:
        with requests:
            asked = await_(requests)
        if asked is None:
            return None
        request, files = asked
        if not request["startsPrograms"]:
            become(request, files)
            return str(request["module"])
        ours, requests = starts.makeSockets()
        if os.fork():
            break
        waitBeside(files, ours)
    requests.close()
    become(request, files)
    starts.beginAtOnce(ours)
    return str(request["module"])


if __name__ == "__main__" and (module := main()):
    runpy._run_module_as_main(module)  # type: ignore[attr-defined]
