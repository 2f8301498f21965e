"""
Which steps there are, in order.
"""

from __future__ import annotations

from pathlib import Path

from lessons.replay.servers import FREE_PORTS

__all__ = ["FREE_PORTS", "LESSONS", "STEPS"]

LESSONS = Path(__file__).parents[2] / "lessons"

#: The steps' module names within C{lessons}, from the first to the last.
STEPS = sorted((path.stem for path in LESSONS.glob("step*.py")), key=lambda name: int(name[4:]))
