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

from lessons.exercises.checks.limits import TimeLimit

EXERCISES = Path(__file__).parents[1]
ROOT = EXERCISES.parents[1]

#: What Python says, and what it usually means here. The first that fits counts.
MEANINGS = [
    ("Comparison between bytes and string", 'b"quit" == "quit" is never so: write b"quit".'),
    ("must be bytes", 'What goes over a connection is bytes: b"text", or text.encode().'),
    ("must not be str", 'What goes over a connection is bytes: b"text", or text.encode().'),
    ("a bytes-like object is required", 'Bytes and text do not mix: write b"text".'),
    ("concat str to bytes", 'Bytes and text do not mix: write b"text".'),
    ("can only concatenate str", 'Bytes and text do not mix: write b"text", or use %d.'),
    ("'NoneType' object", "Something here is None: did a function return nothing?"),
    ("is not defined", "Nothing of that name exists here: a typing mistake, or a missing import?"),
    ("has no attribute", "It was never set, or its name is spelled in another way."),
]


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
            self.problem = f"{self.shown} cannot be read: {error}"
        else:
            self.load()

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
            self.problem = f"{self.shown} cannot be imported.\n{self.explain(error, limit)}"
        else:
            self.module = module
        finally:
            _restore(self.name, before)

    def explainSyntax(self, error: SyntaxError | ValueError) -> str:
        """
        Say where Python could not read on.
        """
        if not isinstance(error, SyntaxError):
            return f"Python cannot read {self.shown}: {error}"
        isOurs = error.filename == str(self.path)
        where = f"{self.shown if isOurs else error.filename}, line {error.lineno}"
        text = (error.text or "").rstrip()
        margin = len(text) - len(text.lstrip())
        caret = " " * max(0, (error.offset or 1) - 1 - margin) + "^"
        shown = f"\n    {text.strip()}\n    {caret}" if text else ""
        return f"Python cannot read {where}:{shown}\n{type(error).__name__}: {error.msg}"

    def explain(self, error: BaseException, limit: TimeLimit | None = None) -> str:
        """
        Say what was raised, and where in the student's file.
        """
        if limit is not None and limit.expired:
            return self.explainEndless(limit)
        lines = [*self.places(error), _lastLine(error)]
        meaning = next((means for said, means in MEANINGS if said in str(error)), "")
        return "\n".join([*lines, *([meaning] if meaning else [])])

    def explainEndless(self, limit: TimeLimit) -> str:
        """
        Say where the program was when its time was over.
        """
        where = f", in line {limit.line}:\n    {self.line(limit.line)}" if limit.line else "."
        return (
            f"The program was still busy after {limit.seconds:g} seconds{where}\n"
            "Usually this is a loop that never ends, or something that waits (sleep, recv)."
        )

    def places(self, error: BaseException) -> list[str]:
        """
        Find the student's lines in a traceback: those, and no others.
        """
        frames = traceback.extract_tb(error.__traceback__)
        return [
            f"{self.shown}, line {frame.lineno}, in {frame.name}:\n"
            f"    {self.line(frame.lineno or 0)}"
            for frame in frames
            if frame.filename == str(self.path)
        ]

    def line(self, number: int) -> str:
        """
        One line of the file, without its margin.
        """
        lines = self.source.splitlines()
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""


def _lastLine(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError):
        return f"There is no module {error.name!r}: a typing mistake in an import?"
    return os.linesep.join(traceback.format_exception_only(error)).strip()


def _restore(name: str, before: ModuleType | None) -> None:
    if before is None:
        del sys.modules[name]
    else:
        sys.modules[name] = before
