"""
C{quiz}: asks the questions of a quiz, and remembers the answers.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress

from lessons.columns import sentences
from lessons.command.console import Console
from lessons.command.quiztext import (
    introduceQuiz,
    nameOf,
    showQuestion,
    showResult,
    showVerdict,
    wantedOf,
)
from lessons.command.tasks import QuizTask, allTasks, commandAfter
from lessons.language import _
from lessons.quizzes import Question, Quiz
from lessons.syllabus.course import allQuizzes, findStep
from lessons.syllabus.progress import BadProgress, Progress

#: How often a question is asked where nothing that is typed is an answer.
MOST_TRIES = 5
#: The most bytes of a line that count, and of one that is passed over.
MOST_LINE, MOST_REST = 200, 2**16
QUIT_WORDS = ("q", "quit")


class Enough(Exception):
    """
    Nothing more will be answered.
    """


class Student:
    """
    Whoever answers: at a keyboard, or through a pipe.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.isThere = sys.stdin is not None and sys.stdin.isatty()

    def answer(self, prompt: str) -> str:
        """
        Have a line typed.

        @raise Enough: when there is none, or it says so.
        """
        self.console.out.write(self.console.shown(prompt))
        self.console.out.flush()
        line = readLine()
        if not self.isThere:  # what is typed at a keyboard is shown by the terminal
            self.console.say("".join(filter(str.isprintable, line.strip())))
        if not line or line.strip().casefold() in QUIT_WORDS:
            raise Enough
        return line

    def finish(self) -> None:
        """
        Wait until the result is read.
        """
        with suppress(Enough):
            self.answer(self.console.style(_("Enter: back "), "dim"))

    def pause(self) -> None:
        """
        Wait until what was said is read. Through a pipe, nobody reads.

        @raise Enough: when the student wants to leave.
        """
        if self.isThere:
            self.answer(self.console.style(_("Enter: go on, q: leave "), "dim"))


def readLine() -> str:
    """
    Read a line of standard input, as far as it counts.

    @return: the line with its end; nothing at the end of the input.
    """
    try:
        line = sys.stdin.buffer.readline(MOST_LINE)
        isWhole = len(line) < MOST_LINE or line.endswith(b"\n")
        if not isWhole and not sys.stdin.buffer.readline(MOST_REST).endswith(b"\n"):
            return ""  # whatever that is, it is not a line
    except (AttributeError, OSError):  # it is closed
        return ""
    return line.decode("utf-8", "replace")


class Sitting:
    """
    One time that a quiz is taken.

    @ivar results: whether each question was answered rightly, the last time.
    """

    def __init__(self, console: Console, progress: Progress, quiz: Quiz) -> None:
        self.console = console
        self.progress = progress
        self.quiz = quiz
        self.student = Student(console)
        record = progress.of(quiz.number)
        self.results = dict.fromkeys(record.right, True) | dict.fromkeys(record.wrong, False)

    def order(self) -> Sequence[Question]:
        """
        Put those first that were wrong, and those last that were right.
        """
        ranks = {False: 0, None: 1, True: 2}
        return sorted(self.quiz.questions, key=lambda one: ranks[self.results.get(one.number)])

    def take(self) -> bool:
        """
        Ask, until every question was asked, or the student has had enough.

        @return: whether all were answered rightly.
        @raise KeyboardInterrupt: when Ctrl-C was pressed; what was answered is kept.
        """
        console, quiz = self.console, self.quiz
        console.tell(nameOf(quiz), "", "bold")
        console.tell(sentences(introduceQuiz(quiz), _("q leaves; what was answered is kept.")))
        try:
            self.askAll()
        except Enough:
            pass
        finally:
            console.say()
            right, wrong = self.numbers(True), self.numbers(False)
            showResult(console, quiz, right, wrong)
        if len(right) + len(wrong) == len(quiz.questions):
            console.tell(commandAfter(self.progress, findStep(quiz.step)))
        return len(right) == len(quiz.questions)

    def askAll(self) -> None:
        """
        Ask every question.

        @raise Enough: when the student leaves.
        """
        questions = self.order()
        for place, question in enumerate(questions, 1):
            showQuestion(self.console, question, place, len(questions))
            self.ask(question)
            if place < len(questions):
                self.student.pause()

    def ask(self, question: Question) -> None:
        """
        Have one question answered, and say what is to be said.

        @raise Enough: when the student leaves.
        """
        wanted = wantedOf(question)
        for _try in range(MOST_TRIES):
            prompt = _("Answer ({wanted}): ").format(wanted=wanted)
            answer = question.read(self.student.answer(prompt))
            if answer:
                verdict = question.judge(answer)
                self.remember(question, verdict.isRight)
                showVerdict(self.console, question, verdict)
                return
            text = _("Please answer with {wanted}.").format(wanted=wanted)
            self.console.tell(text, "", "yellow")
        self.console.tell(_("Then this question is left open."))

    def remember(self, question: Question, isRight: bool) -> None:
        """
        Remember an answer. Where that is not possible, the quiz goes on all the same.
        """
        self.results[question.number] = isRight
        try:
            self.progress.noteAnswer(self.quiz.number, question.number, isRight)
        except BadProgress as error:
            self.progress.isUsable = False
            self.console.tell(sentences(str(error), _("Nothing is remembered.")), _("note: "))

    def numbers(self, isRight: bool) -> Sequence[int]:
        """
        Number the questions that were answered rightly, or wrongly.
        """
        numbers = [question.number for question in self.quiz.questions]
        return [number for number in numbers if self.results.get(number) is isRight]


def chooseQuiz(progress: Progress) -> Quiz:
    """
    Choose the quiz where none was named: the first with a question that was not answered, or
    else with one that was not answered rightly, or else the first of all.
    """
    quizzes = list(allQuizzes().values())
    tasks = [task for task in allTasks() if isinstance(task, QuizTask)]
    pending = [task.quiz for task in tasks if task.isPending(progress)]
    wrong = [quiz for quiz in quizzes if progress.of(quiz.number).wrong]
    return (pending + wrong + quizzes)[0]


def leaveOut(console: Console, progress: Progress, quiz: Quiz) -> None:
    """
    Leave a quiz out. Where nothing can be remembered, that has been said.
    """
    progress.note(quiz.number, skipped=True)
    if progress.of(quiz.number).skipped:
        text = _("The quiz after step {step} is left out. It can be taken at any time.")
        console.tell(text.format(step=quiz.step))
        console.tell(commandAfter(progress, findStep(quiz.step)))
