"""
The clients of the field guide: how each is asked to do what, and what was recorded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
RECORDED = FOLDER / "recorded"
INDEX = RECORDED / "index.json"

#: What a client is asked to do, and how a page names it.
TASKS: Mapping[str, str] = {
    "page": "asks for a page",
    "proxy": "asks a proxy for a page",
    "tunnel": "asks a proxy for a tunnel",
    "form": "sends a form with a file",
    "parts": "asks for a file in parts",
    "resume": "goes on with a file of which it has a part",
    "complete": "goes on with a file that it has already",
    "ignored": "goes on with such a file, and gets all of it",
    "short": "gets 5 bytes of 100",
}


@dataclass(frozen=True)
class Doing:
    """
    How a client does a task.

    @ivar command: what a shell is told. C{{url}} is the server, C{{host}} and C{{port}} its
        parts, C{{proxy}} the proxy, C{{proxyPort}} its port.
    @ivar types: what a person types; empty where nobody has to.
    """

    command: str
    types: str = ""


@dataclass(frozen=True)
class Client:
    """
    A program that speaks HTTP, or that a person speaks it with.

    @ivar name: short, for files and addresses, as C{busybox-wget}.
    @ivar title: what it is called.
    @ivar packages: what has to be installed, as C{deb:curl}, C{pypi:httpx==0.28.1}.
    @ivar version: the command that prints its version.
    @ivar remarks: what is odd about it: sentences.
    @ivar doings: by task.
    """

    name: str
    title: str
    packages: Sequence[str]
    version: str
    remarks: Sequence[str]
    doings: Mapping[str, Doing]


@dataclass(frozen=True)
class Recording:
    """
    What a client sent for a task.

    @ivar version: the line in which it says its version.
    @ivar command: as it was given, what it stands for filled in.
    @ivar date: the day, as C{2026-11-29}.
    @ivar status: with which the program ended; L{None} where it had to be stopped.
    @ivar files: what it sent, one file for each connection, in their order.
    @ivar connections: how many it opened; no more than a few are kept.
    """

    client: str
    task: str
    version: str
    command: str
    date: str
    status: int | None
    files: Sequence[str]
    connections: int


@cache
def readClients(path: Path = FOLDER / "clients.toml") -> Mapping[str, Client]:
    """
    Read the list of clients, by name.
    """
    import tomllib  # the checks of steps 1 and 3 read recordings alone, and begin sooner

    with path.open("rb") as file:
        return {name: _client(name, entry) for name, entry in tomllib.load(file).items()}


def _client(name: str, entry: Mapping[str, object]) -> Client:
    facts = dict(entry)
    title, version = str(facts.pop("title", name)), str(facts.pop("version"))
    packages, remarks = facts.pop("packages"), facts.pop("remarks", [])
    unknown = facts.keys() - TASKS.keys()
    if unknown or not isinstance(packages, list) or not isinstance(remarks, list):
        raise ValueError(f"{name} in the list of clients: {', '.join(unknown) or 'no list'}")
    doings = {task: _doing(facts[task]) for task in TASKS if task in facts}
    return Client(name, title, packages, version, remarks, doings)


def _doing(entry: object) -> Doing:
    return Doing(**entry) if isinstance(entry, dict) else Doing(str(entry))


@cache
def readRecordings(path: Path = INDEX) -> Sequence[Recording]:
    """
    Read what has been recorded, in the order of the clients and tasks.
    """
    return [Recording(**entry) for entry in json.loads(path.read_text())]


def writeRecordings(recordings: Sequence[Recording], path: Path = INDEX) -> None:
    """
    Write the index: a line for each recording, so that a change is seen where it is.
    """
    lines = ",\n".join(json.dumps(asdict(one), ensure_ascii=False) for one in recordings)
    path.write_text(f"[\n{lines}\n]\n")
    readRecordings.cache_clear()


def bytesOf(name: str) -> bytes:
    """
    Read what was sent on one connection.

    @param name: of a file, as in L{Recording.files}.
    """
    return (RECORDED / name).read_bytes()
