"""
README.rst: beside the course, or, where pip has installed it, in what pip knows of it.
"""

from __future__ import annotations

from importlib.metadata import metadata
from pathlib import Path

NAME = "http-from-the-wire"
README = Path(__file__).parents[1] / "README.rst"


def readme() -> str:
    """
    Read it whole, as reStructuredText.
    """
    if README.exists():
        return README.read_text(encoding="utf-8")
    text: str = metadata(NAME)["Description"]
    return text
