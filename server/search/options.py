"""
The search's part of a command line.
"""

from __future__ import annotations

import atexit
import hashlib
import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.logger import Logger

from server.commandline import portNumber
from server.database import openDatabase
from server.dispatchers import TableDispatcher
from server.listening import BadOption
from server.pages import Layout
from server.search.corpus import Corpus, hidesNothing
from server.search.engine import Engine
from server.search.formatter import SearchFormatter
from server.search.fts5 import FTS5Engine
from server.search.glimpse import GlimpseEngine
from server.search.glimpseserver import PORTS
from server.search.glimpseshared import SharedGlimpseEngine
from server.search.indexlock import IndexLock, NoLock
from server.search.logic import SearchApplication
from server.search.reactor import IReactor
from server.search.repository import MakeEngine, SearchRepository, sayOnTerminal
from server.search.results import PageOf
from server.search.workers import Workers

log = Logger()

#: What is searched by default: the walkthroughs, and the notes that go with them.
COURSE = Path(__file__).parents[2] / "lessons"
COURSE_ENDINGS = (".rst", ".txt", ".html")


@dataclass(frozen=True)
class Place:
    """
    What an engine is given to work with.

    @ivar workers: run what blocks in threads.
    @ivar folder: where it may keep what it needs.
    @ivar options: the parsed command line.
    """

    reactor: IReactor
    workers: Workers
    folder: Path
    corpus: Corpus
    options: Namespace


def makeFTS5(place: Place) -> Engine:
    """
    Make the engine that needs nothing else.
    """
    return FTS5Engine(place.workers, place.folder)


def makeGlimpse(place: Place) -> Engine:
    """
    Make the traditional engine; several processes share its server.
    """
    kind = SharedGlimpseEngine if place.options.generation else GlimpseEngine
    port = place.options.glimpse_port
    return kind(place.reactor, place.workers, place.folder / "glimpse", port)


def makePostgreSQL(place: Place) -> Engine:
    """
    Make the engine whose index is in the database.
    """
    from server.search.postgresql import PostgreSQLEngine  # needs psycopg

    database = openDatabase(place.reactor, place.options)
    return PostgreSQLEngine(database, indexName(place.corpus))


#: What C{--engine} takes. A new engine is one line here.
ENGINES: dict[str, Callable[[Place], Engine]] = {
    "fts5": makeFTS5,
    "glimpse": makeGlimpse,
    "postgresql": makePostgreSQL,
}


def existingFolder(text: str) -> Path:
    """
    Read the path of a folder from a command line.
    """
    path = Path(text)
    if not path.is_dir():
        raise ArgumentTypeError(f"{text!r} is not a folder")
    return path


def glimpsePort(text: str) -> int:
    """
    Read a port for Glimpse from a command line.
    """
    port = portNumber(text)
    if port and port not in PORTS:
        raise ArgumentTypeError(f"Glimpse takes ports from {PORTS[0]} to {PORTS[-1]}, or 0")
    return port


def addSearchOptions(parser: ArgumentParser, hides: Callable[[str], bool] = hidesNothing) -> None:
    """
    Add the search's options to a command line that has those of the database.

    @param hides: tells which files must not be found.
    """
    parser.set_defaults(hides=hides, say=sayOnTerminal, generation=None)
    add = parser.add_argument
    add("--corpus", type=existingFolder, metavar="DIR", help="search the texts in this folder")
    add("--engine", choices=ENGINES, help="default fts5; postgresql with --database")
    add("--glimpse-port", type=glimpsePort, default=2001, metavar="PORT", help="default 2001")


def makeSearch(
    reactor: IReactor,
    layout: Layout,
    options: Namespace,
    pageOf: PageOf = lambda path: None,
) -> TableDispatcher:
    """
    Make the resource, to be mounted at C{/search/}.

    @param options: see L{makeRepository}.
    @param pageOf: finds the page that this site makes of a file of the course.
    """
    repository = makeRepository(reactor, options)
    repository.start()
    pages = [pageOf] if options.corpus is None else []
    formatter = SearchFormatter(layout, repository.corpus.name, *pages)
    table = SearchApplication(repository, formatter).table()
    return TableDispatcher(table, layout, reactor, index="show_search_form")


def makeRepository(reactor: IReactor, options: Namespace) -> SearchRepository:
    """
    Make the repository that a command line asks for.

    @param options: the parsed command line: C{corpus}, C{engine}, C{glimpse_port},
        C{data}, C{database}; C{say}, and C{generation} where several processes share
        the index.
    """
    corpus = makeCorpus(options)
    folder = writable(options.data.absolute()) / "search" / indexName(corpus)
    makeEngine = chooseEngine(options, corpus, folder)
    shared = options.generation
    lock = IndexLock(reactor, folder / "turn", shared) if shared else NoLock()
    return SearchRepository(reactor, corpus, makeEngine, options.say, lock)


def makeCorpus(options: Namespace) -> Corpus:
    """
    Make the corpus that a command line asks for.
    """
    if options.corpus is None:
        name = "the walkthroughs and the garden notes"
        return Corpus(COURSE, COURSE_ENDINGS, name=name, hides=options.hides)
    return Corpus(options.corpus, without=options.data, hides=options.hides)


def indexName(corpus: Corpus) -> str:
    """
    Name the index of a corpus. Two folders of the same name are told apart.
    """
    root = str(corpus.root)
    digest = hashlib.sha256(root.encode(errors="surrogateescape")).hexdigest()
    return f"{corpus.root.name}-{digest[:8]}"


def writable(data: Path) -> Path:
    """
    Find a place for the index: the data's own or, where nothing can be written there, one
    that lasts as long as we run. The texts can be searched all the same.
    """
    place = next(each for each in (data / "search", data, *data.parents) if each.exists())
    if place.is_dir() and os.access(place, os.W_OK):
        return data
    temporary = TemporaryDirectory(prefix="index-")
    atexit.register(temporary.cleanup)
    log.warn("nothing can be written in {data}: the search index is made again", data=str(data))
    return Path(temporary.name)


def chooseEngine(options: Namespace, corpus: Corpus, folder: Path) -> MakeEngine:
    """
    Choose the engine.

    @param folder: where it keeps what it needs.
    @raise BadOption: when it needs something that only the command line can give.
    """
    name = options.engine or ("postgresql" if options.database else "fts5")
    if name == "postgresql" and not options.database:
        raise BadOption("--engine", "the engine postgresql needs --database postgresql://...")

    def make(reactor: IReactor, workers: Workers) -> Engine:
        return ENGINES[name](Place(reactor, workers, folder, corpus, options))

    return make
