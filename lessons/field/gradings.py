"""
The servers of the field guide: how each is started, and how it did.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from lessons.field.catalog import FOLDER

#: Where they are kept.
GRADINGS_FILE = FOLDER / "servers.json"


@dataclass(frozen=True)
class Server:
    """
    A server that is asked.

    @ivar name: short: C{uvicorn-h11}.
    @ivar title: what it is called.
    @ivar packages: what has to be installed, as C{deb:nginx-light}.
    @ivar version: the command that prints its version.
    @ivar command: starts it on port 8000.
    @ivar files: whether it serves a folder, and not an application.
    """

    name: str
    packages: Sequence[str]
    version: str
    command: str
    title: str = ""
    files: bool = False


@dataclass(frozen=True)
class Grading:
    """
    How a server did.

    @ivar version: the line in which it says its version.
    @ivar date: the day, as C{2026-11-29}.
    @ivar levels: by MUST, SHOULD and MAY: how many rules it keeps, of how many that could be
        tried.
    @ivar answers: to the harmless questions, by their names.
    """

    server: str
    title: str
    version: str
    date: str
    levels: Mapping[str, Sequence[int]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@cache
def readServers(path: Path = FOLDER / "servers.toml") -> Mapping[str, Server]:
    """
    Read the list of servers, by name.
    """
    with path.open("rb") as file:
        entries = tomllib.load(file).items()
    return {name: Server(name, **{"title": name, **entry}) for name, entry in entries}


@cache
def readGradings(path: Path = GRADINGS_FILE) -> Sequence[Grading]:
    """
    Read how the servers did, in the order of the file.
    """
    return [Grading(**entry) for entry in json.loads(path.read_text())]


def writeGradings(gradings: Sequence[Grading], path: Path = GRADINGS_FILE) -> None:
    """
    Keep how the servers did: a line for each.
    """
    lines = ",\n".join(json.dumps(asdict(one)) for one in gradings)
    path.write_text(f"[\n{lines}\n]\n")
    readGradings.cache_clear()
