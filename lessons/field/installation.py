"""
A small Debian in a folder, in which the clients are installed: nothing of this machine
changes, and nothing in its settings changes what they send.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

#: The release whose packages are recorded: within it versions change for security alone.
RELEASE = "bookworm"
#: Where packages of PyPI and npm are, in the folder. Python's have an environment of their own,
#: so that they do not meet Debian's.
PYPI, NPM = "opt/pypi", "opt/npm"
#: What the folder needs besides, from Debian.
BASE_PACKAGES = ("ca-certificates", "iproute2", "python3-venv")
#: What this machine needs to make it, each with the package that brings it.
TOOLS = {"mmdebstrap": "mmdebstrap", "unshare": "util-linux", "chroot": "coreutils"}


class InstallationError(Exception):
    """
    Something cannot be installed here. The text says what, and what to do.
    """


def install(root: Path, packages: Sequence[str]) -> None:
    """
    Make the folder, unless it has these packages.

    @raise InstallationError: when this machine lacks what that takes.
    """
    stamp = root / "installed"
    there = set(stamp.read_text().split()) if stamp.exists() else set()
    if set(packages) <= there:
        return
    wanted = sorted(there.union(packages))
    for tool, package in TOOLS.items():
        if shutil.which(tool) is None:
            raise InstallationError(f"{tool} is missing: apt-get install {package}")
    shutil.rmtree(root, ignore_errors=True)
    _installDebian(root, [*BASE_PACKAGES, *packagesOfKind(wanted, "deb")])
    _installPyPI(root, packagesOfKind(wanted, "pypi"))
    _installNPM(root / NPM, packagesOfKind(wanted, "npm"))
    stamp.write_text("\n".join(wanted))


def packagesOfKind(packages: Iterable[str], kind: str) -> Sequence[str]:
    """
    @param packages: as C{KIND:NAME}.
    @return: the names of those of one kind.
    """
    return [name for each, _, name in (one.partition(":") for one in packages) if each == kind]


def _installDebian(root: Path, packages: Sequence[str]) -> None:
    root.parent.mkdir(parents=True, exist_ok=True)
    # What it mounts disappears with it, however it ends.
    rights = [] if os.getuid() == 0 else ["--map-auto", "--map-root-user"]
    alone = ["unshare", *rights, "--mount"]
    _run(
        *alone,
        "mmdebstrap",
        "--variant=apt",
        f"--include={','.join(packages)}",
        RELEASE,
        str(root),
    )


def _installPyPI(root: Path, packages: Sequence[str]) -> None:
    if packages:
        _run("chroot", str(root), "python3", "-m", "venv", "--without-pip", f"/{PYPI}")
        (folder,) = (root / PYPI / "lib").glob("python3.*/site-packages")
        _run(sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), *packages)


def _installNPM(folder: Path, packages: Sequence[str]) -> None:
    if not packages:
        return
    if shutil.which("npm") is None:
        raise InstallationError("npm is missing: apt-get install npm")
    folder.mkdir(parents=True)
    _run("npm", "install", "--silent", "--prefix", str(folder), *packages)


def _run(*command: str) -> None:
    print("$", *command, flush=True)
    if subprocess.run(command).returncode != 0:  # noqa: S603  # named in our own list
        raise InstallationError(f"{command[0]} did not succeed: see above")
