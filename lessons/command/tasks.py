"""
What comes next: the one order of all that there is to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lessons.language import N_, _, ofExercise, ofTitle
from lessons.quizzes import Quiz
from lessons.syllabus.course import PRACTICE, Step, allSteps
from lessons.syllabus.progress import Progress
from lessons.syllabus.sections import Section

EVERYTHING = N_("Every exercise is passed.")


@dataclass(frozen=True)
class Exercise:
    """
    An exercise, as something to do.
    """

    step: Step
    section: Section

    @property
    def number(self) -> str:
        """
        The number of the exercise, as C{3.2}.
        """
        return self.section.number

    @property
    def title(self) -> str:
        """
        What the exercise is called, in the reader's language.
        """
        return ofTitle(self.section.title)

    def isDone(self, progress: Progress) -> bool:
        """
        Tell whether it is passed.
        """
        return progress.of(self.number).passed

    def isPending(self, progress: Progress) -> bool:
        """
        Tell whether it still has to be done. The one for practice has to, for somebody who begins.
        """
        if self.isDone(progress):
            return False
        others = (one.isBegun for number, one in progress.records.items() if number != self.number)
        return self.step != PRACTICE or not any(others)

    def describe(self) -> str:
        """
        Name it in a sentence.
        """
        return _("exercise {number}, {title}").format(number=self.number, title=self.title)


@dataclass(frozen=True)
class QuizTask:
    """
    A quiz, as something to do. It belongs to the step that it comes after.
    """

    step: Step
    quiz: Quiz

    @property
    def number(self) -> str:
        """
        The name of the quiz, as C{quiz.3}.
        """
        return self.quiz.number

    @property
    def title(self) -> str:
        """
        What the quiz is called, in the reader's language.
        """
        return _("quiz: {title}").format(title=ofExercise(self.quiz.title))

    def isDone(self, progress: Progress) -> bool:
        """
        Tell whether every question was answered.
        """
        record = progress.of(self.number)
        return {each.number for each in self.quiz.questions} <= record.right | record.wrong

    def isPending(self, progress: Progress) -> bool:
        """
        Tell whether it still has to be done: unless it was left out.
        """
        return not (self.isDone(progress) or progress.of(self.number).skipped)

    def describe(self) -> str:
        """
        Name it in a sentence.
        """
        text = _("the quiz after step {step}, {title}")
        return text.format(step=self.step.name, title=ofExercise(self.quiz.title))


Task = Exercise | QuizTask


def allTasks() -> Iterator[Task]:
    """
    Find all that there is to do, in order: the exercise for practice, then those of each
    step, and the quizzes after them.
    """
    for step in [PRACTICE, *allSteps()]:
        for section in step.sections:
            yield Exercise(step, section)
        if step.quiz is not None:
            yield QuizTask(step, step.quiz)


def findNext(progress: Progress, after: str = "") -> Task | None:
    """
    Find the first thing that is still to be done.

    @param after: begin after this exercise, or this quiz, and go round.
    """
    every = list(allTasks())
    numbers = [task.number for task in every]
    turn = numbers.index(after) + 1 if after in numbers else 0
    around = every[turn:] + every[:turn]
    return next((task for task in around if task.isPending(progress)), None)


def commandAfter(progress: Progress, step: Step) -> str:
    """
    Say what comes after a step whose exercises are passed: its quiz, the walk through the
    next one, or, where that has been begun, the next exercise.
    """
    last = step.sections[-1].number if step.sections else ""
    following = findNext(progress, last)
    if following is None:
        return _(EVERYTHING)
    if isinstance(following, QuizTask):
        text = _("Next, a quiz: python -m lessons quiz {step}")
        return text.format(step=following.step.name)
    other = following.step
    isBegun = any(progress.of(section.number).passed for section in other.sections)
    page = other.name if other.name.isdigit() else "webcat"
    command = "next" if isBegun else f"walk {page}"
    return _("Next: python -m lessons {command}").format(command=command)
