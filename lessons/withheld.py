"""
What the site does not show yet: the solutions of a step's exercises, and the hints to
them, until the exercises are passed. (C{python -m lessons hint} and C{solution} show one
at a time, and remember it.) And the quizzes, which hold their answers, until these are
right.
"""

from __future__ import annotations

from functools import lru_cache
from os.path import dirname, realpath
from pathlib import Path

from twisted.python.filepath import FilePath

from lessons.quizzes import BadQuiz
from lessons.syllabus.course import LESSONS, findQuiz, findStep
from lessons.syllabus.progress import PATH, BadProgress, read
from lessons.trouble import Trouble
from server.files import PublicFile

FOLDERS = tuple((LESSONS / "exercises" / name).resolve() for name in ("hints", "solutions"))
QUIZZES = (LESSONS / "quizzes").resolve()


def isWithheld(place: str | Path) -> bool:
    """
    Tell whether a file gives away an exercise that is not passed yet, or a quiz.
    """
    path = Path(realpath(place))
    if path.parent == QUIZZES and path.suffix == ".toml":
        return not isKnown(path.stem)
    folder = next((each for each in FOLDERS if each in path.parents), None)
    if folder is None:
        return False
    # Compiled Python is in a folder of its own, and says as much as the source.
    return path.parent != folder or not isPassed(path.stem)


@lru_cache(1000)  # the same few are asked for again and again
def isIn(folder: str) -> bool:
    """
    Tell whether what is in a folder may be withheld, until something is passed. That is
    found out once: what a folder's path leads to does not change while the site is up.
    """
    path = Path(realpath(folder))
    return any(each in (path, *path.parents) for each in (*FOLDERS, QUIZZES))


def givesAway(path: str) -> bool:
    """
    As L{isWithheld}, for what is not a link itself: where its folder is tells where it is.
    """
    return isIn(dirname(path)) and isWithheld(path)


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


def isKnown(name: str, progress: Path = PATH) -> bool:
    """
    Tell whether all questions of a quiz were answered rightly.

    @param name: C{quiz3}.
    """
    try:
        records, quiz = read(progress), findQuiz(name)
    except (BadProgress, BadQuiz, Trouble):
        return False
    record = records.get(quiz.number)
    return record is not None and {each.number for each in quiz.questions} <= record.right


class CourseFile(PublicFile):
    """
    A C{PublicFile} that keeps back what is not to be seen yet.
    """

    def find(self, name: str) -> FilePath[str] | None:
        """
        Find what a directory holds under a name, if it may be shown.
        """
        child = super().find(name)
        return None if child is None or givesAway(child.path) else child
