"""
How long a student waits: from saving a file to the verdict of C{watch}.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import pexpect

from tests.lessons.command.checkout import Checkout
from tests.support.process import PROGRAM_PATIENCE

#: What a Twisted program costs before it does anything.
IMPORT = "import twisted.web.server"
VERDICT = "Enter check again"


def compareSaving(rounds: int) -> None:
    """
    Solve all exercises of every step, save each file a few times, and print the medians.
    """
    print("\nfrom saving an exercise's file to the verdict of its checks: seconds")
    base = median(importTime() for _ in range(rounds))
    with tempfile.TemporaryDirectory() as folder:
        checkout = Checkout(str(Path(folder) / "course"))
        names = sorted(
            path.stem for path in checkout.path.glob("lessons/exercises/solutions/[a-z]*.py")
        )
        times = {name: median(savingTimes(checkout, name, rounds)) for name in names}
    for name, seconds in sorted(times.items(), key=lambda each: each[1]):
        print(f"  {name:30}{seconds:>12.2f}{seconds / base:>9.2f}")
    print(f"  {'the median of these':30}{median(times.values()):>12.2f}")
    print(f"  {f'python -c {IMPORT!r}':30}{base:>8.2f}{1:>9.2f}", flush=True)


def importTime() -> float:
    """
    @return: seconds that C{python -c IMPORT} takes.
    """
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", IMPORT], check=True)
    return time.monotonic() - began


def savingTimes(checkout: Checkout, name: str, rounds: int) -> list[float]:
    """
    Save a file while it is watched.

    @return: for each time, the seconds until the verdict was read.
    @raise AssertionError: when the solutions do not pass.
    """
    checkout.solve(name)
    path = checkout.exercises(name)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "lessons", "watch", name.removeprefix("step")],
        cwd=str(checkout.path),
        env=checkout.environment(),
        encoding="utf-8",
        timeout=PROGRAM_PATIENCE,
    )
    try:
        child.expect_exact(VERDICT)
        assert "FAILED" not in child.before, child.before
        return [saveOnce(child, path) for _ in range(rounds)]
    finally:
        child.close(force=True)


def saveOnce(child: pexpect.spawn, path: Path) -> float:
    """
    @return: the seconds from saving to the verdict.
    """
    source = path.read_text()
    began = time.monotonic()
    path.write_text(source + "\n# saved once more\n")
    child.expect_exact(VERDICT)
    return time.monotonic() - began


def main() -> int:
    """
    Run this part alone; the status is 0.
    """
    compareSaving(5)
    return 0


if __name__ == "__main__":
    sys.exit(main())
