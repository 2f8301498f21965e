"""
Records the field guide: C{make field}, or C{make field CLIENTS="curl wget"}.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import react

from lessons.field.catalog import TASKS, readClients, readRecordings, writeRecordings
from lessons.field.installing import Missing, install
from lessons.field.origin import NAME
from lessons.field.recording import Recorder

#: The same command, in a network of its own.
INSIDE = "--inside"


def main() -> int:
    """
    Install, and go where there is no network but loopback.
    """
    parser = ArgumentParser(prog="python -m lessons.field", description=__doc__)
    parser.add_argument("clients", nargs="*", metavar="CLIENT", help="all of them unless told")
    parser.add_argument("--folder", type=Path, default=Path("build/field"))
    parser.add_argument(INSIDE, action="store_true", help="do not install: record")
    options = parser.parse_args()
    known = readClients()
    unknown = [name for name in options.clients if name not in known]
    if unknown:
        parser.error(f"there is no client {unknown[0]!r} in the field guide")
    names = options.clients or list(known)
    if options.inside:
        react(record, [options.folder.absolute(), names])
    try:
        install(
            options.folder,
            list(known.values()) if not options.clients else [known[name] for name in names],
        )
    except Missing as error:
        print(f"make field: {error}", file=sys.stderr)
        return 1
    return subprocess.run(isolated(sys.argv[1:])).returncode  # noqa: S603  # ourselves


def isolated(arguments: list[str]) -> list[str]:
    """
    Write the command line that records: with a network, mounts and a host name of its own.
    """
    rights = [] if os.getuid() == 0 else ["--map-root-user"]
    python = [sys.executable, "-m", "lessons.field", INSIDE, *arguments]
    return ["unshare", *rights, "--net", "--mount", "--uts", *python]


def record(reactor: Any, root: Path, names: list[str]) -> Deferred[None]:
    """
    Record some clients; what is known of the others stays.
    """
    enter(root)
    return Deferred.fromCoroutine(_record(reactor, root, names))


async def _record(reactor: Any, root: Path, names: list[str]) -> None:
    clients = readClients()
    recorder = Recorder(reactor, root, date.today().isoformat())
    for name in names:
        recorded = await recorder.record(clients[name])
        kept = [one for one in readRecordings() if one.client != name]
        writeRecordings(sorted([*kept, *recorded], key=_order))


def _order(recording: Any) -> tuple[int, int]:
    names, tasks = list(readClients()), list(TASKS)
    return names.index(recording.client), tasks.index(recording.task)


def enter(root: Path) -> None:
    """
    Make the network, the devices and the name that the clients see.
    """
    for device in ("dev", "proc"):
        command = ["mount", "--rbind", f"/{device}", str(root / device)]
        subprocess.run(command, check=True)  # noqa: S603
    subprocess.run(["chroot", str(root), "ip", "link", "set", "lo", "up"], check=True)  # noqa: S603, S607
    socket.sethostname(NAME)
    (root / "etc" / "hosts").write_text(f"127.0.0.1 localhost {NAME}\n")


if __name__ == "__main__":
    sys.exit(main())
