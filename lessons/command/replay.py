"""
C{replay}: the same request through the steps, and who understands it.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType

from lessons.command.annotated import sayFault
from lessons.command.console import Console
from lessons.command.pager import paged
from lessons.command.readinput import readFile
from lessons.command.sidebyside import SideBySide
from lessons.language import _
from lessons.replay import (
    Answer,
    BadSource,
    ClientStream,
    Group,
    Judge,
    fromCase,
    fromFile,
    gather,
)
from lessons.replay.groups import ranges
from lessons.replay.sources import MOST_PIECES, MOST_SENT
from lessons.replay.stepanswers import replay as replayBytes
from lessons.syllabus.course import allSteps
from lessons.trouble import Trouble
from server.conformance.table import CASES
from server.escapes import visible

#: How many lines of what is sent are shown.
MOST_SHOWN = 12
#: Seconds that may be waited for an answer.
LONGEST_SILENCE = 60.0
SOME_STEPS = re.compile(r"([0-9]{1,4})(?:-([0-9]{1,4}))?")


class BadInput(Trouble):
    """
    What is to be replayed, or how, makes no sense.
    """

    status = 2


def replay(console: Console, options: Namespace) -> bool:
    """
    Carry out C{replay}.

    @return: whether every step could be asked.
    @raise BadInput: when there is nothing to send, or nobody to send it to.
    """
    if options.list:
        with paged(console) as sheet:
            showCases(sheet)
        return True
    stream, steps = readClientStream(options), readSteps(options.steps)
    judge = Judge(stream)
    tell = Console(sys.stderr)
    if tell.out.isatty():
        tell.say(_("Asking {steps} ...").format(steps=ranges(steps)), "dim")
    with endingOnTermination():
        answers = replayBytes(stream, steps, wait=readWait(options.wait))
    groups = gather(answers, judge)
    if options.json:
        console.say(json.dumps(list(asData(answers, groups, judge)), indent=1))
    else:
        with paged(console) as sheet:
            Replay(sheet, stream, judge).show(groups)
    return not any(answer.problem for answer in answers)


def readClientStream(options: Namespace) -> ClientStream:
    """
    Read what is to be sent: a case, a file, or standard input.

    @raise BadInput: when it cannot be read, or two were named.
    """
    try:
        if options.case is not None:
            if options.file is not None:
                text = _("--case names what is sent: leave out the file, or the case")
                raise BadInput(text)
            stream = fromCase(options.case)
        else:
            isFile = options.file not in (None, "-")
            name = options.file if isFile else _("standard input")
            stream = fromFile(name, readFile(options.file, "replay", MOST_SENT), options.raw)
    except BadSource as error:
        raise BadInput(str(error)) from None
    except Trouble as error:
        raise error if isinstance(error, BadInput) else BadInput(str(error)) from None
    if options.pieces and len(stream.data) > MOST_PIECES:
        text = _("--pieces takes {most:,} bytes: these are {number:,}")
        raise BadInput(text.format(most=MOST_PIECES, number=len(stream.data)))
    return replace(stream, isInPieces=options.pieces)


def readSteps(text: str | None) -> Sequence[int]:
    """
    Read which steps are wanted, such as C{3,5-9}; all of them by default.
    """
    there = [int(step.name) for step in allSteps() if step.name.isdigit()]
    wanted: set[int] = set()
    for part in text.split(",") if text is not None else ():
        match = SOME_STEPS.fullmatch(part.strip())
        if match is None:
            text = _("{part!r} names no steps: give --steps 3 or 3,5-9")
            raise BadInput(text.format(part=part))
        first, last = int(match[1]), int(match[2] or match[1])
        if not there[0] <= first <= last <= there[-1]:
            text = _("there are no steps {part}: there are {first} to {last}")
            raise BadInput(text.format(part=part, first=there[0], last=there[-1]))
        wanted.update(range(first, last + 1))
    return sorted(wanted) or there


def readWait(text: str) -> float:
    """
    Read for how many seconds an answer is awaited.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= LONGEST_SILENCE:
        problem = _(
            "--wait takes a number of seconds above 0, up to {most:g}: {text!r} is not one"
        )
        raise BadInput(problem.format(most=LONGEST_SILENCE, text=text))
    return seconds


@contextmanager
def endingOnTermination() -> Iterator[None]:
    """
    Leave in good order on SIGTERM, as on Ctrl-C: the steps that run are ended.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def asData(
    answers: Sequence[Answer], groups: Sequence[Group], judge: Judge
) -> Iterator[dict[str, object]]:
    """
    The answers as JSON has them. C{status} lists those of all answers; C{group} numbers,
    from 1, the answers that are alike.
    """
    numbers = {step: number for number, each in enumerate(groups, 1) for step in each.steps}
    for answer in answers:
        verdict = judge.judge(answer)
        yield {
            "step": answer.step,
            "answer": visible(answer.data),
            "status": list(verdict.statuses),
            "closed": answer.closed,
            "milliseconds": answer.milliseconds,
            "group": numbers[answer.step],
            "right": verdict.isRight,
            "how": verdict.how,
            "differences": [each.sentence for each in judge.differences(answer.step)],
        }


def showCases(console: Console) -> None:
    """
    List the names that C{--case} takes, each with its rule.
    """
    family = ""
    for case in CASES:
        if case.family != family:
            family = case.family
            console.say(family, "bold")
        console.tell(f"{case.rule} ({case.section})", f"  {case.name}: ", "cyan")


class Replay:
    """
    What was sent and what came, in the terminal.
    """

    def __init__(self, console: Console, stream: ClientStream, judge: Judge) -> None:
        self.console = console
        self.stream = stream
        self.judge = judge

    def show(self, groups: Sequence[Group]) -> None:
        """
        Show what was sent, the answers side by side, and the conclusion.
        """
        self.showSent()
        SideBySide(self.console, shutil.get_terminal_size((80, 24)).columns).show(groups)
        self.showDifferences([step for group in groups for step in group.steps])
        right = [step for group in groups if group.verdict.isRight for step in group.steps]
        self.console.say()
        self.console.tell(self.judge.conclusion(min(right, default=None)), "", "bold")

    def showSent(self) -> None:
        """
        Show the bytes, and what the rules say of them.
        """
        data = self.stream.data
        text = _("{number:,} bytes, {origin}")
        if self.stream.isInPieces:
            text = _("{number:,} bytes, byte by byte, {origin}")
        sent = text.format(number=len(data), origin=self.stream.origin)
        self.console.tell(sent, _("Sent: "), "bold")
        lines = data[: MOST_SHOWN * self.console.width].splitlines(keepends=True)[:MOST_SHOWN]
        for line in lines:
            self.console.say(f"    {visible(line)[: self.console.width - 4]}", "cyan")
        if hidden := len(data) - sum(map(len, lines)):
            more = _("... and {number:,} bytes more").format(number=hidden)
            self.console.say(f"    {more}", "dim")
        if fault := self.judge.fault:
            text = sayFault(fault.sentence, fault.rule)
            mark = _("Wrong at byte {offset}: ").format(offset=fault.offset)
            self.console.tell(text, mark, "red")
        elif self.judge.waiting:
            self.console.tell(self.judge.waiting, _("Waiting: "), "yellow")

    def showDifferences(self, steps: Sequence[int]) -> None:
        """
        Show what steps are known to do otherwise than the rules with such bytes.
        """
        found: dict[str, list[int]] = {}
        for step in sorted(steps):
            for each in self.judge.differences(step):
                found.setdefault(f"{each.sentence} ({each.rule})", []).append(step)
        if found:
            self.console.say()
        for sentence, those in found.items():
            self.console.tell(sentence, f"{ranges(those).capitalize()}: ", "bold")
