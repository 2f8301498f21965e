"""
C{reset}: an exercise, or a step's whole file, as it was handed out.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lessons.command.console import Console
from lessons.language import _
from lessons.syllabus.course import ROOT, Step
from lessons.syllabus.progress import Progress
from lessons.syllabus.sections import Missing, Section, Unreadable, replaceSection
from lessons.trouble import Trouble
from lessons.wholefile import replaceFile


def reset(
    console: Console, progress: Progress, step: Step, sections: Sequence[Section], whole: bool
) -> None:
    """
    Put the untouched exercises back, and keep what was there.

    @param whole: whether to put the whole file back.
    @raise Trouble: when one exercise cannot be told from the others any more.
    """
    path = step.exercises
    shown = path.relative_to(ROOT)
    before = path.read_bytes() if path.exists() else b""
    after = pristine(step, before, sections, whole)
    backup = keep(path, before) if before and after != before else None
    if after == before:
        text = _("{file} is as it was handed out: nothing to do.")
        console.tell(text.format(file=shown))
    else:
        replaceFile(path, after)
        one = _("{file}: exercise {number} is as it was handed out.")
        text = _("{file}: the whole file is as it was handed out.") if whole else one
        console.tell(text.format(file=shown, number=sections[0].number))
    lost = forget(progress, sections)
    if lost:
        console.tell(_("Not passed any more: {numbers}.").format(numbers=", ".join(lost)))
    if backup:
        kept = backup.relative_to(ROOT)
        console.tell(_("What was there is kept in {file}. To get it back:").format(file=kept))
        console.tell(f"cp {kept} {shown}", "  ")
    if backup and lost:
        console.tell(f"python -m lessons check {step.name if whole else sections[0].number}", "  ")


def forget(progress: Progress, sections: Sequence[Section]) -> list[str]:
    """
    Take back the passes and the hints of some exercises.

    @return: those that were passed.
    """
    lost = [section.number for section in sections if progress.of(section.number).passed]
    for section in sections:
        progress.note(section.number, passed=False, hints=0)
    return lost


def pristine(step: Step, before: bytes, sections: Sequence[Section], whole: bool) -> bytes:
    """
    Make the text that the file is to have.
    """
    if whole or not before:
        return step.pristine.read_bytes()
    try:
        return replaceSection(before.decode(), sections[0]).encode()
    except Missing as error:
        raise Trouble(sayMissing(step, sections[0].number)) from error
    except (UnicodeDecodeError, Unreadable) as error:
        raise Trouble(
            _(
                "{file}: {problem}, so one exercise cannot be put back alone. "
                "`python -m lessons reset {step}` puts the whole file back."
            ).format(file=step.exercises.relative_to(ROOT), problem=error, step=step.name)
        ) from error


def sayMissing(step: Step, number: str) -> str:
    """
    Say what to do where a file has no part for an exercise: the file may be older than the
    exercise.
    """
    return _(
        "{file} has no line `# ---- Exercise {number}: ... ----`: it is older than this exercise, "
        "or the line was changed. To keep your work, copy that part, from its line to the next, "
        'out of {pristine} into your file, before its last part, "The program". Or '
        "`python -m lessons reset {step}` puts the whole file back, and keeps yours beside it."
    ).format(
        file=step.exercises.relative_to(ROOT),
        number=number,
        pristine=step.pristine.relative_to(ROOT),
        step=step.name,
    )


def keep(path: Path, data: bytes) -> Path:
    """
    Write a backup, under a name that is free: C{step1.py.1}, C{step1.py.2} ...
    """
    number = 1
    while True:
        backup = path.with_name(f"{path.name}.{number}")
        try:
            with backup.open("xb") as file:
                file.write(data)
            return backup
        except FileExistsError:
            number += 1
