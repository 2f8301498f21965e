"""
The course as pip installs it, outside the tree: an environment that has nothing of this
checkout, made once for all tests.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.support.process import PROGRAM_PATIENCE, ROOT


def run(*command: str, cwd: Path, status: int = 0) -> str:
    """
    Run a program, as somebody would who has this environment's variables alone.

    @return: what it has said, on standard output and standard error.
    @raise AssertionError: if it ends with another status.
    """
    ours = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        command, cwd=cwd, env=ours, capture_output=True, text=True, timeout=2 * PROGRAM_PATIENCE
    )
    if done.returncode != status:
        raise AssertionError(f"{command}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def tracked(*folders: str) -> set[str]:
    """
    List what belongs to the repository.
    """
    names = run("git", "ls-files", "-z", "--", *folders, cwd=ROOT).split("\0")
    return {name for name in names if name and (ROOT / name).exists()}


class Installed:
    """
    A wheel, and an environment in which it is installed.

    @ivar wheel: the file.
    @ivar bin: where the environment's programs are.
    @ivar packages: where its packages are.
    """

    def __init__(self, place: Path) -> None:
        source = place / "source"
        for name in tracked():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
        pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
        # What else is needed is that of the environment in which this runs, without a network.
        wheel = ("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", ".", str(source))
        run(*pip, *wheel, cwd=place)
        (self.wheel,) = place.glob("*.whl")
        venv.create(place / "environment", symlinks=True)
        self.bin = place / "environment" / "bin"
        python = self.program("python")
        install = ("install", "--no-deps", "--no-index", str(self.wheel))
        run(*pip, "--python", python, *install, cwd=place)
        (self.packages,) = (place / "environment").glob("lib/python*/site-packages")
        (self.packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")

    def program(self, name: str) -> str:
        """
        Name one of the environment's programs.
        """
        return str(self.bin / name)


@cache
def install() -> Installed:
    """
    Build the wheel, and install it.
    """
    place = Path(mkdtemp(prefix="installed-")).resolve()
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return Installed(place)
