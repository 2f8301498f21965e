"""
Notices that a file has been saved.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

from lessons.command.keys import Keys

#: Seconds between two looks at the file, where nobody tells us of a change, and where
#: somebody does.
POLL_INTERVAL, SELDOM = 0.05, 0.5


class Changes:
    """
    Notices that a file has been saved, inside a C{with}.

    With the package watchfiles the operating system tells, at once; but not of everything: nothing
    of a file that a link leads to, and nothing of what another machine has written to a folder
    that both have mounted. So we look as well, every C{SELDOM} seconds; without the package, every
    C{POLL_INTERVAL} seconds. In any case the contents decide: an editor may save by putting
    another file in place of the old one, or empty the file before it writes.
    """

    def __init__(self, path: Path, useWatchfiles: bool | None = None) -> None:
        """
        @param useWatchfiles: to use it; by default, if it is installed.
        """
        self.path = path
        self.isTold = bool(find_spec("watchfiles")) if useWatchfiles is None else useWatchfiles
        self.seen = self.look()

    def look(self) -> bytes | None:
        """
        Read the file; L{None} while it is not there.
        """
        try:
            return self.path.read_bytes()
        except OSError:
            return None

    def __enter__(self) -> Changes:
        self.reader, self.writer = os.pipe()
        self.stop = threading.Event()
        if self.isTold:
            self.thread = threading.Thread(target=self.listen, daemon=True)
            self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop.set()
        if self.isTold:
            self.thread.join()
        os.close(self.reader)
        os.close(self.writer)

    def listen(self) -> None:
        """
        In a thread: pass on what the operating system tells.
        """
        from watchfiles import watch

        # Where the system cannot tell (a folder that is gone, too many watches), we look.
        with suppress(OSError, RuntimeError):
            for _ in watch(
                self.path.parent, stop_event=self.stop, debounce=50, step=10, rust_timeout=200
            ):
                os.write(self.writer, b"!")

    def happened(self, keys: Keys) -> tuple[str, bool]:
        """
        Wait for a key or a look at the file.

        @return: the key that was pressed, if any; and whether the file is another.
        """
        key, told = keys.wait(SELDOM if self.isTold else POLL_INTERVAL, self.reader)
        if told:
            os.read(self.reader, 4096)
        now = self.look()
        isOther = bool(now) and now != self.seen
        if isOther:
            self.seen = now
        return key, isOther
