"""
No name comes into a step's program without a word on it in the step's text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.support.quotes import blocksOf
from tests.support.steps import LESSONS, STEPS

#: ``code``, as it is in a text.
CODE = re.compile(r"``(.+?)``", re.DOTALL)
WORD = re.compile(r"\w+")

#: The few names that no text needs a word about, and why.
KNOWN = {
    "cast": "tells the program that checks the types what it cannot know, and does nothing",
    "__init__": "whoever has written a class in Python knows it",
}


def namesOf(program: str) -> set[str]:
    """
    Find what a program imports and defines: classes with what is defined in them,
    functions and constants.
    """
    return {name for node in ast.parse(program).body for name in namesIn(node)}


def namesIn(node: ast.stmt) -> Iterator[str]:
    """
    Find the names that one statement brings.
    """
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in node.names)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.ClassDef):
        yield node.name
        yield from (name for each in node.body for name in namesIn(each))
    elif isinstance(node, ast.Assign):
        yield from (name for target in node.targets for name in assigned(target))
    elif isinstance(node, ast.AnnAssign):
        yield from assigned(node.target)


def assigned(target: ast.expr) -> Iterator[str]:
    """
    Find the names that get a value.
    """
    yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))


def mentioned(path: Path) -> set[str]:
    """
    Find the names that are in a text: as ``code``, or in what it quotes. What a
    terminal shows does not count.
    """
    text = path.read_text(encoding="utf-8")
    quoted = [line for block in blocksOf(path) for line in block]
    return {word for code in [*CODE.findall(text), *quoted] for word in WORD.findall(code)}


def newNames() -> Iterator[tuple[str, set[str]]]:
    """
    Find the names of each step's program that no step before it had.
    """
    before: set[str] = set()
    for step in STEPS:
        names = namesOf((LESSONS / f"{step}.py").read_text(encoding="utf-8"))
        yield step, names - before
        before |= names


class NamesTests(SynchronousTestCase):
    """
    What is new in a program is named in its text.
    """

    def test_mentioned(self) -> None:
        """
        New names in a step's code that its text never mentions: none.
        """
        for step, names in newNames():
            silent = names - mentioned(LESSONS / f"{step}.rst") - KNOWN.keys()
            self.assertEqual(silent, set(), f"lessons/{step}.rst has no word on these")

    def test_known(self) -> None:
        """
        No name is excepted that no step brings, or that its text mentions after all.
        """
        silent: set[str] = set()
        for step, names in newNames():
            silent |= names - mentioned(LESSONS / f"{step}.rst")
        self.assertEqual(silent, set(KNOWN))

    def test_namesOf(self) -> None:
        """
        Every way in which a program gets a name is seen; what is within a function is not.
        """
        program = (
            "import a.b as c, d\nfrom e import f as g, h\nI, J = 1, 2\nk: int = 3\n"
            "def l(m):\n    n = 4\nasync def o(): ...\nclass P:\n    q = 5\n    def r(self): ...\n"
        )
        self.assertEqual("".join(sorted(namesOf(program))), "IJPcdghkloqr")

    def test_mentions(self) -> None:
        """
        Code in a line and quotes mention a name, prose and transcripts do not.
        """
        path = Path(self.mktemp())
        path.write_text("a ``b`` ``c(d)``\n\nSee::\n\n    e = f\n\nAnd::\n\n    $ g\n    h\n")
        self.assertEqual(mentioned(path), set("bcdef"))
