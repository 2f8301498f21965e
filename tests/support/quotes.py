"""
What the texts of the steps quote.
"""

from __future__ import annotations

from pathlib import Path

from lessons.book.transcript import literalBlocks


def blocksOf(path: Path) -> list[list[str]]:
    """
    Find the blocks that are set apart in a text and are not transcripts.
    """
    blocks = literalBlocks(path.read_text(encoding="utf-8").splitlines())
    found = [[line for _, line in block] for block in blocks]
    return [block for block in found if not block[0].startswith("$ ")]
