"""
The annotated bytes of a message, for a person.
"""

from __future__ import annotations

from lessons.command.console import Console
from lessons.language import _
from server.colours import Palette, lookOf
from server.escapes import visible
from server.explain import Diagnosis, Direction, Explainer, Span, findDifferences, innermost
from server.http1.status import reasonFor

#: Columns of the offset, and of what is below it.
MARGIN = 8
#: Columns of bytes that have an explanation beside them.
BESIDE = 16
QUOTES = '""'


class Explanation:
    """
    An explanation in the terminal: each span with what it means, and each sentence once.
    """

    def __init__(self, console: Console, data: bytes, explainer: Explainer) -> None:
        self.console = console
        self.data = data
        self.explainer = explainer
        self.palette = Palette(console.colours)
        self.said: set[str] = set()  # sentences that were said: each is said once

    def show(self, step: int | None) -> None:
        """
        Show the bytes, then what is wrong or missing.

        @param step: the number of a step whose own ways are wanted.
        """
        if dropped := self.explainer.droppedBefore:
            text = _("The first {number:,} bytes are left out: there are too many spans.")
            self.console.tell(text.format(number=dropped))
        for span in self.explainer.spans():
            self.showOuter(span)
        self.showEnd()
        if step is not None:
            self.showStep(step)

    def showOuter(self, span: Span) -> None:
        """
        Show a line of the message, or whatever else is on its own.
        """
        if span.children:
            self.console.say(span.kind, "bold")
        for part in innermost([span]):
            self.showPart(part)

    def showPart(self, span: Span) -> None:
        """
        Show some bytes and what they are: beside them, where it has been said before, and
        otherwise below them.
        """
        row, hidden = self.row(span)
        more = _("... and {number:,} bytes more").format(number=hidden) if hidden else ""
        isSaid = span.meaning in self.said
        beside = f"{row:<{BESIDE}}  {span.kind}"
        if isSaid and not more and len(beside) <= self.console.width - MARGIN:
            kind = beside.removeprefix(row)
            self.console.say(offset(span) + self.palette.paint(row, lookOf(span)) + kind)
            return
        self.console.say(offset(span) + self.palette.paint(row, lookOf(span)))
        text = span.kind if isSaid else f"{span.kind}: {span.meaning} ({whence(span)})"
        self.said.add(span.meaning)
        for line in filter(None, (more, text)):
            self.console.tell(line, " " * MARGIN)

    def row(self, span: Span) -> tuple[str, int]:
        """
        Write the bytes of a span in one row, as far as it goes.

        @return: the row, and how many bytes are not in it.
        """
        room = self.console.width - MARGIN - len(QUOTES)
        shown, row = span.start, ""
        for byte in self.data[span.start : min(span.end, span.start + room)]:
            more = visible(bytes([byte]))
            if len(row) + len(more) > room:
                break
            row, shown = row + more, shown + 1
        # What begins or ends with a space would not be seen to do so.
        return (row if row == row.strip() else f'"{row}"'), span.end - shown

    def showEnd(self) -> None:
        """
        Show the diagnosis, or what is waited for.
        """
        diagnosis, waiting = self.explainer.diagnosis(), self.explainer.waiting()
        self.console.say()
        if diagnosis is not None:
            self.showDiagnosis(diagnosis)
        elif waiting is not None:
            self.console.tell(waiting, _("Waiting: "), "yellow")
        else:
            self.console.tell(_("Nothing is missing, and no rule is broken."), "", "green")

    def showDiagnosis(self, diagnosis: Diagnosis) -> None:
        """
        Show what is wrong, and how it is written right.
        """
        text = sayFault(diagnosis.sentence, diagnosis.rule)
        mark = _("Wrong at byte {offset}: ").format(offset=diagnosis.offset)
        self.console.tell(text, mark, "red")
        if self.explainer.direction is Direction.REQUESTS:
            status = f"{diagnosis.status} {reasonFor(diagnosis.status).decode()}"
            text = _("A server that keeps the rules answers {status}.")
            self.console.tell(text.format(status=status))
        if diagnosis.correction is not None:
            self.console.say(_("This was probably meant:"))
            for line in diagnosis.correction.splitlines(keepends=True):
                self.console.say("    " + visible(line))

    def showStep(self, step: int) -> None:
        """
        Show what a step does otherwise.
        """
        self.console.say()
        differences = findDifferences(step, self.explainer)
        if not differences:
            text = _("Step {step} does with these bytes what the rules say.")
            self.console.tell(text.format(step=step))
        mark = _("Step {step}: ").format(step=step)
        for each in differences:
            self.console.tell(f"{each.sentence} ({each.rule})", mark, "bold")


def offset(span: Span) -> str:
    """
    Write where a span begins, in the margin.
    """
    return f"{span.start:>{MARGIN - 2}}  "


def whence(span: Span) -> str:
    """
    Name the rule of a span, and where it is taught.
    """
    if not span.step:
        return span.rule
    isStep = span.step.isdigit()
    text = _("{rule}; step {where}") if isStep else _("{rule}; walk {where}")
    return text.format(rule=span.rule, where=span.step)


def sayFault(sentence: str, rule: str) -> str:
    """
    Say which rule was broken where, for a reader who may count from 1.
    """
    text = _("{sentence} ({rule}; the first byte is byte 0)")
    return text.format(sentence=sentence, rule=rule)
