"""
Quizzes in the terminal: what there is, the questions, and what came of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from lessons.columns import columnsOf, pad, sentences
from lessons.command.console import Console
from lessons.command.prose import plain
from lessons.command.tasks import QuizTask
from lessons.language import N_, _, ngettext, ofExercise
from lessons.quizzes import Choice, Order, Question, Quiz, Verdict
from lessons.syllabus.course import allQuizzes
from lessons.syllabus.progress import Progress
from server.escapes import visible

#: What a quiz is.
INTRODUCTION = N_(
    "{count} questions that mix what came before, about {minutes} minutes. After each answer it "
    "says why it is right or wrong, and what to read again."
)


def writeScores(progress: Progress) -> str:
    """
    Write which quizzes there are, and how many questions of each were answered correctly.
    """
    each = _("after step {step}: {score}")
    scores = [
        each.format(step=name, score=scoreOf(progress, quiz))
        for name, quiz in allQuizzes().items()
    ]
    return _(", ").join(scores)


def scoreOf(progress: Progress, quiz: Quiz) -> str:
    """
    Count the questions of a quiz that were answered rightly, unless it is to be left out.
    """
    record = progress.of(quiz.number)
    numbers = {each.number for each in quiz.questions}
    return _("skipped") if record.skipped else f"{len(record.right & numbers)}/{len(numbers)}"


def introduceQuiz(quiz: Quiz) -> str:
    """
    @return: how many questions a quiz has, how long it takes, and what follows each answer.
    """
    return _(INTRODUCTION).format(count=len(quiz.questions), minutes=quiz.minutes)


def nameOf(quiz: Quiz) -> str:
    """
    Name a quiz by its place and its title.
    """
    text = _("Quiz after step {step}: {title}")
    return text.format(step=quiz.step, title=ofExercise(quiz.title))


def showQuizTask(console: Console, task: QuizTask) -> None:
    """
    Show what a quiz is about, how to take it, and how to leave it out.
    """
    console.tell(nameOf(task.quiz), "", "bold")
    console.say()
    console.tell(introduceQuiz(task.quiz))
    console.say()
    command = f"python -m lessons quiz {task.step.name}"
    tellWays(console, [(_("take it"), command), (_("leave it out"), f"{command} --skip")])


def tellWays(console: Console, ways: Sequence[tuple[str, str]]) -> None:
    """
    Name commands, each after what it is for.
    """
    width = max(columnsOf(name) for name, _command in ways)
    for name, command in ways:
        console.tell(command, f"{pad(name, width)}  ")


def wantedOf(question: Question) -> str:
    """
    @return: what counts as an answer to this kind of question, for whoever has typed
        something else.
    """
    if isinstance(question, Order):
        return _("all letters, like {letters}").format(letters="".join([*question.options][::-1]))
    if isinstance(question, Choice):
        *letters, last = question.options
        return _("{letters} or {last}").format(letters=_(", ").join(letters), last=last)
    return _("a number") if question.right.isdigit() else _("a word")


def asText(text: str) -> str:
    """
    Show a text of a quiz: translated, and without its markup.
    """
    return plain(ofExercise(text))


def showQuestion(console: Console, question: Question, place: int, count: int) -> None:
    """
    Ask.

    @param place: which one it is of those that are asked.
    @param count: how many they are.
    """
    title = _("Question {number} ({place} of {count})")
    console.say()
    console.tell(title.format(number=question.number, place=place, count=count), "", "bold")
    console.tell(asText(question.asks))
    console.say()
    for line in question.lines:
        console.say(f"    {visible(line)}", "cyan")
    if question.data:
        console.say()
    for letter, option in question.options.items():
        console.tell(asText(option.says), f"  {letter}  ")
    if question.options:
        console.say()


def showVerdict(console: Console, question: Question, verdict: Verdict) -> None:
    """
    Say whether an answer is right, and why.
    """
    text = _("{sentence} ({source})")
    said = text.format(sentence=asText(verdict.because), source=question.source)
    if verdict.isRight:
        console.tell(said, _("Right. "), "green")
    else:
        again = _("Read again: step {step}.").format(step=question.step)
        console.tell(sentences(said, again), _("No. "), "red")


def showResult(console: Console, quiz: Quiz, right: Sequence[int], wrong: Sequence[int]) -> None:
    """
    Say how many were right, and which steps to read again.

    @param right: the numbers of the questions that were answered rightly, now or before.
    @param wrong: of those that were not.
    """
    count = len(quiz.questions)
    left = count - len(right) - len(wrong)
    text = (
        _("{right} of {count} right, {left} not answered yet.")
        if left
        else _("{right} of {count} right.")
    )
    said = text.format(right=len(right), count=count, left=left)
    console.say(said, "green" if len(right) == count else "yellow")
    ways = [(_("read again"), again(quiz, step, wrong)) for step in stepsOf(quiz, wrong)]
    if len(right) < count:
        command = _("python -m lessons quiz {step}  (the wrong ones first)")
        command = command if wrong else "python -m lessons quiz {step}"
        ways.append((_("go on") if left else _("once more"), command.format(step=quiz.step)))
    if ways:
        tellWays(console, ways)


def stepsOf(quiz: Quiz, numbers: Sequence[int]) -> Sequence[int]:
    """
    Name the steps that some questions are about, in order.
    """
    return sorted({each.step for each in quiz.questions if each.number in numbers})


def again(quiz: Quiz, step: int, wrong: Sequence[int]) -> str:
    """
    Name a step to read again, and the questions that ask for it.
    """
    theirs = [one.number for one in quiz.questions if one.step == step and one.number in wrong]
    text = ngettext(
        "python -m lessons walk {step}  (question {numbers})",
        "python -m lessons walk {step}  (questions {numbers})",
        len(theirs),
    )
    return text.format(step=step, numbers=", ".join(map(str, theirs)))
