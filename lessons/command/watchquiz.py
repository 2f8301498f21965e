"""
A quiz in C{watch}: one question after the other, on the screen where exercises are shown.
"""

from __future__ import annotations

from contextlib import suppress

from lessons.command.console import Console
from lessons.command.quiz import Sitting, Student
from lessons.command.quiztext import introduceQuiz, scoreOf
from lessons.command.tasks import QuizTask
from lessons.command.watchdesk import Desk, Page, tellMinutes
from lessons.command.watchlist import ENTER, ListPage
from lessons.language import _, ngettext, ofExercise


class QuizPage(Page):
    """
    Where the next thing to do is a quiz: it can be taken here, or left out.
    """

    def __init__(self, task: QuizTask) -> None:
        self.task, self.quiz = task, task.quiz

    def title(self, desk: Desk) -> tuple[str, str, str]:
        """
        Name the quiz, its step and its minutes.
        """
        count = len(self.quiz.questions)
        questions = ngettext("{count} question", "{count} questions", count)
        name = _("Quiz {step}: {title}").format(
            step=self.quiz.step, title=ofExercise(self.quiz.title)
        )
        return name, questions.format(count=count), tellMinutes(self.quiz.minutes)

    def write(self, sheet: Console, desk: Desk) -> None:
        """
        Say what is in it, and how it went.
        """
        sheet.tell(introduceQuiz(self.quiz))
        sheet.say()
        if self.isBegun(desk):
            score = scoreOf(desk.progress, self.quiz)
            sheet.tell(_("So far: {score}").format(score=score), "", "yellow")
            sheet.say()
        text = _("At any time: python -m lessons quiz {step}")
        sheet.tell(text.format(step=self.quiz.step))

    def isBegun(self, desk: Desk) -> bool:
        """
        Tell whether a question was answered.
        """
        record = desk.progress.of(self.quiz.number)
        return bool(record.right or record.wrong)

    def keys(self, desk: Desk) -> list[str]:
        """
        Name the keys that take the quiz or leave it out.
        """
        isPending = self.task.isPending(desk.progress)
        onward = _("n leave it out, next") if isPending else _("n next")
        return [_("Enter take it"), onward, _("l list"), _("q quit")]

    def obey(self, key: str, desk: Desk) -> None:
        if key in ENTER:
            self.take(desk)
        elif key == "n":
            if self.task.isPending(desk.progress):
                desk.progress.note(self.quiz.number, skipped=True)
            desk.next(self.quiz.number)
        elif key == "l":
            desk.page = page = ListPage(self.quiz.number, self)
            page.follow(desk)

    def take(self, desk: Desk) -> None:
        """
        Have it taken, line by line. Ctrl-C leads back here.
        """
        console = Console(desk.screen.console.out)  # as wide as the terminal is now
        with desk.keys.byLine():
            desk.screen.empty()
            with suppress(KeyboardInterrupt):
                Sitting(console, desk.progress, self.quiz).take()
                console.say()
                Student(console).finish()
