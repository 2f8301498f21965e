"""
C{doctor}: is everything installed that the course needs? Each problem with its
remedies.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec

from lessons.columns import columnsOf, pad
from lessons.command.console import Console
from lessons.command.environment import howToActivate
from lessons.language import N_, _, ngettext
from lessons.syllabus.course import ROOT
from server.portowner import findOwner

PYTHON = (3, 11)
#: What pyproject.toml requires: package, the oldest version that will do, extras.
REQUIRED_PACKAGES: list[tuple[str, tuple[int, ...], *tuple[str, ...]]] = [
    ("Twisted", (26, 4), "tls", "http2"),
    ("multipart", (2,)),
]
#: What is nice to have, and no more: a package, and what happens without it.
EXTRAS = [
    ("watchfiles", N_("watch looks at the file every 0.05 s instead")),
    ("Pygments", N_("solution shows its code without colours")),
]
#: What a package says about those it needs: C{h2<5.0,>=3.2; extra == "http2"}.
NEEDED = re.compile(r"""(?P<name>[\w.-]+).*; extra == ['"](?P<extra>.+)['"]""")
INSTALL = "python -m pip install"
#: Program, its Debian package, what helps without it.
CLASS_PROGRAMS = [
    ("telnet", "telnet", N_("or use: python -m lessons.reactor.dataforward HOST PORT")),
    ("curl", "curl", N_("or use: python -m lessons.clients.harness GET URL")),
    ("nc", "netcat-openbsd", ""),
]
PORT = 8000
BROWSERS = ["firefox", "chromium", "google-chrome", "xdg-open", "open"]


@dataclass(frozen=True)
class Finding:
    """
    One thing that was looked at.

    @ivar remedies: what to do, a command each; none where all is well.
    @ivar isOptional: whether it is optional: nothing needs it.
    """

    subject: str
    state: str
    remedies: tuple[str, ...] = ()
    isOptional: bool = False


def lookAtPython() -> Finding:
    """
    Compare the version of this Python with the oldest one for which the course is written.
    """
    state = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON:
        old = _("{version} is older than 3.11").format(version=state)
        return Finding("Python", old, ("apt-get install python3",))
    return Finding("Python", f"{state}, {sys.executable}")


def lookAtPackage(name: str, oldest: tuple[int, ...], *extras: str) -> Finding:
    """
    Is a package there, and new enough, and what it needs for some extras?
    """
    found = findVersion(name)
    if not found:
        return Finding(name, _("missing"), howToActivate())
    remedies = (f"{INSTALL} --editable .",)
    parts = tuple(int(part) for part in found.split(".") if part.isdigit())
    if parts < oldest:
        return Finding(name, _("{version} is too old").format(version=found), remedies)
    missing = [other for other in neededFor(name, extras) if not findVersion(other)]
    if missing:
        text = _("{version}, but {package} is missing")
        return Finding(name, text.format(version=found, package=missing[0]), remedies)
    return Finding(name, found)


def findVersion(name: str) -> str:
    """
    Find the version of a package; nothing where it is not installed.
    """
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def neededFor(name: str, extras: Sequence[str]) -> Iterator[str]:
    """
    Find the packages that another one needs for some of its extras.
    """
    for match in map(NEEDED.fullmatch, requires(name) or []):
        if match and match["extra"] in extras:
            yield match["name"]


def lookAtExtra(name: str, without: str) -> Finding:
    """
    Is a package there that is nice to have?
    """
    if find_spec(name.lower()) is None:
        command = f"{INSTALL} {name}"
        state = _("not installed: {without}").format(without=_(without))
        return Finding(name, state, (command,), isOptional=True)
    return Finding(name, findVersion(name))


def lookAtProgram(name: str, package: str, instead: str) -> Finding:
    """
    Is a program there, and if not, what helps?
    """
    path = shutil.which(name)
    if path is None:
        remedies = f"apt-get install {package}", _(instead)
        return Finding(name, _("missing"), tuple(filter(None, remedies)))
    return Finding(name, path)


def lookAtPort(port: int = PORT) -> Finding:
    """
    Can a step listen on a port, and if not, who has it?
    """
    subject = _("port {number}").format(number=port)
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            other = _("choose another port: --port 8001")
            return Finding(subject, str(error.strerror), (other,))
        return takenPort(subject, port)
    return Finding(subject, _("free"))


def takenPort(subject: str, port: int) -> Finding:
    """
    Say which program has a port, if the system tells, and how to end that or to do without
    the port.

    @param subject: what is to listen there.
    """
    holder, stop = _("taken"), _("stop that program")
    if owner := findOwner(port):
        text = _("taken by: {command} (pid {pid})")
        holder = text.format(command=owner.command, pid=owner.pid)
        stop = f"kill {owner.pid}"
    return Finding(subject, holder, (stop, _("or choose another port: --port 8001")))


def lookAtBrowser() -> Finding:
    """
    Is there a browser? The first that is found will do.
    """
    for name in BROWSERS:
        if path := shutil.which(name):
            return Finding(_("browser"), path)
    try:
        return Finding(_("browser"), webbrowser.get().__class__.__name__)
    except webbrowser.Error:
        remedies = "apt-get install firefox-esr", _("or use: curl -v URL")
        return Finding(_("browser"), _("none found"), remedies)


def lookAtCheckout() -> Finding:
    """
    Can the student's files be written?
    """
    if os.access(ROOT, os.W_OK) and os.access(ROOT / "lessons" / "exercises", os.W_OK):
        return Finding(_("checkout"), str(ROOT))
    remedy = _("work in a copy of your own: cp -r {folder} ~/http").format(folder=ROOT)
    state = _("{folder} cannot be written").format(folder=ROOT)
    return Finding(_("checkout"), state, (remedy,))


def lookAtEverything() -> Iterator[Finding]:
    """
    Look at one thing after the other.
    """
    yield lookAtPython()
    for name, oldest, *extras in REQUIRED_PACKAGES:
        yield lookAtPackage(name, oldest, *extras)
    yield lookAtCheckout()
    yield lookAtPort()
    for name, package, instead in CLASS_PROGRAMS:
        yield lookAtProgram(name, package, instead)
    yield lookAtBrowser()
    for name, without in EXTRAS:
        yield lookAtExtra(name, without)


def examine(console: Console, look: Callable[[], Iterator[Finding]] = lookAtEverything) -> bool:
    """
    Tell what was found.

    @return: whether all is well.
    """
    problems = 0
    for finding in look():
        problems += bool(finding.remedies and not finding.isOptional)
        showFinding(console, finding)
    console.say()
    count = ngettext("{number} problem", "{number} problems", problems)
    console.say(count.format(number=problems) if problems else _("All is well."))
    return not problems


def showFinding(console: Console, finding: Finding) -> None:
    """
    Show what was looked at, and below it what to do.
    """
    sign, colour, arrow = "ok", "green", ""
    if finding.remedies:
        sign, colour, arrow = ("--", "dim", "") if finding.isOptional else ("!!", "red", "-> ")
    mark = f"{sign}  {pad(finding.subject, 10)} "
    console.tell(finding.state, mark, colour)
    for remedy in finding.remedies:
        console.tell(remedy, arrow.rjust(columnsOf(mark)))
