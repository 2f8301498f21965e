"""
Ctrl-C while a program still starts.
"""

from __future__ import annotations

import sys
from types import TracebackType

#: The name under which Python shows the code of its own import.
IMPORT = "<frozen importlib"


def endQuietly() -> None:
    """
    Let Ctrl-C end a program without a traceback even while it still imports what it needs: it
    ends by the signal, which a shell reports as 130. Where something else has gone wrong, or
    the program runs already, nothing changes; nor does it where this is only a part of a
    program.
    """
    # While "python -m" looks for a program, this is in the place of its name.
    if sys.argv[:1] == ["-m"]:
        sys.excepthook = showUnlessStarting


def showUnlessStarting(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """
    Show an error that nobody has caught, except for Ctrl-C during an import.
    """
    if not (issubclass(kind, KeyboardInterrupt) and isImporting(traceback)):
        sys.__excepthook__(kind, error, traceback)


def isImporting(traceback: TracebackType | None) -> bool:
    """
    Tell whether something happened during an import: in Python's own code for it, most of
    which tracebacks leave out, or in a module that is not the program.
    """
    while traceback is not None:
        frame = traceback.tb_frame
        isModule = frame.f_code.co_name == "<module>"
        isPart = isModule and frame.f_globals.get("__name__") != "__main__"
        if isPart or frame.f_code.co_filename.startswith(IMPORT):
            return True
        traceback = traceback.tb_next
    return False
