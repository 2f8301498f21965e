"""
The terminal that a program was started in, and whether it is still there.

SIGHUP means two things. The system sends it to all programs in a terminal that is closed:
whoever closes the window means to end what runs in it. And programs that move a log away
send it to the program that writes the log, so that it opens another. The two are told
apart by whether the terminal is there. C{nohup} makes a program ignore the first.
"""

from __future__ import annotations

import os
import signal

#: For each process that opens it, its own terminal (POSIX: "a synonym for the controlling
#: terminal associated with the process group of that process, if any").
OWN_TERMINAL = "/dev/tty"


def hasTerminal() -> bool:
    """
    Tell whether this process has a terminal.
    """
    try:
        os.close(os.open(OWN_TERMINAL, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


class Terminal:
    """
    The terminal of this process, as it was when this object was made.
    """

    def __init__(self) -> None:
        isLeft = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN  # nohup
        self.matters = not isLeft and hasTerminal()

    def isGone(self) -> bool:
        """
        Tell whether the terminal has been closed, and that matters.
        """
        return self.matters and not hasTerminal()
