"""
C{doctor}: is everything there that the course needs? Each problem with its
remedy.
"""

from __future__ import annotations

import errno
import os
import shutil
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from lessons.command.course import ROOT
from lessons.command.paper import Paper
from server.portowner import findOwner

PYTHON = (3, 11)
#: Package, the oldest version that will do.
PACKAGES = [("Twisted", (26, 4)), ("treq", (25, 5))]
#: Program, its Debian package, what helps without it.
PROGRAMS = [
    ("telnet", "telnet", "or use python -m lessons.reactor.dataforward HOST PORT"),
    ("curl", "curl", "or use python -m lessons.clients.harness GET URL"),
    ("nc", "netcat-openbsd", ""),
]
PORT = 8000
BROWSERS = ["firefox", "chromium", "google-chrome", "xdg-open", "open"]


@dataclass(frozen=True)
class Finding:
    """
    One thing that was looked at.

    @ivar remedy: what to do; empty where all is well.
    """

    subject: str
    state: str
    remedy: str = ""


def lookAtPython() -> Finding:
    """
    Is Python new enough?
    """
    state = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON:
        return Finding("Python", state, "install Python 3.11 or newer: apt-get install python3")
    return Finding("Python", f"{state}, {sys.executable}")


def lookAtPackage(name: str, oldest: tuple[int, int]) -> Finding:
    """
    Is a package there, and new enough?
    """
    remedy = "make run, or: python -m pip install --editable ."
    try:
        found = version(name)
    except PackageNotFoundError:
        return Finding(
            name, "missing", f"{remedy}. Is the environment active? . .venv/bin/activate"
        )
    parts = tuple(int(part) for part in found.split(".")[:2] if part.isdigit())
    if parts < oldest:
        return Finding(name, f"{found} is too old", remedy)
    return Finding(name, found)


def lookAtProgram(name: str, package: str, instead: str) -> Finding:
    """
    Is a program there?
    """
    path = shutil.which(name)
    if path is None:
        remedy = f"apt-get install {package}"
        return Finding(name, "missing", f"{remedy}; {instead}" if instead else remedy)
    return Finding(name, path)


def lookAtPort(port: int = PORT) -> Finding:
    """
    Can a step listen?
    """
    subject = f"port {port}"
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            return Finding(subject, str(error.strerror), "choose another with --port")
        owner = findOwner(port)
        holder = f"taken by: {owner.command} (pid {owner.pid})" if owner else "taken"
        stop = f"kill {owner.pid}" if owner else "stop that program"
        return Finding(subject, holder, f"{stop}, or choose another port with --port 8001")
    return Finding(subject, "free")


def lookAtBrowser() -> Finding:
    """
    Is there a browser?
    """
    for name in BROWSERS:
        if path := shutil.which(name):
            return Finding("browser", path)
    try:
        return Finding("browser", webbrowser.get().__class__.__name__)
    except webbrowser.Error:
        return Finding(
            "browser", "none found", "apt-get install firefox-esr; curl -v shows as much"
        )


def lookAtCheckout() -> Finding:
    """
    Can the student's files be written?
    """
    if os.access(ROOT, os.W_OK) and os.access(ROOT / "lessons" / "exercises", os.W_OK):
        return Finding("checkout", str(ROOT))
    remedy = "work in a copy of your own: git clone, or cp -r"
    return Finding("checkout", f"{ROOT} cannot be written", remedy)


def lookAtEverything() -> Iterator[Finding]:
    """
    Look at one thing after the other.
    """
    yield lookAtPython()
    for name, oldest in PACKAGES:
        yield lookAtPackage(name, oldest)
    yield lookAtCheckout()
    yield lookAtPort()
    for name, package, instead in PROGRAMS:
        yield lookAtProgram(name, package, instead)
    yield lookAtBrowser()


def examine(paper: Paper, look: Callable[[], Iterator[Finding]] = lookAtEverything) -> bool:
    """
    Tell what was found.

    @return: whether all is well.
    """
    problems = 0
    for finding in look():
        problems += bool(finding.remedy)
        mark = f"{'!!' if finding.remedy else 'ok'}  {finding.subject:10} "
        paper.tell(finding.state, mark, "red" if finding.remedy else "green")
        if finding.remedy:
            paper.tell(finding.remedy, " " * (len(mark) - 3) + "-> ")
    paper.say()
    count = f"{problems} {'problem' if problems == 1 else 'problems'}"
    paper.say(count if problems else "All is well.")
    return not problems
