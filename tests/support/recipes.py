"""
Recipes of CONTRIBUTING.rst, followed in a copy of the course.

A recipe has three kinds of literal blocks. What is below a line that ends in "Write this into
``path``::" becomes that file. Below "In ``path``, add the lines with ``+``::" those lines are
added after the others, which begin with a blank. And a transcript is played, as everywhere.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import cache_from_source
from itertools import groupby
from pathlib import Path

from lessons.book.transcript import NumberedLine, literalBlocks, readBlock
from tests.support.installed import tracked
from tests.support.player import Player, Terminal
from tests.support.process import ROOT

#: Seconds to wait for a line: some commands run tests.
COMMAND_PATIENCE = 600.0
WRITE = re.compile(r"Write\s+this\s+into\s+``([^`]+)``::\s*$")
ADD = re.compile(r"In\s+``([^`]+)``,\s+add\s+the\s+lines\s+with\s+``\+``::\s*$")


@dataclass
class Recipe:
    """
    One recipe.

    @ivar path: where it is.
    @ivar first: its first line there, from 1.
    @ivar lines: all of them.
    """

    path: Path
    title: str
    first: int
    lines: list[str]

    def follow(self, copy: Path) -> Iterator[str]:
        """
        Do what the recipe says, block by block.

        @param copy: of the course.
        @return: what was done, for each block.
        @raise BookDisagrees: where something else happens.
        """

        class CopyTerminal(Terminal):
            folder = copy
            patience = COMMAND_PATIENCE

        class CopyPlayer(Player):
            terminal = CopyTerminal

            def variables(self) -> dict[str, str]:
                return super().variables() | {"TRIAL": "--jobs 1"}  # others run already

        with CopyPlayer() as player:
            for block in literalBlocks(self.lines):
                yield self.carryOut(block, player, copy)

    def carryOut(self, block: list[NumberedLine], player: Player, copy: Path) -> str:
        """
        Carry out one block: play it, write it into a file, or add its lines to one.

        @return: which of these it was: C{played}, C{written} or C{added}.
        """
        text = [line for _, line in block]
        before = "\n".join(self.lines[: block[0][0] - 1]).rstrip()
        if text[0].startswith("$ "):
            numbered = [(number + self.first - 1, line) for number, line in block]
            for exchange in readBlock(self.path, numbered):
                player.play(exchange)
            return "played"
        if named := WRITE.search(before):
            (copy / named[1]).write_text("\n".join([*text, ""]), encoding="utf-8")
            return "written"
        named = ADD.search(before)
        assert named, f"{self.title}: what is to be done with {text[0]!r}?"
        addLines(copy / named[1], text)
        return "added"


def addLines(path: Path, lines: list[str]) -> None:
    """
    Add lines to a file.

    @param lines: as in a difference: those with C{+} are added after the others, which are
        there, once. There may be several such pairs.
    """
    source = path.read_text(encoding="utf-8")
    for there, added in pairsOf(lines):
        assert source.count(there) == 1, f"{path.name} has it {source.count(there)} times: {there}"
        source = source.replace(there, there + added)
    path.write_text(source, encoding="utf-8")


def pairsOf(lines: list[str]) -> Iterator[tuple[str, str]]:
    """
    Take what is there, and what is added after it, apart.
    """
    groups = groupby(lines, key=lambda line: line.startswith("+"))
    texts = ["".join(f"{line[1:]}\n" for line in group) for _, group in groups]
    yield from zip(texts[::2], texts[1::2], strict=True)


def readRecipes(path: Path) -> list[Recipe]:
    """
    Read all recipes of a text: its sections.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [
        index - 1
        for index, line in enumerate(lines)
        if line.startswith("----") and set(line) == {"-"}
    ]
    ends = [*starts[1:], len(lines)]
    return [
        Recipe(path, lines[start], start + 1, trimmed(lines[start:end]))
        for start, end in zip(starts, ends, strict=True)
    ]


def trimmed(lines: list[str]) -> list[str]:
    """
    Drop the blank lines at the end.
    """
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def copyCourse(copy: Path) -> None:
    """
    Copy what belongs to the repository, with what Python has compiled of it, the environment in
    which the tests run, and a book that counts as made.
    """
    names = tracked()
    compiled = {cache_from_source(name) for name in names if name.endswith(".py")}
    names |= {name for name in compiled if (ROOT / name).exists()}
    copy.mkdir()
    # With their times: by these, Python believes what is compiled.
    subprocess.run(["cp", "--archive", "--parents", *names, copy], cwd=ROOT, check=True)
    environment = copy / ".venv"
    environment.mkdir()
    for path in Path(sys.prefix).iterdir():
        if not path.name.startswith("for-"):
            (environment / path.name).symlink_to(path)
    for made in (".venv/for-test", ".venv/for-run", "build/book/translations.txt"):
        (copy / made).parent.mkdir(parents=True, exist_ok=True)
        (copy / made).touch()
