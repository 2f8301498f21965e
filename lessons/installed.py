"""
Whether pip has put the course where it is.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]


def isInstalled(root: Path = ROOT) -> bool:
    """
    Tell whether pip has put the course there: it notes beside a package what it has installed.
    """
    return any(root.glob("http_from_the_wire-*.dist-info"))
