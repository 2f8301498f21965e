"""
The terminal that a program was started in, and whether it is still there.

SIGHUP means two things. The system sends it to all who run in a terminal that is closed:
whoever closes the window means to end what runs in it. And to a program that writes a log,
whoever moves the log away sends it, so that another is opened. They are told apart by
looking whether the terminal is there. C{nohup} has a program ignore the first.
"""

from __future__ import annotations

import os
import signal

#: The terminal of whoever opens it (POSIX: "a synonym for the controlling terminal
#: associated with the process group of that process, if any").
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
        Tell whether it has been closed, and that matters.
        """
        return self.matters and not hasTerminal()
