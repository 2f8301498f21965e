"""
Where one works: in a copy of the repository, or in a folder that C{start} has made. Where pip
has put the course, nothing is changed: there the command goes on in such a folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lessons.installed import isInstalled
from lessons.language import _
from lessons.trouble import Trouble

#: What a folder of the course has, each with a C{__main__.py}.
COURSE_PACKAGES = ("lessons", "server")
#: The commands that write nothing where the course is.
ANYWHERE = ("start", "run", "diff", "grade", "explain", "replay")


def findFolder() -> Path | None:
    """
    Find the folder of the course that the user is in. It is the user's own: what is in it will
    be run.
    """
    try:
        place = Path.cwd()
    except FileNotFoundError:  # somebody has deleted it
        return None
    return next((each for each in (place, *place.parents) if isFolder(each)), None)


def isFolder(place: Path) -> bool:
    """
    Tell whether the course is there, and belongs to the user.
    """
    isWhole = all((place / each / "__main__.py").is_file() for each in COURSE_PACKAGES)
    return isWhole and not isInstalled(place) and place.stat().st_uid == os.getuid()


def goThere(arguments: Sequence[str]) -> None:
    """
    Go on with what is in the user's own folder, if the user is in one.
    """
    folder = findFolder()
    if folder is None:
        return
    paths = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    ours = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    # -P: it is that folder's, wherever in it the user is.
    command = [sys.executable, "-P", "-m", "lessons", *arguments]
    os.execve(sys.executable, command, ours)  # noqa: S606


def needPlace(command: str | None) -> None:
    """
    Look whether a command has a place to work in.

    @raise Trouble: when it has none.
    """
    if command not in ANYWHERE:
        text = _("the course needs a folder of your own: `{start}` makes one here")
        raise Trouble(text.format(start="http-from-the-wire start"))
