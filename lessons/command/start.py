"""
C{start}: a folder of one's own with the whole course, where pip has installed it. Everything in
it may be changed, the steps included, and what is installed stays as it is.
"""

from __future__ import annotations

from pathlib import Path
from shutil import copy, copytree, ignore_patterns
from tempfile import TemporaryDirectory

from lessons.command.console import Console
from lessons.command.workfolder import COURSE_PACKAGES, findFolder
from lessons.introduction import NAME, README, readme
from lessons.language import _
from lessons.syllabus.course import ROOT
from lessons.syllabus.handout import originalsIn
from lessons.trouble import Trouble


def start(console: Console, folder: Path) -> None:
    """
    Make the folder, and say how to go on.

    @raise Trouble: when it cannot be made, or is there.
    """
    mine = findFolder()
    if mine is not None:
        raise Trouble(_("this is a folder of your own already: {folder}").format(folder=mine))
    if folder.exists():
        text = _("{folder} is there already: go into it, or name another one: start FOLDER")
        raise Trouble(text.format(folder=folder))
    try:
        makeFolder(folder)
    except OSError as error:
        text = _("{folder} cannot be made: {reason}")
        raise Trouble(text.format(folder=folder, reason=error.strerror or error)) from error
    console.tell(_("{folder} is your own copy of the course. Go on there:").format(folder=folder))
    for line in (f"cd {folder}", NAME, f"{NAME} run 1"):
        console.say(f"    {line}")


def makeFolder(folder: Path) -> None:
    """
    Copy the course. Half a copy is never seen: it gets its name when it is whole.
    """
    with TemporaryDirectory(prefix=".start-", dir=folder.absolute().parent) as made:
        new = Path(made) / "new"
        for package in COURSE_PACKAGES:
            copytree(ROOT / package, new / package, ignore=ignore_patterns("__pycache__"))
        exercises = new / "lessons" / "exercises"
        for original in originalsIn(exercises):
            copy(original, exercises)
        (new / README.name).write_text(readme(), encoding="utf-8")
        new.rename(folder)
