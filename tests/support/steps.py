"""
Which steps there are.
"""

from __future__ import annotations

from pathlib import Path

LESSONS = Path(__file__).parents[2] / "lessons"

#: The steps' module names within C{lessons}, from the first to the last.
STEPS = sorted((path.stem for path in LESSONS.glob("step*.py")), key=lambda name: int(name[4:]))

#: What a step's command line needs, so that several can run on one machine.
FREE_PORTS = {"step14": ("--counts-port", "0")}
