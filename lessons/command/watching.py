"""
C{watch}: check again whenever the student's file is saved.
"""

from __future__ import annotations

from lessons.command import showing
from lessons.command.changes import Changes
from lessons.command.checking import check
from lessons.command.course import PRACTICE, ROOT, Step, allExercises, findExercises, findUntouched
from lessons.command.following import EVERYTHING, findNext
from lessons.command.keys import Keys
from lessons.command.paper import Paper, Trouble
from lessons.command.progress import Progress
from lessons.command.watchscreen import watchOnScreen
from lessons.exercises.sections import Section
from lessons.language import N_, _
from server.screen import isScreen

#: What is watched, and what the keys do.
HELP = N_(
    "watching {file}: h hint · n next exercise · a all messages · Enter check again · q quit"
)


class Watcher:
    """
    One session: what is checked, and what keys do.
    """

    def __init__(self, paper: Paper, progress: Progress, step: Step, exercise: str) -> None:
        """
        @param exercise: the number of an exercise; empty for the whole step.
        """
        self.paper = paper
        self.progress = progress
        self.step = step
        self.exercise = exercise
        self.passed = False

    def check(self, every: bool = False) -> None:
        """
        Check, and say what the keys do.
        """
        if self.paper.colours:
            self.paper.say("\x1b[2J\x1b[H", "dim")  # clear the screen, ECMA-48 section 8.3.39
        try:
            arguments = self.paper, self.progress, self.step, self.exercise
            self.passed = check(*arguments, every=every, isBrief=not every)
        except Trouble as error:
            self.passed = False
            self.paper.retell(str(error))
        self.paper.say()
        self.paper.tell(_(HELP).format(file=self.step.exercises.relative_to(ROOT)))

    def hint(self) -> None:
        """
        Show the next hint for the exercise in hand.
        """
        wanted = [
            section
            for section in self.step.sections
            if section.number == self.exercise
            or not (self.exercise or self.progress.of(section.number).passed)
        ]
        untouched = findUntouched(self.step)
        begun = [section for section in wanted if section.number not in untouched]
        for section in (begun + wanted)[:1]:
            self.paper.say()
            showing.showHint(self.paper, self.progress, self.step, section, None)

    def next(self) -> bool:
        """
        Go on to the next exercise that is not passed.

        @return: whether there is one in another file.
        """
        following = findNext(self.progress, self.exercise)
        if following is None:
            self.paper.say(_(EVERYTHING))
            return False
        isElsewhere = following[0].name != self.step.name
        self.step, self.exercise = following[0], following[1].number
        showing.showTask(self.paper, *following)
        return isElsewhere

    def obey(self, key: str) -> bool:
        """
        Do what a key says.

        @return: whether another file is to be watched.
        """
        if key == "h":
            self.hint()
        elif key == "a":
            self.check(every=True)
        elif key == "n":
            return self.next()
        elif key in ("\n", "\r", " "):
            self.check()
        return False


def watch(paper: Paper, progress: Progress, name: str = "") -> bool:
    """
    Check now and whenever the file is saved, until q or Ctrl-C: on a screen one exercise
    at a time, and elsewhere as plain lines.

    @param name: of a step or an exercise; the next exercise unless told.
    @return: whether all was well the last time.
    """
    step, section = choose(progress, name)
    with Keys() as keys:
        if keys.isThere and isScreen(paper.out):
            return watchOnScreen(paper, keys, progress, step, section)
        isWhole = bool(name) and "." not in name
        watcher = Watcher(paper, progress, step, "" if isWhole else section.number)
        while watchOne(watcher, keys):
            pass
    return watcher.passed


def choose(progress: Progress, name: str) -> tuple[Step, Section]:
    """
    Choose the exercise to begin with.

    @param name: what was typed. Where that is nothing, it is the next one, and the one for
        practice where nothing is passed and no hint was read. Of a step, it is the first
        exercise that is begun and not passed, or the first that is not passed.
    """
    if not (name or progress.records):
        name = PRACTICE.name
    if not name:
        return findNext(progress) or next(allExercises())
    step, sections = findExercises(name)
    untouched = findUntouched(step)
    pending = [section for section in sections if not progress.of(section.number).passed]
    begun = [section for section in pending if section.number not in untouched]
    return step, (begun + pending + sections)[0]


def watchOne(watcher: Watcher, keys: Keys) -> bool:
    """
    Watch one file.

    @return: whether there is another file to watch; false to end.
    """
    with Changes(watcher.step.exercises) as changes:
        watcher.check()
        while True:
            key, isOther = changes.happened(keys)
            if key == "q":
                return False
            if isOther:
                watcher.check()
            elif key and watcher.obey(key):
                return True
