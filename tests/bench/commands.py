"""
The servers that are compared, as data: how each is started, and what it needs.

Three kinds are compared. I{Step 15} is started as its user starts it, with everything that
protects it. The I{equal} peers are other frameworks with what a user of theirs would have to add
for the same: the security fields, the check of C{Host}, gzip for content from 500 bytes. The
I{bare} ones do nothing but answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from tests.bench.prepared import writeFewPlants, writeFiles, writeManyPlants, writeTexts

Words = tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """
    How a server is started.

    @ivar name: what the tables call it.
    @ivar words: what comes after C{python}; C{{port}} and C{{folder}} are filled in.
    @ivar needs: the modules without which it cannot be started.
    @ivar contents: what fills its folder.
    @ivar path: what it is asked for, where that is not what all are asked for.
    @ivar sign: how its first answer begins; of a program that ends by itself, nothing.
    @ivar viewers: how many look at its inspector.
    @ivar isWide: whether it may use all cores, and its client as well.
    @ivar workers: how many processes serve.
    """

    name: str
    words: Words
    needs: Words = ()
    contents: tuple[Callable[[Path], None], ...] = (writeFiles,)
    path: str = ""
    sign: bytes = b"HTTP/1.1 200"
    viewers: int = 0
    isWide: bool = False
    workers: int = 1

    def lacking(self) -> list[str]:
        """
        Name what it needs and is not installed.
        """
        return [module for module in self.needs if find_spec(module) is None]


def peer(module: str, server: str, name: str, *needs: str) -> Command:
    """
    Make the command of a server that is in a module of ours.
    """
    return Command(name, ("-m", f"tests.bench.{module}", server, "{port}", "{folder}"), needs)


#: What step 15 is told: where it listens, and where its own things are.
PLACES = ("--port", "{port}", "--data", "{folder}/data", "--files", "{folder}/files")
LOG = ("--access-log", "{folder}/access.log")
CORPUS = ("--corpus", "{folder}/corpus")

STEP15 = Command("step 15", ("-m", "lessons.step15", *PLACES))
LOGGED = Command("step 15, access log", (*STEP15.words, *LOG))
PLANTS = replace(STEP15, contents=(writeFiles, writeFewPlants))
SEARCH = replace(STEP15, words=(*STEP15.words, *CORPUS), contents=(writeFiles, writeTexts))
FIRST = replace(
    STEP15,
    name="step 15, the first page",
    contents=(writeFiles, writeManyPlants),
    path="/plants/show_plants?page=1",
)
LAST = replace(FIRST, name="step 15, the last page", path="/plants/show_plants?page=2000")
STEP1 = Command("step 1", ("-m", "lessons.step1", "--port", "{port}"), sign=b"You said")

STEP3 = Command("step 3", ("-m", "lessons.step3", "--port", "{port}"), path="/")
STEP9 = Command("step 9", ("-m", "lessons.step9", "--port", "{port}"), path="/")


def inspected(step: Command, viewers: int = 0) -> Command:
    """
    Start a step with its inspector.

    @param viewers: how many look at it.
    """
    name = f"{step.name}, {'one viewer' if viewers else '--inspect'}"
    return replace(step, name=name, words=(*step.words, "--inspect", "0"), viewers=viewers)


def wide(command: Command, workers: int = 0) -> Command:
    """
    Start a server that may use all cores: as it is, or with as many workers.
    """
    names = {0: "one process", 1: "one worker"}
    name = f"{command.name}, {names.get(workers, f'{workers} workers')}"
    words = ("--processes", str(workers)) if workers else ()
    count = max(1, workers)
    return replace(command, name=name, words=(*command.words, *words), isWide=True, workers=count)


STOCK = peer("sites", "stock", "stock Twisted Web")
STOCK_LOGGED = replace(STOCK, name="stock Twisted Web, access log", words=(*STOCK.words, *LOG))
# The pages of step 15 on Twisted's own channel, made by Twisted's own flattener.
STOCK_PAGES = Command(
    "stock Twisted Web, own flattener", ("-m", "tests.bench.stockpages", *PLACES)
)
STOCK_PLANTS = replace(STOCK_PAGES, contents=PLANTS.contents)
STOCK_SEARCH = replace(STOCK_PAGES, words=(*STOCK_PAGES.words, *CORPUS), contents=SEARCH.contents)
ENGINE = peer("sites", "ours", "bare engine")
LEAN = replace(
    ENGINE,
    name="bare engine, lean reactor",
    words=(*ENGINE.words, "--lean"),
    needs=("server.leanreactor",),
)
CEILING = peer("sites", "ceiling", "LineReceiver, the ceiling")

UVLOOP = ("uvicorn", "httptools", "uvloop")

AIOHTTP = peer("peers", "aiohttp", "aiohttp, bare", "aiohttp")
UVICORN = peer("peers", "uvicorn", "uvicorn (httptools, uvloop), bare", *UVLOOP)
UVICORN_H11 = peer("peers", "uvicornH11", "uvicorn (h11, asyncio), bare", "uvicorn", "h11")
TORNADO = peer("peers", "tornado", "tornado, bare", "tornado")
FLASK = peer("peers", "gunicorn", "Flask under gunicorn, bare", "flask", "gunicorn")

STARLETTE_EQUAL = peer(
    "equalasync", "starlette", "Starlette on uvicorn", "starlette", "jinja2", *UVLOOP
)
STARLETTE_PLANTS = replace(
    STARLETTE_EQUAL, name="Starlette, Jinja2, SQLite", contents=PLANTS.contents
)
AIOHTTP_EQUAL = peer("equalasync", "aiohttp", "aiohttp", "aiohttp")
FLASK_EQUAL = peer("equalflask", "gunicorn", "Flask under gunicorn", "flask", "gunicorn")

EQUAL = (STARLETTE_EQUAL, AIOHTTP_EQUAL, FLASK_EQUAL)
BARE = (AIOHTTP, UVICORN, UVICORN_H11, TORNADO, FLASK)


def program(name: str, code: str) -> Command:
    """
    Make the command of a program that ends by itself.
    """
    return Command(name, ("-c", code), sign=b"")


#: What a Twisted program costs before it does anything.
IMPORT_WEB = program("import twisted.web.server", "import twisted.web.server")
IMPORT_REACTOR = program("import the reactor", "import twisted.internet.reactor")
