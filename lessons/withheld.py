"""
What the site does not show yet: the solutions of a step's exercises, and the hints to
them, until the exercises are passed. (C{python -m lessons hint} and C{solution} show one
at a time, and remember it.)
"""

from __future__ import annotations

from os.path import realpath
from pathlib import Path

from twisted.python.filepath import FilePath

from lessons.command.course import LESSONS, findStep
from lessons.command.paper import Trouble
from lessons.command.progress import PATH, BadProgress, read
from server.files import PublicFile

FOLDERS = tuple((LESSONS / "exercises" / name).resolve() for name in ("hints", "solutions"))


def isWithheld(path: Path) -> bool:
    """
    Tell whether a file gives away an exercise that is not passed yet.
    """
    path = Path(realpath(path))
    folder = next((each for each in FOLDERS if each in path.parents), None)
    if folder is None:
        return False
    # Compiled Python is in a folder of its own, and says as much as the source.
    return path.parent != folder or not isPassed(path.stem)


def isPassed(name: str, progress: Path = PATH) -> bool:
    """
    Tell whether all exercises of a step are passed.

    @param name: C{step3}, or C{clients}.
    """
    try:
        records, step = read(progress), findStep(name)
    except (BadProgress, Trouble):
        return False
    return all(
        (record := records.get(section.number)) is not None and record.passed
        for section in step.sections
    )


class CourseFile(PublicFile):
    """
    A C{PublicFile} that keeps back what is not to be seen yet.
    """

    def find(self, name: str) -> FilePath[str] | None:
        """
        Find what a directory holds under a name, if it may be shown.
        """
        child = super().find(name)
        return None if child is None or isWithheld(Path(child.path)) else child
