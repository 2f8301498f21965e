"""
The pages of C{watch}: the exercise in hand, the list of all, and what is only read.
"""

from __future__ import annotations

from lessons.command import showing
from lessons.command.course import Step, allExercises
from lessons.command.desk import Desk, Page
from lessons.command.paper import Paper
from lessons.command.report import Report
from lessons.command.solving import showSolution
from lessons.command.verdict import SHOWS_WHAT, showMessages, showRequirements
from lessons.exercises.sections import Section

ENTER = ("\n", "\r")
UP, DOWN = ("k", "\x1b[A", "\x1bOA"), ("j", "\x1b[B", "\x1bOB")


class TaskPage(Page):
    """
    One exercise: what is to do, and what is still missing.
    """

    def write(self, sheet: Paper, desk: Desk) -> None:
        """
        Show what the student needs now first: the task of an exercise that is not
        begun, or else what was found.
        """
        if desk.note:
            sheet.say(desk.note)
            sheet.say("-" * sheet.width, "dim")
        if desk.problem:
            sheet.retell(desk.problem)
        isFresh = desk.isUntouched()
        if isFresh:
            self.writeTask(sheet, desk)
        if desk.report is not None:
            self.writeFindings(sheet, desk.report, isFresh)
        if not isFresh:
            sheet.say()
            self.writeTask(sheet, desk)

    def writeTask(self, sheet: Paper, desk: Desk) -> None:
        """
        Say what is to do.
        """
        for paragraph in showing.readTask(desk.section).split("\n\n"):
            sheet.tell(" ".join(paragraph.split()))
            sheet.say()

    def writeFindings(self, sheet: Paper, report: Report, isFresh: bool) -> None:
        """
        List the requirements, and show the first message.
        """
        if report.isPassed():
            sheet.tell("Passed. s shows why it works, and another way; n goes on.", "", "green")
            sheet.say()
        showRequirements(sheet, report.outcomes, isBrief=not isFresh)
        failed = report.failed()[:1]
        if isFresh and failed and SHOWS_WHAT.match(failed[0].message):
            sheet.say()
            sheet.tell("Not begun yet. Edit the file and save it: that checks it, here.")
        elif failed:
            showMessages(sheet, failed)

    def keys(self, desk: Desk) -> list[str]:
        """
        Name the keys.
        """
        solution = ["s solution"] if desk.isPassed() else []
        common = ["n next", "l list", "a check all", "r reset", "Enter check", "q quit"]
        return [*solution, "h hint", *common]

    def obey(self, key: str, desk: Desk) -> None:
        """
        Do what a key says.
        """
        if key == "h":
            desk.hint()
        elif key == "n":
            desk.next()
        elif key == "l":
            desk.page = page = ListPage(desk.section)
            page.follow(desk)
        elif key == "a":
            desk.page = AllPage(desk)
        elif key == "r":
            desk.page = ResetPage()
        elif key == "s" and desk.isPassed():
            desk.page = SolutionPage()
        elif key in ENTER:
            desk.check()


class ReadPage(Page):
    """
    Something to read; Enter leads back.
    """

    def keys(self, desk: Desk) -> list[str]:
        """
        Name the keys.
        """
        return ["Enter back to the exercise", "n next", "l list", "q quit"]

    def obey(self, key: str, desk: Desk) -> None:
        """
        Leave the page.
        """
        if key in (*ENTER, "n", "l", "\x1b"):
            desk.page = desk.task
        if key in ("n", "l"):
            desk.task.obey(key, desk)


class SolutionPage(ReadPage):
    """
    How an exercise that is passed can be solved, and why.
    """

    def write(self, sheet: Paper, desk: Desk) -> None:
        """
        Show the solution.
        """
        showSolution(sheet, desk.progress, desk.step, desk.section, anyway=False)


class AllPage(ReadPage):
    """
    What the checks of all exercises have found.
    """

    def __init__(self, desk: Desk) -> None:
        self.found: list[tuple[Step, Report | None]] = []
        desk.page = self
        for each in desk.checkAll():
            self.found.append(each)

    def write(self, sheet: Paper, desk: Desk) -> None:
        """
        Give each step a row.
        """
        for step, report in self.found:
            if report is None:
                sheet.tell("its checks cannot be run", f"{step.name:>7}  ", "red")
                continue
            passed = report.passed()
            missing = [number for number, isPassed in passed.items() if not isPassed]
            count = f"{len(passed) - len(missing)} of {len(passed)} passed"
            rest = f"; not yet {', '.join(missing)}" if missing else ""
            sheet.tell(count + rest, f"{step.name:>7}  ", *(["green"] if not missing else []))


class ResetPage(Page):
    """
    A question before something is put back.
    """

    def write(self, sheet: Paper, desk: Desk) -> None:
        """
        Ask.
        """
        sheet.tell(
            f"Put exercise {desk.section.number} back as it was handed out? What you have "
            "written is kept in a copy of the file."
        )

    def keys(self, desk: Desk) -> list[str]:
        """
        Name the keys.
        """
        return ["y yes, reset it", "any other key: no"]

    def obey(self, key: str, desk: Desk) -> None:
        """
        Take the answer.
        """
        desk.page = desk.task
        if key == "y":
            desk.reset()


class ListPage(Page):
    """
    All exercises, done and pending, to choose one.
    """

    #: What d and p leave in the list: all, what is done, or what is pending.
    only: bool | None = None

    def __init__(self, chosen: Section) -> None:
        """
        @param chosen: where the cursor stands.
        """
        self.chosen = chosen.number

    def entries(self, desk: Desk) -> list[tuple[Step, Section]]:
        """
        Find what is in the list.
        """
        return [
            (step, section)
            for step, section in allExercises()
            if self.only in (None, desk.progress.of(section.number).passed)
        ]

    def write(self, sheet: Paper, desk: Desk) -> None:
        """
        Give each exercise a row.
        """
        entries = self.entries(desk)
        if not entries:
            sheet.say("None.")
        for _, section in entries:
            isDone = desk.progress.of(section.number).passed
            mark = ">" if section.number == self.chosen else " "
            state = "done" if isDone else "pending"
            row = f"{mark} {section.number:9} {state:7}  {section.title}"
            styles = (["bold"] if mark == ">" else []) + (["green"] if isDone else [])
            row = row if len(row) <= sheet.width else row[: sheet.width - 3] + "..."
            sheet.say(sheet.style(row, *styles) if styles else row)

    def keys(self, desk: Desk) -> list[str]:
        """
        Name the keys.
        """
        return ["j/k or arrows", "Enter work on it", "d done", "p pending", "l back", "q quit"]

    def obey(self, key: str, desk: Desk) -> None:
        """
        Move the cursor, choose, or leave.
        """
        if key in ("d", "p"):
            self.only = None if self.only is (key == "d") else key == "d"
        elif key in ("l", "\x1b"):
            desk.page = desk.task
        elif key in ENTER and self.at(desk) >= 0:
            desk.page = desk.task
            desk.take(*self.entries(desk)[self.at(desk)])
        else:
            self.move(key, desk)
        self.follow(desk)

    def at(self, desk: Desk) -> int:
        """
        Find the row of the cursor; the first one where what it stood at is not in the
        list any more, and -1 where nothing is.
        """
        numbers = [section.number for _, section in self.entries(desk)]
        return numbers.index(self.chosen) if self.chosen in numbers else min(0, len(numbers) - 1)

    def move(self, key: str, desk: Desk) -> None:
        """
        Move the cursor.
        """
        entries = self.entries(desk)
        last = len(entries) - 1
        at = self.at(desk) + (key in DOWN) - (key in UP)
        at = {"g": 0, "G": last}.get(key, max(0, min(at, last)))
        if entries:
            self.chosen = entries[at][1].number

    def follow(self, desk: Desk) -> None:
        """
        Keep the cursor in the list, and on the screen.
        """
        at = self.at(desk)
        if at >= 0:
            self.chosen = self.entries(desk)[at][1].number
        room = desk.frame().room(desk.screen.size.lines)
        self.top = max(0, at - room + 1, min(self.top, at))
