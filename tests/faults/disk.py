"""
A small disk, which can be filled, and emptied again.

As root it is a real one, in memory. For anybody else the system takes nothing more from the
server that would make a file longer, which a program sees in the same way.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.process import StepProcess

#: In bytes. SQLite's log alone grows to four million before it is begun anew.
SIZE = 24_000_000
#: What is written at a time.
PIECE = 4096


class Disk:
    """
    The disk.

    @ivar folder: where it is.
    @ivar isReal: whether it is one.
    """

    def __init__(self, folder: Path, isReal: bool) -> None:
        self.folder = folder
        self.isReal = isReal
        self.filler = folder / "filler"

    @property
    def kind(self) -> str:
        """
        Say what kind of disk it is, for the table.
        """
        return "tmpfs" if self.isReal else "RLIMIT_FSIZE"

    def fill(self, step: StepProcess | None = None) -> None:
        """
        Fill it.

        @param step: the server that writes there, if it runs already.
        """
        if not self.isReal:
            self.limit(step, 0)
            return
        with suppress(OSError), self.filler.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(PIECE))

    def free(self, step: StepProcess) -> None:
        """
        Make room again on the disk.
        """
        if self.isReal:
            self.filler.unlink()
        else:
            self.limit(step, resource.RLIM_INFINITY)

    def limit(self, step: StepProcess | None, size: int) -> None:
        """
        Let a server write no file that is longer.
        """
        assert step is not None
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.prlimit(step.process.pid, resource.RLIMIT_FSIZE, (size, hard))


@contextmanager
def smallDisk() -> Iterator[Disk]:
    """
    Make one, for as long as a C{with} lasts.
    """
    with tempfile.TemporaryDirectory(prefix="disk-") as name:
        isReal = os.geteuid() == 0 and mount(name)
        try:
            yield Disk(Path(name), isReal)
        finally:
            if isReal:
                subprocess.run(["umount", "--lazy", name], check=True)


def mount(folder: str) -> bool:
    """
    Mount a file system of a limited size.

    @return: whether that is possible: in many containers root may not.
    """
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0
