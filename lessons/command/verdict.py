"""
What the checks have found, as it is told to the student.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import groupby

from lessons.columns import columnsOf, pad, sentences
from lessons.command.checkreport import Outcome, Report
from lessons.command.console import Console
from lessons.command.tasks import commandAfter
from lessons.language import N_, _, ngettext, ofExercise, ofTitle
from lessons.syllabus.course import Step
from lessons.syllabus.progress import Progress

MARKS = {"passed": N_("ok"), "failed": N_("FAILED"), "skipped": "-", "in error": N_("ERROR")}
VERDICT_COLOURS = {"passed": "green", "failed": "red", "skipped": "dim", "in error": "red"}
#: The heading of a message, as a pattern.
FIELDS = {"exercise": r"\S+", "number": r"\d+", "requirement": ".*"}


def showReport(
    console: Console, report: Report, untouched: Set[str], every: bool, isBrief: bool
) -> None:
    """
    List the requirements, and say what is wrong.

    @param untouched: the exercises that are as they were handed out.
    @param every: whether to show every message; otherwise the first one of the
        exercise in hand.
    @param isBrief: whether the exercise in hand is to have the screen.
    """
    console.say(report.file, "bold")
    hand = report.inHand(untouched)
    showExercises(console, report, hand, untouched if isBrief else None)
    failed = [one for one in report.failed() if every or one.exercise == hand]
    if not failed:
        return
    told = {one.exercise for one in failed}
    others = dict.fromkeys(one.exercise for one in report.failed() if one.exercise not in told)
    if others and not isBrief:
        text = _("Not shown: {numbers}. All: python -m lessons check {step} --all")
        console.say()
        console.tell(text.format(numbers=", ".join(others), step=hand.rpartition(".")[0]))
    shown = failed if every else failed[:1]
    if not isBrief and any(showsWhat(one.message) for one in shown):
        command = f"EXERCISE_SEED={report.seed} python -m lessons check {hand}"
        console.say()
        console.tell(command, _("The same again: "))
    showMessages(console, shown)


def showsWhat(message: str) -> bool:
    """
    Tell whether a message shows what a requirement was checked with, and not only that the
    file cannot be run: the number of the requirement, and indented lines below a heading.
    """
    heading = re.escape(_("{exercise}, requirement {number}: {requirement}"))
    for name, pattern in FIELDS.items():
        heading = heading.replace(re.escape(f"{{{name}}}"), pattern)
    return re.match(heading + r"\n\S[^\n]*[:：]\n    ", message, re.S) is not None


def showExercises(
    console: Console, report: Report, hand: str, untouched: Set[str] | None = None
) -> None:
    """
    List the exercises, each with its requirements.

    @param hand: the exercise in hand.
    @param untouched: where they are given, an exercise that is passed or among them, and not in
        hand, gets one line.
    """
    wasShort = False
    for number, several in groupby(report.outcomes, lambda one: one.exercise):
        outcomes = list(several)
        isPassed = all(one.verdict == "passed" for one in outcomes)
        isShort = untouched is not None and number != hand and (isPassed or number in untouched)
        if not (wasShort and isShort):
            console.say()
        if isShort:
            text = _("{title}: passed") if isPassed else _("{title}: not begun")
            title = ofTitle(outcomes[0].title)
            console.tell(text.format(title=title), f"{number} ", "green" if isPassed else "dim")
        else:
            showExercise(console, number, outcomes, isBrief=untouched is not None)
        wasShort = isShort
    if untouched is None and any(one.verdict == "skipped" for one in report.outcomes):
        console.say(f"\n  {mark('skipped')} " + _("not reached"), "dim")


def showExercise(
    console: Console, number: str, outcomes: Sequence[Outcome], isBrief: bool = False
) -> None:
    """
    List the requirements of one exercise, each with its verdict.

    @param isBrief: whether those that were not reached are only counted.
    """
    console.tell(ofTitle(outcomes[0].title), f"{number} ", "bold")
    showRequirements(console, outcomes, isBrief)


def showRequirements(console: Console, outcomes: Sequence[Outcome], isBrief: bool = False) -> None:
    """
    List requirements, each with its verdict.

    @param isBrief: whether those that were not reached are only counted.
    """
    skipped = [one for one in outcomes if isBrief and one.verdict == "skipped"]
    for one in outcomes:
        if one not in skipped:
            before = f"  {mark(one.verdict)} {one.number} "
            console.tell(ofExercise(one.requirement), before, VERDICT_COLOURS[one.verdict])
    if skipped:
        number = len(skipped)
        more = ngettext("{number} more, not reached", "{number} more, not reached", number)
        console.say(f"  {mark('skipped')} {more.format(number=number)}", "dim")


def mark(verdict: str) -> str:
    """
    Write a verdict in a column of its own.
    """
    return pad(_(MARKS[verdict]), max(columnsOf(_(one)) for one in MARKS.values()))


def showMessages(console: Console, failed: Sequence[Outcome]) -> None:
    """
    Show what is wrong, one thing after the other.
    """
    for one in failed:
        console.say()
        console.say("-" * min(console.width, 79), "dim")
        console.retell(one.message)
    console.say("-" * min(console.width, 79), "dim")


def tellVerdict(
    console: Console,
    progress: Progress,
    step: Step,
    report: Report,
    exercise: str,
    untouched: Set[str],
    isBrief: bool,
) -> None:
    """
    Say in a line what came of it, and which command comes next.

    @param exercise: the one that was checked; empty for all of the step.
    @param isBrief: whether what comes before may have left the screen.
    """
    hand = report.inHand(untouched)
    if hand and isBrief:
        first = next(one for one in report.failed() if one.exercise == hand)
        which = _("{exercise}, requirement {number}: ").format(exercise=hand, number=first.number)
        console.tell(ofExercise(first.requirement), which, "red")
    hint = _("A hint: python -m lessons hint {number}").format(number=hand)
    console.say()
    console.tell(
        hint if hand else whatNext(progress, step),
        sentences(howMany(step, report, exercise), ""),
        "yellow" if hand else "green",
    )
    if exercise and not hand:
        why = _("Why it works, and another way: python -m lessons solution {number}")
        console.tell(why.format(number=exercise))


def howMany(step: Step, report: Report, exercise: str) -> str:
    """
    Say what is passed: an exercise or not, or how many of a step.
    """
    if exercise:
        text = _("{exercise} passed.") if report.isPassed() else _("{exercise} is not passed yet.")
        return text.format(exercise=exercise)
    passed = report.passed()
    ofStep = _("Step {name}: {done} of {total} passed.")
    text = ofStep if step.name.isdigit() else _("{name}: {done} of {total} passed.")
    return text.format(name=step.name, done=sum(passed.values()), total=len(passed))


def whatNext(progress: Progress, step: Step) -> str:
    """
    Say what comes next where all that was checked is passed.
    """
    if all(progress.of(section.number).passed for section in step.sections):
        return commandAfter(progress, step)
    return _("Next: python -m lessons next")
