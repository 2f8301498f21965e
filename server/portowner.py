"""
Who holds a TCP port? Linux tells us, in C{/proc}, as far as we may look.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LISTENING = "0A"


@dataclass(frozen=True)
class Owner:
    """
    The process behind a listening port.
    """

    command: str
    pid: int


def listeningInodes(table: str, port: int) -> set[str]:
    """
    Find the sockets that listen on a port.

    @param table: the text of C{/proc/net/tcp} or C{/proc/net/tcp6}: a heading, and then
        one socket per line. Field 1 is the local address as C{IP:PORT} in hexadecimal,
        field 3 the state, field 9 the inode.
    @return: the inodes, as decimal text.
    """
    rows = [line.split() for line in table.splitlines()[1:]]
    return {
        row[9]
        for row in rows
        if len(row) > 9 and row[3] == LISTENING and int(row[1].rpartition(":")[2], 16) == port
    }


def findOwner(port: int, proc: Path = Path("/proc")) -> Owner | None:
    """
    Find the process that listens on a TCP port.

    @return: its command line and process id; L{None} where the system does
        not tell (another user's process, another operating system).
    """
    tables = "".join(_read(proc / "net" / name) for name in ("tcp", "tcp6"))
    wanted = {f"socket:[{inode}]" for inode in listeningInodes(tables, port)}
    for process in proc.glob("[0-9]*") if wanted else ():
        if wanted.intersection(_openFiles(process)):
            return Owner(_commandLine(process), int(process.name))
    return None


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _openFiles(process: Path) -> Iterator[str]:
    try:
        for descriptor in (process / "fd").iterdir():
            yield str(descriptor.readlink())
    except OSError:
        return  # it has ended, or we may not look at it


def _commandLine(process: Path) -> str:
    words = _read(process / "cmdline").rstrip("\0").split("\0")
    return " ".join(words) or _read(process / "comm").strip()
