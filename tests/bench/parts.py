"""
What is compared, as data: the parts of the benchmark, by the names that the command line
takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tests.bench import classroom, commands, loads, looking
from tests.bench.commands import (
    AIOHTTP_EQUAL,
    BARE,
    EQUAL,
    STARLETTE_EQUAL,
    STEP3,
    STEP9,
    STEP15,
    STOCK,
    Command,
    inspected,
    wide,
)
from tests.bench.loads import Load
from tests.bench.measuring import Round, idle, sharing, starting, underLoad
from tests.bench.ratios import (
    ALONE,
    BYTES,
    CORES,
    LONGEST,
    MEBIBYTES,
    MEDIAN,
    PROCESSOR,
    PROCESSOR_MS,
    PROCESSOR_SECONDS,
    RATE,
    SECONDS,
    Column,
    Goal,
)

Measure = Callable[[Sequence[Command], int, int], list[Round]]


@dataclass(frozen=True)
class Part:
    """
    One comparison.

    @ivar title: what is compared.
    @ivar servers: those that are; the others are compared with C{base}.
    @ivar goals: how good some are to be.
    @ivar measure: called with the servers, the number of rounds and how many seconds each
        run takes.
    """

    title: str
    servers: tuple[Command, ...]
    goals: tuple[Goal, ...]
    measure: Measure
    base: Command = STOCK
    columns: tuple[Column, ...] = (RATE, PROCESSOR)


def goal(
    server: Command, base: Command | None, reach: float | None = None, isMost: bool = False
) -> Goal:
    """
    @param base: what the server is compared with; L{None} where its own value counts.
    @param reach: the value to be reached, if one is set.
    @param isMost: whether C{reach} is the most that it may be, and not the least.
    """
    return Goal(server.name, base.name if base else None, reach, isMost)


def part(title: str, load: Load, *servers: Command, goals: Sequence[Goal]) -> Part:
    """
    Make a part that puts a load on step 15, on Twisted Web as it is, and on others.
    """
    return Part(title, (STEP15, STOCK, *servers), tuple(goals), partial(underLoad, load))


#: gunicorn keeps no more connections than it has threads.
PATIENT = tuple(server for server in (*EQUAL, *BARE) if "gunicorn" not in server.name)

#: A part for each way to ask for what costs nothing to make: what is measured is the server.
SMALL = {
    "hello": part(
        "GET /hello, 32 connections",
        loads.HELLO,
        *EQUAL,
        *BARE,
        commands.CEILING,
        goals=[goal(STEP15, STOCK, 2.75), goal(STEP15, commands.UVICORN, 1.2)],
    ),
    "browser": part(
        "the same with a browser's twelve fields, gzip among them",
        loads.BROWSER,
        *EQUAL,
        goals=[goal(STEP15, STOCK, 2.75)],
    ),
    "different": part(
        "the same, each request with another field",
        loads.DIFFERENT,
        *PATIENT,
        goals=[goal(STEP15, STOCK, 2.2)],
    ),
    "logged": Part(
        "the same with an access log in a file",
        (commands.LOGGED, commands.STOCK_LOGGED),
        (goal(commands.LOGGED, commands.STOCK_LOGGED, 1.7),),
        partial(underLoad, loads.HELLO),
        commands.STOCK_LOGGED,
    ),
    "pipelined": part(
        "GET /hello, 16 requests at a time",
        loads.PIPELINED,
        *PATIENT,
        goals=[goal(STEP15, STOCK, 2.8)],
    ),
    "engine": part(
        "GET /hello from an empty site: what of step 15 is the engine's",
        loads.HELLO,
        commands.ENGINE,
        commands.LEAN,
        goals=[goal(commands.ENGINE, STOCK, 2.6), goal(commands.LEAN, STOCK, 3.0)],
    ),
}

CONTENT = {
    "post": part(
        "POST of 1,000 bytes, sent back",
        loads.POST,
        *EQUAL,
        goals=[goal(STEP15, STOCK, 3.5)],
    ),
    "chunks": part(
        "POST of 20,000 chunks of 16 bytes, sent back, one connection",
        loads.CHUNKS,
        *EQUAL,
        goals=[goal(STEP15, STOCK, 3.0)],
    ),
    "largefile": part(
        "a file of 1 MiB, 8 connections",
        loads.LARGE_FILE,
        AIOHTTP_EQUAL,
        STARLETTE_EQUAL,
        goals=[goal(STEP15, STOCK, 3.5), goal(STEP15, AIOHTTP_EQUAL, 1.0)],
    ),
    "smallfile": part(
        "a file of 1 KiB, 32 connections",
        loads.SMALL_FILE,
        AIOHTTP_EQUAL,
        STARLETTE_EQUAL,
        goals=[goal(STEP15, STOCK, 2.0)],
    ),
    "large": Part(
        "1 MiB out of the memory, from an empty site, 8 connections",
        (commands.ENGINE, STOCK, *BARE),
        (),
        partial(underLoad, loads.LARGE),
    ),
    "upload": Part(
        "10 MiB up, to an empty site, 4 connections",
        (commands.ENGINE, STOCK, *BARE),
        (),
        partial(underLoad, loads.UPLOAD),
    ),
}

PAGES = {
    "plants": Part(
        "a page with 33 plants",
        (commands.PLANTS, commands.STARLETTE_PLANTS, commands.STOCK_PLANTS),
        (
            goal(commands.PLANTS, commands.STARLETTE_PLANTS, 1.0),
            goal(commands.PLANTS, commands.STOCK_PLANTS, 8.0),
        ),
        partial(underLoad, loads.PLANTS),
        commands.STOCK_PLANTS,
    ),
    "search": Part(
        "a search in 3,000 texts for a word that is in each",
        (commands.SEARCH, commands.STOCK_SEARCH),
        (goal(commands.SEARCH, commands.STOCK_SEARCH),),
        partial(underLoad, loads.SEARCH),
        commands.STOCK_SEARCH,
        (RATE, PROCESSOR_MS),
    ),
    "pages": Part(
        "the first and the last page of 100,000 plants",
        (commands.FIRST, commands.LAST),
        (goal(commands.FIRST, commands.LAST, 2.0, isMost=True),),
        partial(underLoad, loads.PLANTS),
        commands.FIRST,
    ),
}

PROCESSES = {
    "start": Part(
        "from the start to the first answer",
        (STEP15, STOCK, *BARE, commands.IMPORT_WEB),
        (
            goal(STEP15, None, 0.55, isMost=True),
            goal(STEP15, commands.IMPORT_WEB),
        ),
        starting,
        commands.IMPORT_WEB,
        (SECONDS, PROCESSOR_SECONDS),
    ),
    "step1": Part(
        "the same of step 1",
        (commands.STEP1, commands.IMPORT_REACTOR),
        (goal(commands.STEP1, commands.IMPORT_REACTOR, 1.2, isMost=True),),
        starting,
        commands.IMPORT_REACTOR,
        (SECONDS, PROCESSOR_SECONDS),
    ),
    "memory": Part(
        "memory of an idle connection",
        (STEP15, STOCK, *PATIENT),
        (goal(STEP15, STOCK, 1.0, isMost=True),),
        idle,
        columns=(BYTES,),
    ),
}

#: What several processes carry. The client takes processor time as well, and how much is
#: shown: two workers have what it leaves of two cores. So the goal is about cores of their
#: own, and the answers that came in fact are there to be seen.
TOGETHER = {
    f"processes-{name}": Part(
        f"{title}, with all cores for server and client",
        tuple(wide(server, workers) for workers in (0, 1, 2)),
        (
            replace(goal(wide(server, 2), wide(server, 1)), column=2),
            goal(wide(server, 2), wide(server, 1), 1.8),
            goal(wide(server, 1), wide(server), 1.0),
        ),
        partial(sharing, load),
        wide(server, 1),
        (PROCESSOR, CORES, RATE, ALONE),
    )
    for name, title, server, load in (
        ("hello", "GET /hello, 32 connections", STEP15, loads.HELLO),
        ("plants", "a page with 33 plants, 8 connections", commands.PLANTS, loads.PLANTS),
        ("search", "a search in 3,000 texts, 4 connections", commands.SEARCH, loads.SEARCH),
    )
}

#: Steps as they are, with an inspector that nobody looks at, and with one viewer.
INSPECTED = (STEP3, STEP9, STEP15)
#: The same of two workers, whose connections are looked at in their parent.
SEEN = (*map(inspected, INSPECTED), inspected(wide(STEP15, 2)))

WATCHED = {
    "inspect": Part(
        "a small page of a step, with its inspector and without, 32 connections",
        tuple(it for step in INSPECTED for it in (step, inspected(step), inspected(step, 1))),
        tuple(
            goal(inspected(step, viewers), step, reach)
            for step in INSPECTED
            for viewers, reach in ((0, 0.95), (1, 0.8))
        ),
        partial(underLoad, loads.HELLO),
        STEP15,
    ),
    "inspect-mark": Part(
        "from a byte to its mark on an open page",
        SEEN,
        tuple(goal(it, None, 0.1, isMost=True) for it in SEEN),
        looking.marking,
        inspected(STEP15),
        (SECONDS,),
    ),
    "inspect-busy": Part(
        "the same, while 32 connections ask as fast as they can, and another page is open",
        (inspected(STEP15), inspected(STEP15, 1)),
        (goal(inspected(STEP15, 1), None, 0.3, isMost=True),),
        looking.markingUnderLoad,
        inspected(STEP15),
        (SECONDS,),
    ),
    "inspect-choose": Part(
        "one of 1,000 open connections is chosen: the whole page, and what shows it",
        (inspected(STEP15),),
        (goal(inspected(STEP15), None, 0.1, isMost=True),),
        looking.choosing,
        inspected(STEP15),
        (SECONDS, SECONDS),
    ),
    "inspect-memory": Part(
        "1,000 connections that say 125 MiB, of which 64 are kept",
        (STEP15, inspected(STEP15)),
        (goal(inspected(STEP15), None, 100.0, isMost=True),),
        looking.keeping,
        STEP15,
        (MEBIBYTES,),
    ),
}

#: Thirty students on one machine, each with a folder of their own.
CLASS = {
    "class-check": Part(
        "exercise 1.1 is checked, alone and by thirty at once",
        (classroom.CHECK, classroom.CHECKS),
        (replace(goal(classroom.CHECKS, classroom.CHECK, 3.0, isMost=True), column=0),),
        classroom.checking,
        classroom.CHECK,
        (MEDIAN, LONGEST),
    ),
    "class-lesson": Part(
        "the same, where each of the thirty checks at some moment of half a minute",
        (classroom.CHECK, classroom.LESSON),
        (replace(goal(classroom.LESSON, classroom.CHECK, 3.0, isMost=True), column=0),),
        classroom.working,
        classroom.CHECK,
        (MEDIAN, LONGEST),
    ),
    "class-watch": Part(
        "the same, by watch, when its file is saved",
        (classroom.WATCH, classroom.WATCHES),
        (replace(goal(classroom.WATCHES, classroom.WATCH, 3.0, isMost=True), column=0),),
        classroom.watching,
        classroom.WATCH,
        (MEDIAN, LONGEST),
    ),
    "class-page": Part(
        "from the end of a check to its mark on the teacher's page, with thirty students",
        (classroom.ANSWER, classroom.BROWSER),
        (goal(classroom.BROWSER, None, 1.0, isMost=True),),
        classroom.showing,
        classroom.ANSWER,
        (SECONDS,),
    ),
}

PARTS: dict[str, Part] = {
    **SMALL,
    **CONTENT,
    **PAGES,
    **PROCESSES,
    **TOGETHER,
    **WATCHED,
    **CLASS,
}
