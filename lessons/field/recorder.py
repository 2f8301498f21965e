"""
Records: each client does each of its tasks, and what arrives is kept.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twisted.internet.defer import inlineCallbacks
from twisted.internet.threads import deferToThread

from lessons.field.catalog import RECORDED, Client, Doing, Recording
from lessons.field.chroot import WORK, environment, run, versionOf
from lessons.field.origin import (
    CHANGED,
    FILE,
    HOST,
    PART,
    PORT,
    PROXY_PORT,
    SECURE_PORT,
    Notes,
    listen,
)

#: Connections whose bytes are kept, and how many bytes of each.
MOST, MOST_BYTES = 4, 4096
#: What is written instead of this machine's own kernel, in clients that tell it.
KERNEL = b"6.1.0-41-amd64"
#: How TLS begins: what follows differs from day to day, and tells nothing about HTTP.
TLS, TLS_HEADER = b"\x16\x03", 5
#: Where a task is heard, if not at the server.
PORTS = {"proxy": ("proxy",), "tunnel": ("proxy", "secure")}


class Recorder:
    """
    Runs clients, one after the other, against a server and a proxy of its own.
    """

    def __init__(self, reactor: Any, root: Path, date: str) -> None:
        self._reactor = reactor
        self._root = root
        self._date = date
        self._notes = Notes()
        folder = root / "srv"
        listen(reactor, folder, self._notes)
        self._content = (folder / FILE).read_bytes()

    @inlineCallbacks
    def record(self, client: Client) -> Any:
        """
        Let a client do all of its tasks.

        @return: a Deferred that fires with the recordings.
        """
        version = yield deferToThread(versionOf, self._root, client.version, client.packages)
        shutil.rmtree(RECORDED / client.name, ignore_errors=True)
        (RECORDED / client.name).mkdir(parents=True)
        recordings = []
        for task, doing in client.doings.items():
            filled = fill(doing)
            self._prepare(task)
            self._notes.connections.clear()
            status = yield deferToThread(
                run, self._root, filled, environment(client.packages), self._isConnected
            )
            heard = self._chosen(task)
            files = _keep(client.name, task, heard[:MOST])
            print(f"{client.name:20} {task:8} {status} {len(heard)} connections", flush=True)
            recordings.append(
                Recording(
                    client.name,
                    task,
                    version,
                    filled.command,
                    self._date,
                    status,
                    files,
                    len(heard),
                )
            )
        return recordings

    def _isConnected(self) -> bool:
        return bool(self._notes.connections)

    def _chosen(self, task: str) -> Sequence[bytes]:
        """
        The connections that a client has opened itself: not those of the proxy to the server,
        nor what a browser asks its maker. What it says in a tunnel with TLS comes last, as the
        server reads it.
        """
        wanted = PORTS.get(task, ("server",))
        chosen = [
            bytes(data)
            for name in wanted
            for (port, _), data in self._notes.connections.items()
            if port == name
        ]
        return [data for data in chosen if "proxy" not in wanted or isOurs(data)]

    def _prepare(self, task: str) -> None:
        """
        Lay out what a client finds in its folder.
        """
        work = self._root / WORK
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        (work / "leaf.txt").write_text("green\n")
        if task in ("resume", "complete", "ignored"):
            length = PART if task == "resume" else len(self._content)
            (work / FILE).write_bytes(self._content[:length])
            os.utime(work / FILE, (CHANGED, CHANGED))


def isOurs(data: bytes) -> bool:
    """
    Tell whether what a proxy is asked is about the server here.
    """
    return data.startswith(TLS) or any(host.encode() in data for host in (HOST, "localhost"))


def fill(doing: Doing) -> Doing:
    """
    Put in what a command leaves open.
    """
    values = {
        "{url}": f"http://{HOST}:{PORT}",
        "{secure}": f"https://{HOST}:{SECURE_PORT}",
        "{proxy}": f"http://{HOST}:{PROXY_PORT}",
        "{host}": HOST,
        "{port}": str(PORT),
        "{proxyPort}": str(PROXY_PORT),
    }
    command, types = doing.command, doing.types
    for name, value in values.items():
        command, types = command.replace(name, value), types.replace(name, value)
    return Doing(command, types)


def impersonal(data: bytes) -> bytes:
    """
    Replace what tells about this machine.
    """
    data = data.replace(os.uname().release.encode(), KERNEL)
    head, end, rest = data.partition(b"\r\n\r\n")
    if data.startswith(TLS):
        return data[:TLS_HEADER]
    return head + end if rest.startswith(TLS) else data


def _keep(client: str, task: str, heard: Sequence[bytes]) -> Sequence[str]:
    files = []
    for number, data in enumerate(heard, 1):
        name = f"{client}/{task}.bin" if number == 1 else f"{client}/{task}-{number}.bin"
        (RECORDED / name).write_bytes(impersonal(data)[:MOST_BYTES])
        files.append(name)
    return files
