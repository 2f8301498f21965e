"""
What a person reads about a grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from server.conformance.case import Case, Level
from server.conformance.conversation import Conversation
from server.conformance.judge import Mark, Verdict
from server.conformance.run import Grade, Run

#: How many bytes of a message are shown.
SHOWN = 2000


def table(families: Iterable[str], groups: Iterable[Sequence[Grade]]) -> Iterator[str]:
    """
    Write the table: a line for each family, as soon as it is graded, and one for all.

    @param families: the names of all of them.
    @param groups: the grades of each.
    """
    width = max(map(len, families))
    everything: list[Grade] = []
    yield " " * width + "".join(f"{level.value:>12}" for level in Level)
    for grades in groups:
        everything += grades
        yield f"{grades[0].case.family:{width}}{_counts(grades)}"
    yield f"{'all':{width}}{_counts(everything)}"


def _counts(grades: Sequence[Grade]) -> str:
    return "".join(f"{count(grades, level):>12}" for level in Level)


def findings(run: Run) -> Iterator[str]:
    """
    Write what comes below the table: what was not tried, the faults, the verdict.
    """
    broken = [each for each in run.grades if each.verdict.mark is Mark.BROKEN]
    faults = [describe(each) for each in broken if each.case.level is not Level.MAY]
    chosen = [describe(each) for each in broken if each.case.level is Level.MAY]
    for title, section in (
        ("not tried (-):", list(_untested(run.grades))),
        ("not as the RFCs ask:", faults),
        ("left open by the RFCs, and chosen differently from us:", chosen),
    ):
        if section:
            yield from ("", title, *section)
    yield from ("", sentence(run))


def count(grades: Iterable[Grade], level: Level) -> str:
    """
    Count how many of the rules at one level that were tried are kept, in words.
    """
    kept, tried = numbers(grades, level)
    return f"{kept} of {tried}" if tried else "-"


def numbers(grades: Iterable[Grade], level: Level) -> tuple[int, int]:
    """
    Count how many rules at one level are kept, and how many were tried.
    """
    marks = [each.verdict.mark for each in grades if each.case.level is level]
    return marks.count(Mark.KEPT), len(marks) - marks.count(Mark.UNTESTED)


def _untested(grades: Iterable[Grade]) -> Iterator[str]:
    """
    Say why cases were not tried, one line for each reason.
    """
    reasons: dict[str, list[str]] = {}
    for each in grades:
        if each.verdict.mark is Mark.UNTESTED:
            reasons.setdefault(each.verdict.why, []).append(each.case.name)
    for why, names in reasons.items():
        yield f"  {', '.join(names[:3])}{_andMore(len(names) - 3)}: {why}"


def _andMore(number: int) -> str:
    return f" and {number} more" if number > 0 else ""


def describe(grade: Grade) -> str:
    """
    Say what was wrong, and which rule says so.
    """
    case = grade.case
    rule = f"  {case.name} ({case.section}, {case.level.value}): {case.rule}"
    return f"{rule}\n    {grade.verdict.why}"


def sentence(run: Run) -> str:
    """
    Say how the server has done, in one sentence.
    """
    if run.stoppedAt:
        return f"Verdict: the server stopped answering at case {run.stoppedAt.name}."
    musts, shoulds = (_atLevel(run.grades, level) for level in (Level.MUST, Level.SHOULD))
    untested = sum(each.verdict.mark is Mark.UNTESTED for each in run.grades)
    rest = f"; {untested} {'case was' if untested == 1 else 'cases were'} not tried"
    return f"Verdict: {musts}, and {shoulds}{rest if untested else ''}."


def _atLevel(grades: Iterable[Grade], level: Level) -> str:
    kept, tried = numbers(grades, level)
    broken, at = tried - kept, f"at {level.value}"
    if broken:
        return f"{broken} of {tried} rules {at} {'is' if broken == 1 else 'are'} broken"
    if tried > 1:
        return f"all {tried} rules {at} are kept"
    return f"the one rule {at} is kept" if tried else f"none {at} was tried"


def story(case: Case, conversation: Conversation | None, verdict: Verdict) -> str:
    """
    Show one case in full.

    @param conversation: what was heard; L{None} where the case cannot be tried.
    """
    lines = [f"{case.name} ({case.section}, {case.level.value}): {case.rule}", ""]
    lines += ["sent:" if conversation else "to be sent:", *_bytes(case.sent)]
    if case.hangsUp:
        lines += ["  (and no more: the client closes its half)"]
    if conversation:
        end = "then the server closed" if conversation.closed else "open when we left"
        lines += ["received:", *_bytes(conversation.received), f"  ({end})"]
    lines += ["", ": ".join(filter(None, [verdict.mark.value, verdict.why]))]
    return "\n".join(lines) + "\n"


def _bytes(data: bytes) -> Iterator[str]:
    """
    Show bytes line by line, as Python writes them.
    """
    for line in data[:SHOWN].splitlines(keepends=True):
        yield f"  {line!r}"[:200]
    if len(data) > SHOWN:
        yield f"  … {len(data)} bytes in all"
