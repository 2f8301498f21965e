"""
The sentence in which a check's message is told to a teacher, who does not see the rest of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from socket import gethostname

from lessons.classroom.message import MOST_TEXT
from lessons.command.checkreport import Outcome
from lessons.exercises.wording import CHECK_FAILED, EXPECTED, RAISED, WRONG_BYTE
from lessons.language import N_, _, ofExercise
from lessons.syllabus.course import ROOT

FAILED_ITSELF = N_("The check itself has failed.")
INSTEAD = N_('It has "{received}", where "{expected}" should be.')
OTHER = N_("A byte is not the one that should be there.")
#: Characters of a line that is quoted.
MOST_QUOTED = 100
CARET, LINE_END = "^", "\\r\\n"


def sentenceOf(outcome: Outcome) -> str:
    """
    Take what is wrong out of a message, in a sentence that can be read alone. Where it would name
    a file, nothing is taken.
    """
    text = proseOf(outcome)
    if text.startswith(_(WRONG_BYTE)):
        return instead(outcome.message.splitlines())
    for known, alone in (CHECK_FAILED, FAILED_ITSELF), (RAISED, RAISED):
        if text.startswith(_(known)):
            return _(alone)
    return text[:MOST_TEXT] if isShown(text) else ""


def proseOf(outcome: Outcome) -> str:
    """
    Take the prose of a message before what was sent and received, without the heading.
    """
    rows: list[str] = []
    for row in outcome.message.splitlines():
        if row.startswith(" ") or row.endswith((":", "：")):
            break
        rows.append(row)
    heading = _("{exercise}, requirement {number}: {requirement}").format(
        exercise=outcome.exercise,
        number=outcome.number,
        requirement=ofExercise(outcome.requirement),
    )
    return " ".join(withoutHeading(" ".join(rows), heading).split())


def instead(rows: Sequence[str]) -> str:
    """
    Say what came instead of what: the line that the caret points at, and the line that
    should have come.
    """
    carets = [index for index, row in enumerate(rows) if row.strip() == CARET]
    heading = _("{heading}:").format(heading=_(EXPECTED))
    if not carets or heading not in rows:
        return _(OTHER)
    received = rows[carets[0] - 1].strip()
    # What comes first may say that lines are left out, in parentheses.
    following = [row.strip() for row in rows[rows.index(heading) + 1 :][:2] if row[:1] == " "]
    expected = next((row for row in following if row[:1] not in "(（"), "")
    if received.endswith(LINE_END) and expected.endswith(LINE_END):
        received, expected = received[: -len(LINE_END)], expected[: -len(LINE_END)]
    quoted = {"received": received[:MOST_QUOTED], "expected": expected[:MOST_QUOTED]}
    text = _(INSTEAD).format(**quoted)
    return text if received and expected and isShown(text) else _(OTHER)


def isShown(text: str) -> bool:
    """
    Tell whether a text can be told: it names no file of the student's, nor their machine.
    """
    private = ".py", str(ROOT), str(Path.home()), gethostname()
    return text.isprintable() and not any(len(it) > 1 and it in text for it in private)


def withoutHeading(text: str, heading: str) -> str:
    """
    Take a heading away that a text begins with, wherever its lines were broken.
    """
    place = 0
    for character in "".join(heading.split()):
        while place < len(text) and text[place].isspace():
            place += 1
        if text[place : place + 1] != character:
            return text
        place += 1
    return text[place:]
