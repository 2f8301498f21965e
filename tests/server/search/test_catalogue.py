"""
Tests of L{server.search.catalogue}.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen
from typing import IO

from twisted.trial.unittest import SynchronousTestCase

from server.search.catalogue import Catalogue
from tests.support.process import ROOT

#: How many processes at once, and how many times.
PROCESSES, TIMES = 4, 20

#: For each path that it reads, prepares a catalogue there, and notes a file in it.
PROGRAM = """
import os, sys
from pathlib import Path
from server.search.catalogue import Catalogue, remember
from server.search.corpus import Found
from server.search.engine import Document

for line in sys.stdin:
    catalogue = Catalogue(Path(line.strip()))
    catalogue.prepare()
    with catalogue.transaction() as connection:
        remember(connection, Document(Found(str(os.getpid()), 1, 1), b"", ""))
    print("done", flush=True)
"""


class PrepareTests(SynchronousTestCase):
    """
    How the database comes into being.
    """

    def test_together(self) -> None:
        """
        Of several processes that find no database at the same time, none removes what
        another has made.
        """
        folder = Path(self.mktemp()).absolute()
        with ExitStack() as running:
            preparers = [running.enter_context(preparer()) for _ in range(PROCESSES)]
            for number in range(TIMES):
                path = folder / str(number) / "files.sqlite"
                for tell, _ in preparers:
                    print(path, file=tell, flush=True)
                answers = [hear.readline() for _, hear in preparers]
                self.assertEqual(answers, ["done\n"] * PROCESSES)
                self.assertEqual(len(Catalogue(path).known()), PROCESSES)


@contextmanager
def preparer() -> Iterator[tuple[IO[str], IO[str]]]:
    """
    Run L{PROGRAM}, until nobody can give it a path any more.

    @return: where it reads paths, and where it says what it has done, or why not.
    """
    command = [sys.executable, "-c", PROGRAM]
    with Popen(command, stdin=PIPE, stdout=PIPE, stderr=STDOUT, text=True, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdin, process.stdout
