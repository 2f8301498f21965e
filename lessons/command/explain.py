"""
C{explain}: reads a message, and explains its bytes.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

from lessons.command.annotated import Explanation
from lessons.command.console import Console
from lessons.command.pager import paged
from lessons.command.readinput import readFile
from lessons.language import _
from lessons.syllabus.course import findStep
from lessons.trouble import Trouble
from server.explain import Direction, Explainer, findDifferences, innermost

#: How many bytes of a file are explained, and how many are fed at a time.
MOST_EXPLAINED, PIECE = 2**20, 2**16


@dataclass(frozen=True)
class Asked:
    """
    What is asked about the bytes.

    @ivar isAnswers: whether they are answers.
    @ivar method: of the request that each of them answers; L{None} for GET.
    @ivar step: the name of a step whose own ways are wanted.
    """

    isAnswers: bool
    method: str | None
    step: str | None


def explain(console: Console, file: str | None, asked: Asked, isData: bool) -> None:
    """
    Explain the bytes of a file.

    @param file: its name; standard input by default.
    @param isData: whether a program wants to read the explanation.
    @raise Trouble: when it cannot be read, or what is asked makes no sense.
    """
    step = stepNumber(asked)
    data = readFile(file, "explain", MOST_EXPLAINED)
    explainer = makeExplainer(asked)
    for start in range(0, min(len(data), MOST_EXPLAINED), PIECE):
        explainer.feed(data[start : min(start + PIECE, MOST_EXPLAINED)])
    if len(data) > MOST_EXPLAINED:
        text = _("there is more: only the first {number:,} bytes are explained")
        Console(sys.stderr).tell(text.format(number=MOST_EXPLAINED), _("note: "))
    if isData:
        console.say(json.dumps(asData(explainer, step), indent=1))
        return
    with paged(console) as sheet:
        Explanation(sheet, data, explainer).show(step)


def stepNumber(asked: Asked) -> int | None:
    """
    @raise Trouble: when there is no such step.
    """
    if asked.step is None:
        return None
    if asked.isAnswers:
        raise Trouble(_("--step tells how a step reads requests, and --response means answers"))
    name = findStep(asked.step).name
    if not name.isdigit():
        text = _("{name} are not a server: --step takes the number of a step")
        raise Trouble(text.format(name=name))
    return int(name)


def makeExplainer(asked: Asked) -> Explainer:
    """
    Make the explainer of one direction.

    @raise Trouble: when a method is given for requests: they have their own.
    """
    if not asked.isAnswers:
        if asked.method is not None:
            raise Trouble(_("--method says what an answer answers: it goes with --response"))
        return Explainer(Direction.REQUESTS)
    explainer = Explainer(Direction.ANSWERS)
    if asked.method is not None:
        method = asked.method.upper().encode("ascii", "replace")
        explainer.expect(method)
        explainer.whenHead = lambda head: explainer.expect(method)
    return explainer


def asData(explainer: Explainer, step: int | None) -> dict[str, object]:
    """
    The explanation as JSON has it.
    """
    diagnosis = explainer.diagnosis()
    found: dict[str, object] = {
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "kind": span.kind,
                "meaning": span.meaning,
                "rule": span.rule,
            }
            for span in innermost(explainer.spans())
        ],
        "diagnosis": diagnosis
        and {
            "sentence": diagnosis.sentence,
            "rule": diagnosis.rule,
            "offset": diagnosis.offset,
        },
        "waiting": explainer.waiting(),
    }
    if step is not None:
        found["step"] = [each.sentence for each in findDifferences(step, explainer)]
    return found
