"""
Where a stranger's exercise files are checked: a copy of the course with them in it, and limits for
the process that runs them.

With bubblewrap, that process sees the network as an empty one, and may write nowhere but into
its copy. Without, it has the limits alone: whoever grades is told so.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lessons.syllabus.course import ROOT

#: For each process: seconds of processor time, bytes of a file that it writes, and files that
#: are open at a time. (The checks themselves limit memory.)
SECONDS, FILE, OPEN = 60, 2**24, 256
#: Sets the limits, for good, and becomes the command.
LIMITED = f"""
import os, resource, sys
for what, most in (
    (resource.RLIMIT_CPU, {SECONDS}), (resource.RLIMIT_FSIZE, {FILE}),
    (resource.RLIMIT_NOFILE, {OPEN}), (resource.RLIMIT_CORE, 0),
):
    resource.setrlimit(what, (most, most))
os.execv(sys.argv[1], sys.argv[1:])
"""


@contextmanager
def copyOf(files: Mapping[str, bytes]) -> Iterator[Path]:
    """
    Make a copy of the course with somebody's exercise files. What nobody changes is a link there.

    @param files: by the name of their step's file: C{step3}.
    """
    with TemporaryDirectory(prefix="exercises-") as name:
        root = Path(name)
        link(ROOT, root, "server")
        linkAll(ROOT / "lessons", root / "lessons", "exercises")
        own = root / "lessons" / "exercises"
        linkAll(ROOT / "lessons" / "exercises", own, *(f"{name}.py" for name in files))
        for file, data in files.items():
            (own / f"{file}.py").write_bytes(data)
        yield root


def linkAll(original: Path, copy: Path, *others: str) -> None:
    """
    Make a folder of links to what is in another one.

    @param others: what is not linked.
    """
    copy.mkdir()
    for path in original.iterdir():
        if path.name not in (*others, "__pycache__"):
            link(original, copy, path.name)


def link(original: Path, copy: Path, name: str) -> None:
    """
    Link one file or folder of the original from the copy.
    """
    (copy / name).symlink_to(original / name)


def findBubblewrap() -> str | None:
    """
    Find the program that shuts others in, where it is installed.
    """
    return shutil.which("bwrap")


def around(root: Path, bubblewrap: str | None) -> Sequence[str]:
    """
    Write what comes before a command that runs a stranger's program.

    @param root: its copy of the course.
    """
    limited = [sys.executable, "-c", LIMITED]
    if bubblewrap is None:
        return limited
    readable = [each for path in (ROOT, Path(sys.prefix)) for each in ("--ro-bind", path, path)]
    return [
        bubblewrap,
        *("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"),
        *("--tmpfs", "/tmp", "--tmpfs", "/var/tmp", "--tmpfs", "/dev/shm"),  # noqa: S108
        *map(str, readable),
        *("--bind", str(root), str(root), "--chdir", str(root), "--"),
        *limited,
    ]
