"""
Records the field guide: C{make field}, or C{make field NAMES="curl nginx"}.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import react

from lessons.field.catalog import TASKS, Recording, readClients, readRecordings, writeRecordings
from lessons.field.gradings import Grading, readGradings, readServers, writeGradings
from lessons.field.gradingservers import STEPS_GRADED, gradeServer, gradeSteps, layOut
from lessons.field.installation import InstallationError, install
from lessons.field.origin import NAME
from lessons.field.recorder import Recorder

#: This very program, in a network of its own.
INSIDE = "--inside"
#: The steps of the course, which are graded beside the servers.
COURSE = "steps"


def main() -> int:
    """
    Install, and go where there is no network but loopback.
    """
    parser = ArgumentParser(prog="python -m lessons.field", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="clients and servers; default: all"
    )
    parser.add_argument("--folder", type=Path, default=Path("build/field"))
    parser.add_argument(INSIDE, action="store_true", help="do not install, only record")
    options = parser.parse_args()
    known = [*readClients(), *readServers(), COURSE]
    unknown = [name for name in options.names if name not in known]
    if unknown:
        parser.error(f"there is no {unknown[0]!r} in the field guide")
    names = options.names or known
    root = options.folder.absolute()
    if options.inside:
        enter(root)
        gradeNamed(root, names)
        react(lambda reactor: Deferred.fromCoroutine(record(reactor, root, names)))
    try:
        install(root, list(packagesOf(names)))
    except InstallationError as error:
        print(f"make field: {error}", file=sys.stderr)
        return 1
    return subprocess.run(isolated(sys.argv[1:])).returncode  # noqa: S603  # ourselves


def packagesOf(names: Iterable[str]) -> Iterator[str]:
    """
    Name what has to be installed.
    """
    for name in names:
        for listed in (readClients(), readServers()):
            if name in listed:
                yield from listed[name].packages


def isolated(arguments: list[str]) -> list[str]:
    """
    Write the command line that records: with a network, mounts and a host name of its own.
    """
    rights = [] if os.getuid() == 0 else ["--map-root-user"]
    python = [sys.executable, "-m", "lessons.field", INSIDE, *arguments]
    return ["unshare", *rights, "--net", "--mount", "--uts", *python]


def gradeNamed(root: Path, names: Sequence[str]) -> None:
    """
    Grade some servers, and the steps; what is known of the others is kept.
    """
    layOut(root)
    today = date.today().isoformat()
    for name, server in readServers().items():
        if name in names:
            keep([gradeServer(root, server, today)])
    if COURSE in names:
        keep(list(gradeSteps(today)))


def keep(gradings: Sequence[Grading]) -> None:
    """
    Keep how some servers did, in the order of the list.
    """
    for one in gradings:
        print(f"{one.server:20} {dict(one.levels)}", flush=True)
    order = [*readServers(), *(f"step{step}" for step in STEPS_GRADED)]
    new = {one.server: one for one in [*readGradings(), *gradings]}
    writeGradings([new[name] for name in order if name in new])


async def record(reactor: Any, root: Path, names: Sequence[str]) -> None:
    """
    Record some clients; what is known of the others is kept.
    """
    clients = readClients()
    wanted = [name for name in clients if name in names]
    if not wanted:
        return
    recorder = Recorder(reactor, root, date.today().isoformat())
    for name in wanted:
        recorded = await recorder.record(clients[name])
        kept = [one for one in readRecordings() if one.client != name]
        writeRecordings(sorted([*kept, *recorded], key=_order))


def _order(recording: Recording) -> tuple[int, int]:
    return list(readClients()).index(recording.client), list(TASKS).index(recording.task)


def enter(root: Path) -> None:
    """
    Make the network, the devices and the name that the programs see.
    """
    for device in ("dev", "proc"):
        command = ["mount", "--rbind", f"/{device}", str(root / device)]
        subprocess.run(command, check=True)  # noqa: S603
    subprocess.run(["chroot", str(root), "ip", "link", "set", "lo", "up"], check=True)  # noqa: S603, S607
    socket.sethostname(NAME)
    (root / "etc" / "hosts").write_text(f"127.0.0.1 localhost {NAME}\n")


if __name__ == "__main__":
    sys.exit(main())
