"""
Runs a program that ends when the program that started it does, even where that one is
killed with C{kill -9} and can no longer clean up::

    python -I -S childcommand.py PARENT PROGRAM ARGUMENT ...

Linux sends a process a signal when its parent dies, if the process has asked for it. The
request survives C{exec}: this script asks, and then becomes the program. Where the system
has no such thing, the program runs all the same.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

#: From C{linux/prctl.h}.
PR_SET_PDEATHSIG = 1


def askForSignal() -> None:
    """
    Ask to be killed when the parent dies.
    """
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def main() -> None:
    """
    Become the program of the command line.
    """
    parent, program = int(sys.argv[1]), sys.argv[2]
    askForSignal()
    if os.getppid() != parent:
        sys.exit(1)  # it has died before we could ask
    os.execvp(program, sys.argv[2:])  # noqa: S606


def endsWithParent(*command: str) -> list[str]:
    """
    Make the command line that runs another one so that it ends when this process does.
    """
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]


#: A shell that becomes another program, which is not ended by Ctrl-C, nor when the terminal
#: closes: both go to all programs that run in it. (Python, while it still starts, would
#: answer Ctrl-C with a traceback.)
OUT_OF_TERMINAL = ("/bin/sh", "-c", 'trap "" INT HUP; exec "$0" "$@"')


def outOfTerminal(*command: str) -> list[str]:
    """
    Make the command line that runs another one out of the terminal's reach. What it does
    on such a signal, the program decides itself.
    """
    return [*OUT_OF_TERMINAL, *command]


if __name__ == "__main__":
    main()
