"""
The file that is checked: read, run, and told about in plain words where that
is not possible.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from types import ModuleType

from lessons.exercises.checks.advice import HANDED_OVER
from lessons.exercises.checks.exceptioncauses import (
    NAMESAKE,
    NAMESAKES,
    findCauses,
    findNamesakes,
    isHandedTooMuch,
)
from lessons.exercises.checks.exceptionmeanings import meaningOf, meaningOfEndless
from lessons.exercises.checks.limits import TimeLimit
from lessons.exercises.checks.messagelayout import cut
from lessons.language import _, ngettext

EXERCISES = Path(__file__).parents[1]
ROOT = EXERCISES.parents[1]
#: How many lines of what an exception says are shown, and how many characters of each.
MOST_LINES, LONGEST_LINE = 3, 240
#: How many of the student's lines are shown.
MOST_PLACES = 3


class Subject:
    """
    One student's file.

    @ivar module: what it defines; L{None} where it could not be run.
    @ivar problem: why not, in plain words; empty where it could.
    @ivar isReported: whether a check has said so.
    """

    module: ModuleType | None = None
    problem = ""
    isReported = False

    def __init__(self, path: Path, source: str | None = None) -> None:
        """
        @param source: the text of the file, where it is not the file's own.
        """
        self.path = path
        self.name = f"lessons.exercises.{path.stem}"
        try:
            self.source = path.read_text(encoding="utf-8") if source is None else source
        except (OSError, UnicodeDecodeError) as error:
            self.source = ""
            text = _("{name} cannot be read: {reason}")
            self.problem = text.format(name=self.shown, reason=error)
        else:
            self.load()

    @property
    def untouched(self) -> Path:
        """
        The same file as it was handed out.
        """
        return EXERCISES / "pristine" / self.path.name

    @property
    def shown(self) -> str:
        """
        The path within the checkout.
        """
        return str(self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path)

    def load(self) -> None:
        """
        Compile the file, and run it once.
        """
        try:
            self.code = compile(self.source, str(self.path), "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            self.problem = self.explainSyntax(error)
        else:
            self.run()

    def run(self) -> None:
        """
        Run the file: all that it defines is new.
        """
        module = ModuleType(self.name)
        module.__file__ = str(self.path)
        before = sys.modules.get(self.name)
        sys.modules[self.name] = module  # dataclasses look their module up
        limit = TimeLimit(self.path)
        try:
            with limit:
                exec(self.code, module.__dict__)  # noqa: S102  # to run it is the purpose
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            text = _("{file} cannot be imported.").format(file=self.shown)
            self.problem = f"{text}\n\n{self.explain(error, limit)}"
        else:
            self.module = module
        finally:
            _restore(self.name, before)

    def explainSyntax(self, error: SyntaxError | ValueError) -> str:
        """
        Say where Python could not read on.
        """
        if not isinstance(error, SyntaxError):
            text = _("Python cannot read {file}: {reason}")
            return text.format(file=self.shown, reason=error)
        isOurs = error.filename == str(self.path)
        file = self.shown if isOurs else error.filename
        heading = _("Python cannot read {file}, line {line}:").format(file=file, line=error.lineno)
        text = (error.text or "").rstrip()
        margin = len(text) - len(text.lstrip())
        caret = " " * max(0, (error.offset or 1) - 1 - margin) + "^"
        shown = f"\n    {text.strip()}\n    {caret}" if text else ""
        meaning = meaningOf(error, "", self.untouched)
        said = [f"{type(error).__name__}: {error.msg}", *([meaning] if meaning else [])]
        return "\n".join([heading + shown, *said])

    def explain(self, error: BaseException, limit: TimeLimit | None = None) -> str:
        """
        Say what was raised, and where in the student's file.
        """
        if limit is not None and limit.expired:
            return self.explainEndless(limit)
        places = self.places(error)
        line = places[-1].rpartition("\n")[2] if places else ""
        meaning = meaningOf(error, line, self.untouched)
        if not places:
            places = [self.place(number) for number in findCauses(str(error), self.source)]
            meaning = _(HANDED_OVER) if places and isHandedTooMuch(error) else meaning
        shown = [*_fewer(places), _lastLine(error)]
        return "\n".join([*shown, *([meaning] if meaning else [])])

    def namesakes(self) -> str:
        """
        Say which errors of Python are used where Twisted's of the same name are meant.
        """
        found = {name: number for number, name in reversed([*findNamesakes(self.source)])}
        return "\n".join(
            _(NAMESAKE).format(place=self.placeName(number), name=name, module=NAMESAKES[name])
            for name, number in found.items()
        )

    def explainEndless(self, limit: TimeLimit) -> str:
        """
        Say where the program was when its time was over.
        """
        code = self.line(limit.line)
        text = _("The program was still busy after {seconds:g} seconds.")
        if limit.line:
            text = _("The program was still busy after {seconds:g} seconds, in line {line}:")
        said = text.format(seconds=limit.seconds, line=limit.line)
        return "\n".join([said, *([f"    {code}"] if limit.line else []), meaningOfEndless(code)])

    def places(self, error: BaseException) -> list[str]:
        """
        Find the student's lines in a traceback: those, and no others.
        """
        frames = traceback.extract_tb(error.__traceback__)
        return [
            self.place(frame.lineno or 0, frame.name)
            for frame in frames
            if frame.filename == str(self.path)
        ]

    def placeName(self, number: int) -> str:
        """
        Name one line of the file.
        """
        return _("{file}, line {line}").format(file=self.shown, line=number)

    def place(self, number: int, function: str = "") -> str:
        """
        Show one line of the file, and where it is.
        """
        inside = _("{file}, line {line}, in {function}")
        text = inside if function else _("{file}, line {line}")
        where = text.format(file=self.shown, line=number, function=function)
        heading = _("{heading}:").format(heading=where)
        return f"{heading}\n    {self.line(number)}"

    def line(self, number: int) -> str:
        """
        One line of the file, without its margin.
        """
        lines = self.source.splitlines()
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""


def _lastLine(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError):
        text = _("There is no module {name!r}: a typing mistake in an import?")
        return text.format(name=error.name)
    said = os.linesep.join(traceback.format_exception_only(error)).strip()
    return "\n".join(cut(line, LONGEST_LINE) for line in said.splitlines()[:MOST_LINES])


def _fewer(places: list[str]) -> list[str]:
    """
    Leave out the middle of many places, as where a function calls itself again and again.
    """
    if len(places) <= MOST_PLACES:
        return places
    number = len(places) - 2
    more = ngettext(
        "... (and {number:,} lines more of this file)",
        "... (and {number:,} lines more of this file)",
        number,
    )
    return [places[0], more.format(number=number), places[-1]]


def _restore(name: str, before: ModuleType | None) -> None:
    if before is None:
        del sys.modules[name]
    else:
        sys.modules[name] = before
