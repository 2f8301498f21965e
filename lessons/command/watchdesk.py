"""
What C{watch} knows while it has the screen: the exercise in hand, what its checks have
found, and which page is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO

from lessons.command import reset
from lessons.command.check import Listen, runChecks
from lessons.command.checkprocess import hear
from lessons.command.checkreport import Report
from lessons.command.console import Console
from lessons.command.filewatch import Changes
from lessons.command.frame import Frame, Screen, drawBar, fold, listKeys, twoSides
from lessons.command.hint import writeHint
from lessons.command.keys import Keys
from lessons.command.next import findPlace
from lessons.command.tasks import EVERYTHING, QuizTask, Task, findNext
from lessons.command.teacher import Background, tellerOf
from lessons.command.turns import WAITING, turn
from lessons.language import N_, _, ngettext, ofTitle
from lessons.syllabus.course import Step, allExercises, allSteps, findUntouched
from lessons.syllabus.progress import Progress
from lessons.syllabus.sections import Section
from lessons.trouble import Trouble

CHECKING = N_("checking ...")


class Page:
    """
    Something that fills the screen.

    @ivar top: its first row that is shown.
    """

    top = 0

    def write(self, sheet: Console, desk: Desk) -> None:
        """
        Write it, as long as it may be.
        """
        raise NotImplementedError

    def keys(self, desk: Desk) -> list[str]:
        """
        Name the keys that do something here.
        """
        raise NotImplementedError

    def obey(self, key: str, desk: Desk) -> None:
        """
        Do what a key says on this page; keys without a meaning here do nothing.
        """
        raise NotImplementedError

    def title(self, desk: Desk) -> tuple[str, str, str]:
        """
        Name what is in hand: what it is called, where it is, how long it takes.
        """
        step, section = desk.step, desk.section
        name = f"{section.number} {ofTitle(section.title)}"
        about = tellMinutes(step.notes[section.number].minutes)
        return name, findPlace(step, section), about


def tellMinutes(minutes: int) -> str:
    """
    @return: how long something takes, about, in the student's language.
    """
    about = ngettext("about {minutes} minute", "about {minutes} minutes", minutes)
    return about.format(minutes=minutes)


class Desk:
    """
    One student at work.

    @ivar note: shown above the exercise until the file is saved: a hint, for example.
    @ivar report: what the checks have found; L{None} where they could not be run.
    @ivar problem: why they could not be.
    @ivar isElsewhere: whether the exercise in hand is in another file than before.
    """

    note = problem = status = ""
    report: Report | None = None
    isElsewhere = hasEnded = False
    changes: Changes

    def __init__(
        self,
        screen: Screen,
        keys: Keys,
        progress: Progress,
        page: Page,
        pageOf: Callable[[QuizTask], Page],
        listen: Listen = hear,
    ) -> None:
        """
        @param page: the one that shows the exercise in hand.
        @param pageOf: makes the one that shows a quiz.
        @param listen: hears what the checks of the exercise in hand say.
        """
        self.screen = screen
        self.keys = keys
        self.progress = progress
        self.task = self.page = page
        self.pageOf = pageOf
        self.listen = listen
        self.background = Background(tellerOf().membership)

    def take(self, step: Step, section: Section) -> None:
        """
        Take another exercise in hand.
        """
        self.step, self.section = step, section
        self.note, self.report, self.task.top = "", None, 0
        self.page, self.isElsewhere = self.task, True

    def turnTo(self, task: Task) -> None:
        """
        Take in hand what is to be done. A quiz is shown in front of the last exercise of its step:
        whoever saves that file sees it again.
        """
        if not isinstance(task, QuizTask):
            self.take(task.step, task.section)
            return
        self.take(task.step, task.step.sections[-1])
        self.page = self.pageOf(task)

    def isPassed(self) -> bool:
        """
        Tell whether the exercise in hand was passed at its last check.
        """
        return self.report is not None and self.report.isPassed()

    def isUntouched(self) -> bool:
        """
        Tell whether the exercise in hand is as it was handed out.
        """
        return self.section.number in findUntouched(self.step)

    def check(self) -> None:
        """
        Check the exercise in hand, and show it.
        """
        self.page, self.task.top = self.task, 0
        self.show(_(CHECKING))
        self.report, self.problem = None, ""
        try:
            with turn(lambda: self.show(_(WAITING))):
                self.report = runChecks(self.step, self.section.number, self.listen)
            self.remember(self.report)
        except Trouble as error:
            self.problem = str(error)
        self.show()

    def remember(self, report: Report) -> None:
        """
        Note down which exercises are passed, and tell the teacher's page, where there is one.
        """
        for number, passed in report.reached().items():
            self.progress.note(number, passed=passed)
        self.background.later(report, findUntouched(self.step))

    def checkAll(self) -> Iterator[tuple[Step, Report | None]]:
        """
        Check one step after the other, until a key is pressed.

        @return: each step with what was found; L{None} where its checks cannot be run.
        """
        steps = [step for step in allSteps() if step.sections]
        for number, step in enumerate(steps, 1):
            text = _("checking all, {number} of {total}: any key stops")
            self.show(text.format(number=number, total=len(steps)))
            if self.keys.wait(0)[0]:
                return
            try:
                report = runChecks(step)
                self.remember(report)
                yield step, report
            except Trouble:
                yield step, None

    def hint(self) -> None:
        """
        Put the next hint above the exercise.
        """
        arguments = self.progress, self.step, self.section
        self.note = self.written(lambda sheet: writeHint(sheet, *arguments))
        self.task.top = 0

    def next(self, after: str) -> None:
        """
        Go on to the next exercise that is not passed, or to the next quiz.

        @param after: the number of what was in hand.
        """
        following = findNext(self.progress, after)
        if following is None:
            self.note, self.task.top = _(EVERYTHING), 0
            self.page = self.task
        else:
            self.turnTo(following)

    def reset(self) -> None:
        """
        Put the exercise back as it was handed out.
        """
        arguments = self.progress, self.step, [self.section], False
        try:
            self.note = self.written(lambda sheet: reset.reset(sheet, *arguments))
        except Trouble as error:
            self.note = str(error)
        self.changes.seen = self.changes.look()  # this change is ours
        self.check()

    def sheet(self, out: StringIO) -> Console:
        """
        Take a console as wide as the screen.
        """
        sheet = Console(out)
        sheet.colours = self.screen.console.colours
        sheet.width = self.screen.size.columns
        return sheet

    def written(self, write: Callable[[Console], object]) -> str:
        """
        Have something written, and take what was.
        """
        out = StringIO()
        write(self.sheet(out))
        return out.getvalue().rstrip("\n")

    def show(self, status: str = "") -> None:
        """
        Show the page.

        @param status: what is being done meanwhile; it takes the place of the keys.
        """
        self.status = status
        self.screen.show(self.frame())

    def frame(self) -> Frame:
        """
        Lay the page out on the screen.
        """
        columns = self.screen.size.columns
        body = fold(self.written(lambda sheet: self.page.write(sheet, self)), columns)
        keys = listKeys(self.page.keys(self), columns)
        foot = [self.status, *[""] * (len(keys) - 1)] if self.status else keys
        return Frame(self.head(columns), body, foot, self.page.top)

    def head(self, columns: int) -> list[str]:
        """
        Name what is in hand, and how far the student has come.
        """
        numbers = [section.number for _step, section in allExercises()]
        done = sum(self.progress.of(number).passed for number in numbers)
        name, place, minutes = self.page.title(self)
        style = self.screen.console.style
        first = twoSides(name, drawBar(done, len(numbers), columns), columns)
        second = twoSides(place, minutes, columns)[-1]
        return [*(style(row, "bold") for row in first), style(second, "dim"), ""]

    def turn(self) -> None:
        """
        Show the next rows of a page that is longer than the screen.
        """
        self.page.top = self.frame().below(self.screen.size.lines)
