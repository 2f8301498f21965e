"""
C{watch}: check again whenever the student's file is saved.
"""

from __future__ import annotations

from contextlib import suppress

from lessons.command.check import Listen, check
from lessons.command.console import Console
from lessons.command.filewatch import Changes
from lessons.command.hint import showHint
from lessons.command.keys import Keys
from lessons.command.next import showTask
from lessons.command.prepared import Prepared
from lessons.command.quiz import Sitting, leaveOut
from lessons.command.tasks import (
    EVERYTHING,
    Exercise,
    QuizTask,
    Task,
    allTasks,
    findNext,
)
from lessons.command.watchscreen import watchOnScreen
from lessons.language import N_, _
from lessons.syllabus.course import ROOT, findExercises, findUntouched
from lessons.syllabus.progress import Progress
from lessons.trouble import Trouble
from server.screen import isScreen

#: What is watched, and what the keys do.
HELP = N_(
    "watching {file}: h hint · n next exercise · a all messages · Enter check again · q quit"
)
QUIZ_HELP = N_("t take the quiz now · n leave it out")


class Watcher:
    """
    One session: what is checked, and what keys do.

    @ivar quiz: the quiz in hand; while there is one, the last exercise of its step is checked.
    """

    def __init__(
        self, console: Console, progress: Progress, keys: Keys, task: Task, listen: Listen
    ) -> None:
        """
        @param task: what to begin with.
        @param listen: hears what the checks say.
        """
        self.listen = listen
        self.console = console
        self.progress = progress
        self.keys = keys
        self.passed = False
        self.turnTo(task)

    def turnTo(self, task: Task) -> None:
        """
        Take in hand what is to be done.
        """
        self.step = task.step
        self.quiz = task if isinstance(task, QuizTask) else None
        self.exercise = task.step.sections[-1].number if self.quiz else task.number

    def check(self, every: bool = False) -> None:
        """
        Check, and say what the keys do.
        """
        if self.console.colours:
            self.console.say("\x1b[2J\x1b[H", "dim")  # clear the screen, ECMA-48 section 8.3.39
        try:
            arguments = self.console, self.progress, self.step, self.exercise
            self.passed = check(*arguments, every=every, isBrief=not every, listen=self.listen)
        except Trouble as error:
            self.passed = False
            self.console.retell(str(error))
        self.console.say()
        self.console.tell(_(HELP).format(file=self.step.exercises.relative_to(ROOT)))
        if self.quiz is not None:
            self.console.tell(self.quiz.describe(), _("Next: "), "bold")
            self.console.tell(_(QUIZ_HELP))

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
            self.console.say()
            showHint(self.console, self.progress, self.step, section, None)

    def next(self) -> bool:
        """
        Go on to the next exercise that is not passed, or to the next quiz. A quiz that was in
        hand is left out, unless it was taken.

        @return: whether there is one in another file.
        """
        if self.quiz and self.quiz.isPending(self.progress):
            leaveOut(self.console, self.progress, self.quiz.quiz)
        following = findNext(self.progress, self.quiz.number if self.quiz else self.exercise)
        if following is None:
            self.console.say(_(EVERYTHING))
            return False
        isElsewhere = following.step.name != self.step.name
        self.turnTo(following)
        showTask(self.console, following)
        if self.quiz:
            self.console.tell(_(QUIZ_HELP))
        return isElsewhere

    def takeQuiz(self) -> None:
        """
        Have the quiz taken, line by line. Ctrl-C leads back here.
        """
        if self.quiz is not None:
            with self.keys.byLine(), suppress(KeyboardInterrupt):
                Sitting(self.console, self.progress, self.quiz.quiz).take()
            self.console.tell(_("n goes on."))

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
        elif key == "t":
            self.takeQuiz()
        elif key in ("\n", "\r", " "):
            self.check()
        return False


def watch(console: Console, progress: Progress, name: str = "") -> bool:
    """
    Check now and whenever the file is saved, until q or Ctrl-C: on a screen one exercise
    at a time, and elsewhere as plain lines.

    @param name: of a step or an exercise; the next exercise by default.
    @return: whether all was well the last time.
    """
    task = choose(progress, name)
    with Keys() as keys, Prepared() as prepared:
        if keys.isThere and isScreen(console.out):
            return watchOnScreen(console, keys, progress, task, prepared.hear)
        if not keys.isThere and isinstance(task, QuizTask):
            task = chooseExercise(progress)
        watcher = Watcher(console, progress, keys, task, prepared.hear)
        if name and "." not in name:
            watcher.exercise = ""  # all of the step
        while watchOne(watcher, keys):
            pass
    return watcher.passed


def choose(progress: Progress, name: str) -> Task:
    """
    Choose what to begin with.

    @param name: what was typed. Where that is nothing, it is what comes next, or the last of
        all where nothing does. Of a step, it is the first exercise that is begun and not
        passed, or the first that is not passed.
    """
    if not name:
        return findNext(progress) or list(allTasks())[-1]
    step, sections = findExercises(name)
    untouched = findUntouched(step)
    pending = [section for section in sections if not progress.of(section.number).passed]
    begun = [section for section in pending if section.number not in untouched]
    return Exercise(step, (begun + pending + sections)[0])


def chooseExercise(progress: Progress) -> Exercise:
    """
    Choose the next exercise, where nobody can take a quiz; the first where none is left.
    """
    exercises = [task for task in allTasks() if isinstance(task, Exercise)]
    return next((one for one in exercises if one.isPending(progress)), exercises[0])


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
