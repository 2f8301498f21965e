"""
The greenhouse in memory, and all that is mounted on it.
"""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Iterator, Sequence

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource

from lessons import step15
from server import __main__ as greenhouse
from server.database import Database, Table
from tests.support.databases import ImmediateDatabase
from tests.support.memory import Conversation

#: Nothing behind it answers, and no page waits.
ARGUMENTS = ("--temperature", "http://127.0.0.1:1/", "--delay", "0")


def answerAtOnce(case: SynchronousTestCase) -> None:
    """
    Give every greenhouse of a test a database of its own, that answers at once.
    """

    def openDatabase(clock: Clock, options: Namespace, tables: Sequence[Table]) -> Database:
        return ImmediateDatabase(tables).asDatabase()

    case.patch(greenhouse, "openDatabase", openDatabase)


def startGreenhouse(case: SynchronousTestCase, *arguments: str) -> Conversation:
    """
    Open a connection to a greenhouse that ends with the test. Its database answers at once.
    """
    answerAtOnce(case)
    folder = tempfile.TemporaryDirectory()
    case.addCleanup(folder.cleanup)
    return Conversation(step15, "--data", folder.name, *ARGUMENTS, *arguments, clock=Clock())


def mounted(resource: Resource, path: str = "") -> Iterator[str]:
    """
    List the paths of what was mounted, on every level of the tree.
    """
    for name, child in resource.children.items():
        below = f"{path}/{name.decode()}"
        yield below
        yield from mounted(child, below)
