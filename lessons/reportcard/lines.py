"""
Counts lines of code: no blank ones, no comments, no docstrings.
"""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[2]
SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
#: Prints which of the course's files a program has read when it is imported.
IMPORTED = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
print(json.dumps([each.__file__ for each in list(sys.modules.values())
                  if getattr(each, "__file__", None)]))
"""


def docstringLines(source: str) -> set[int]:
    """
    Find the numbers of the lines that docstrings occupy.
    """
    lines: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                lines.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return lines


def codeLines(path: Path) -> list[str]:
    """
    Read a file's code lines: no blank ones, no comments, no docstrings.
    """
    source = path.read_text()
    silent = docstringLines(source)
    numbers: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in SILENT:
            numbers.update(range(token.start[0], token.end[0] + 1))
    lines = source.splitlines()
    return [lines[number - 1].strip() for number in sorted(numbers - silent)]


def linesOf(module: str) -> tuple[int, int]:
    """
    Count the lines of a program, and those of the course that it builds on.

    @param module: as C{lessons.step3}.
    """
    command = [sys.executable, "-c", IMPORTED, module]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: S603
    ours = [
        path
        for path in map(Path, json.loads(done.stdout))
        if path.suffix == ".py" and (ROOT / "server") in path.parents
    ]
    program = len(codeLines(ROOT / Path(*module.split(".")).with_suffix(".py")))
    return program, sum(len(codeLines(path)) for path in ours)
