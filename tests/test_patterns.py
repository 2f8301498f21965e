"""
The patterns of the course mean the same to every Python that it runs on.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.support.process import ROOT

#: A group that is repeated and never gives anything back, as in C{(?:ab)*+}.
POSSESSIVE_GROUP = re.compile(r"(?<![(\\])\)(?:[*+?]|\{[0-9,]+\})\+")


def textsOf(program: Path) -> Iterator[str]:
    """
    Find all that is written in quotation marks in a program.
    """
    for node in ast.walk(ast.parse(program.read_text("utf-8"))):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, bytes):
                yield node.value.decode("latin-1")
            elif isinstance(node.value, str):
                yield node.value


class GroupTests(SynchronousTestCase):
    """
    How a group is repeated.
    """

    def test_found(self) -> None:
        """
        The groups are told from signs that only stand next to each other.
        """
        for text in ("(?:ab)*+", "(ab)?+c", "(?:a){1,3}+"):
            self.assertTrue(POSSESSIVE_GROUP.search(text), text)
        for text in ("(?>(?:ab)*)", "!$&'()*+,;=", r"\)*+"):
            self.assertFalse(POSSESSIVE_GROUP.search(text), text)

    def test_none(self) -> None:
        """
        No group is repeated possessively: before 3.11.5, and in Debian 12 before October
        2026, Python keeps half of a repetition that has not matched to its end (gh-106052).
        """
        found = [
            f"{program.relative_to(ROOT)}: {text[:60]}"
            for folder in ("server", "lessons")
            for program in sorted((ROOT / folder).rglob("*.py"))
            for text in textsOf(program)
            if POSSESSIVE_GROUP.search(text)
        ]
        self.assertEqual(found, [])
