"""
Where tests put their files for a while.
"""

from __future__ import annotations

import os

#: Linux: what is in this folder is in memory. A database of PostgreSQL, which is three hundred
#: files, is made there in a tenth of the time that it takes on a disk.
MEMORY = "/dev/shm"
#: Bytes that must be free there: more than all tests have at the same time.
ROOM = 4 << 30


def inMemory(folder: str = MEMORY) -> str | None:
    """
    Find a folder whose files are in memory.

    @return: L{None} where there is none, or it has little room, as in most containers, or no
        program may be started from it.
    """
    try:
        system = os.statvfs(folder)
    except OSError:
        return None
    isRoomy = system.f_bavail * system.f_frsize >= ROOM
    isFree = os.access(folder, os.W_OK) and not system.f_flag & os.ST_NOEXEC
    return folder if isRoomy and isFree else None
