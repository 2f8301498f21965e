"""
The pages of C{watch}: the exercise in hand, and what is only read.
"""

from __future__ import annotations

from dataclasses import replace

from lessons.command.checkreport import Report
from lessons.command.console import Console
from lessons.command.keys import ESCAPE
from lessons.command.next import tellTask
from lessons.command.solution import showSolution
from lessons.command.verdict import showMessages, showRequirements, showsWhat
from lessons.command.watchdesk import Desk, Page
from lessons.command.watchlist import ENTER, ListPage
from lessons.language import _
from lessons.syllabus.course import Step


class TaskPage(Page):
    """
    One exercise: what is to do, and what is still missing.
    """

    def write(self, sheet: Console, desk: Desk) -> None:
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
            if desk.report or desk.problem:
                sheet.say()
            self.writeTask(sheet, desk)

    def writeTask(self, sheet: Console, desk: Desk) -> None:
        """
        Write the task as the student's file has it, in the student's language.
        """
        tellTask(sheet, desk.section)

    def writeFindings(self, sheet: Console, report: Report, isFresh: bool) -> None:
        """
        List the requirements, and show the first message.
        """
        if report.isPassed():
            text = _("Passed. s shows why it works, and another way; n goes on.")
            sheet.tell(text, "", "green")
            sheet.say()
        failed = report.failed()[:1]
        if isFresh and failed and showsWhat(failed[0].message):
            sheet.tell(_("Not begun yet. Edit the file and save it: that checks it, here."))
            sheet.say()
            showRequirements(sheet, [replace(one, verdict="skipped") for one in report.outcomes])
            return
        showRequirements(sheet, report.outcomes, isBrief=not isFresh)
        if failed:
            showMessages(sheet, failed)

    def keys(self, desk: Desk) -> list[str]:
        """
        Name the keys that work on the exercise in hand.
        """
        solution = [_("s solution")] if desk.isPassed() else []
        ways = [_("h hint"), _("n next"), _("l list"), _("a check all"), _("r reset")]
        return [*solution, *ways, _("Enter check"), _("q quit")]

    def obey(self, key: str, desk: Desk) -> None:
        if key == "h":
            desk.hint()
        elif key == "n":
            desk.next(desk.section.number)
        elif key == "l":
            desk.page = page = ListPage(desk.section.number, self)
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
        Name the keys that lead back, and on.
        """
        return [_("Enter back to the exercise"), _("n next"), _("l list"), _("q quit")]

    def obey(self, key: str, desk: Desk) -> None:
        """
        Leave the page, for the exercise in hand.
        """
        if key in (*ENTER, ESCAPE, "n", "l"):
            desk.page = desk.task
        if key in ("n", "l"):
            desk.task.obey(key, desk)


class SolutionPage(ReadPage):
    """
    How an exercise that is passed can be solved, and why.
    """

    def write(self, sheet: Console, desk: Desk) -> None:
        """
        Show the solution of the exercise in hand.
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

    def write(self, sheet: Console, desk: Desk) -> None:
        """
        Give each step a row.
        """
        for step, report in self.found:
            if report is None:
                sheet.tell(_("its checks cannot be run"), f"{step.name:>7}  ", "red")
                continue
            passed = report.passed()
            missing = [number for number, isPassed in passed.items() if not isPassed]
            some = _("{done} of {total} passed; not yet {numbers}")
            text = (some if missing else _("{done} of {total} passed")).format(
                done=len(passed) - len(missing), total=len(passed), numbers=", ".join(missing)
            )
            sheet.tell(text, f"{step.name:>7}  ", *(["green"] if not missing else []))


class ResetPage(Page):
    """
    A question before something is put back.
    """

    def write(self, sheet: Console, desk: Desk) -> None:
        """
        Ask whether the exercise is to be put back.
        """
        sheet.tell(
            _(
                "Put exercise {number} back as it was handed out? What you have written is kept "
                "in a copy of the file."
            ).format(number=desk.section.number)
        )

    def keys(self, desk: Desk) -> list[str]:
        """
        Name the key that says yes; any other is a no.
        """
        return [_("y yes, reset it"), _("any other key: no")]

    def obey(self, key: str, desk: Desk) -> None:
        """
        Take the answer, and go back to the exercise.
        """
        desk.page = desk.task
        if key == "y":
            desk.reset()
