"""
The titles of the pages: an underline shorter than its title makes docutils warn.
"""

from __future__ import annotations

import re
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.support.installed import tracked
from tests.support.process import ROOT

UNDERLINED = re.compile(r"^(\S.*)\n(([-=~])\3{2,})$", re.M)


def unequal(path: Path) -> list[str]:
    """
    Find the titles that are longer, or shorter, than their underlines.
    """
    found = UNDERLINED.findall(path.read_text(encoding="utf-8"))
    return [title for title, line, _sign in found if len(title) != len(line)]


class TitleTests(SynchronousTestCase):
    """
    Every page, and every text of the exercises that has titles.
    """

    def test_underlines(self) -> None:
        """
        Each title is as long as its underline.
        """
        names = [name for name in tracked() if str(name).endswith((".rst", ".txt"))]
        found = {str(name): unequal(ROOT / name) for name in names}
        self.assertEqual({name: titles for name, titles in found.items() if titles}, {})

    def test_finds(self) -> None:
        """
        A title that is too long is found, and one that is too short.
        """
        path = Path(self.mktemp())
        path.write_text("A long title\n===========\n\nRight\n-----\n\nAB\n---\n")
        self.assertEqual(unequal(path), ["A long title", "AB"])
