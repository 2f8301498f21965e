"""
The search's part of a command line.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from io import StringIO
from pathlib import Path
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from server.commandline import makeParser
from server.database import Database, addDatabaseOptions
from server.dispatchers import TableDispatcher
from server.listening import BadOption
from server.pages import Layout
from server.search.corpus import Corpus
from server.search.fts5 import FTS5Engine
from server.search.glimpse import GlimpseEngine
from server.search.options import (
    addSearchOptions,
    chooseEngine,
    indexName,
    makeCorpus,
    makeRepository,
    makeSearch,
)
from server.search.workers import Workers
from tests.server.search.support import memoryReactor, write


class OptionsTests(SynchronousTestCase):
    """
    From a command line to a search.
    """

    def setUp(self) -> None:
        """
        Make a folder to search, with the server's own data in it.
        """
        self.root = Path(self.mktemp()).absolute()
        self.data = self.root / "own"
        write(self.root, {"a.txt": "tomato", "b.py": "tomato", "own/c.txt": "tomato"})

    def parse(self, *arguments: str) -> Namespace:
        """
        @return: the options of a search whose data is in this test's folder.
        """
        parser = makeParser("step", "")
        addDatabaseOptions(parser)
        addSearchOptions(parser)
        return parser.parse_args(["--data", str(self.data), *arguments])

    def engine(self, *arguments: str) -> Any:
        """
        Make the engine that a command line chooses.
        """
        reactor, options = memoryReactor(), self.parse(*arguments)
        return chooseEngine(options, Corpus(self.root), self.data)(reactor, Workers(reactor))

    def test_engines(self) -> None:
        """
        Without C{--engine} FTS5 searches; with it, the engine that is named, on the port that
        is given.
        """
        self.assertIsInstance(self.engine(), FTS5Engine)
        self.assertIsInstance(self.engine("--engine", "fts5"), FTS5Engine)
        glimpse = self.engine("--engine", "glimpse", "--glimpse-port", "2002")
        self.assertIsInstance(glimpse, GlimpseEngine)
        self.assertEqual(glimpse.port, 2002)

    def test_postgresql(self) -> None:
        """
        By default PostgreSQL, where there is such a database; and never without one.
        """
        self.patch(Database, "look", lambda database: None)  # do not connect
        url = ("--database", "postgresql://localhost/x")
        self.assertEqual(type(self.engine(*url)).__name__, "PostgreSQLEngine")
        self.assertIsInstance(self.engine(*url, "--engine", "fts5"), FTS5Engine)
        error = self.assertRaises(BadOption, self.engine, "--engine", "postgresql")
        self.assertIn("needs --database", str(error))

    def test_glimpsePort(self) -> None:
        """
        Only ports that Glimpse takes, or 0.
        """
        self.patch(sys, "stderr", StringIO())
        for port in ("1023", "30001", "x", "-1"):
            error = self.assertRaises(SystemExit, self.parse, "--glimpse-port", port)
            self.assertEqual(error.code, 2)
        self.assertEqual(self.parse("--glimpse-port", "0").glimpse_port, 0)

    def test_corpus(self) -> None:
        """
        Any folder, all its texts, but not our own index in it.
        """
        corpus = makeCorpus(self.parse("--corpus", str(self.root)))
        self.assertEqual(sorted(file.path for file in corpus.files()), ["a.txt", "b.py"])

    def test_course(self) -> None:
        """
        By default, the texts of the course, and not its programs.
        """
        paths = {file.path for file in makeCorpus(self.parse()).files()}
        self.assertTrue({"step1.rst", "notes/tomato.txt", "notes/rosemary.html"} <= paths)
        self.assertNotIn("step1.py", paths)

    def test_indexName(self) -> None:
        """
        Folders of the same name have indices of their own.
        """
        one, other = (Corpus(self.root / place / "notes") for place in ("x", "y"))
        self.assertNotEqual(indexName(one), indexName(other))
        self.assertTrue(indexName(one).startswith("notes-"))

    def test_nothingYet(self) -> None:
        """
        To make a search writes nothing: that is left until the reactor runs.
        """
        makeRepository(memoryReactor(), self.parse("--corpus", str(self.root)))
        self.assertEqual([path.name for path in self.data.iterdir()], ["c.txt"])

    def test_makeSearch(self) -> None:
        """
        The resource answers the traditional names.
        """
        self.patch(sys, "stdout", StringIO())
        options = self.parse("--corpus", str(self.root))
        resource = makeSearch(memoryReactor(), Layout(), options)
        self.assertIsInstance(resource, TableDispatcher)
        names = {"show_search_form", "show_search_results", "get_text_file"}
        self.assertEqual(resource.table.keys(), names)
