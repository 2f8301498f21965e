"""
The services behind the server: PostgreSQL, the temperature service, C{glimpseserver}; and how each
is killed, and made to stand still.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import cycle
from typing import Protocol

from tests.faults.servers import ALONE, PLANTS, awaitChild, frozen
from tests.support.needs import need
from tests.support.postgres import Cluster, theCluster
from tests.support.process import StepProcess


class Service(Protocol):
    """
    A service behind the server.

    @ivar path: asks for something that needs it.
    """

    @property
    def path(self) -> str: ...

    def arguments(self) -> Sequence[str]:
        """
        What the server is started with.
        """

    def kill(self, step: StepProcess) -> None:
        """
        End it by C{kill -9}; where nobody else does, start it again.
        """

    def frozen(self, step: StepProcess) -> AbstractContextManager[object]:
        """
        Have it stand still for a while.
        """


@dataclass(frozen=True)
class Child:
    """
    A process that the server has started, and starts again.

    @ivar program: a part of its command line.
    @ivar needs: the program that has to be installed, if any.
    """

    path: str
    program: str
    options: Sequence[str] = ()
    needs: str = ""

    def arguments(self) -> Sequence[str]:
        """
        As L{Service.arguments}.
        """
        if self.needs:
            need(self.needs)
        return self.options

    def kill(self, step: StepProcess) -> None:
        """
        As L{Service.kill}.
        """
        os.kill(awaitChild(step, self.program), signal.SIGKILL)

    def frozen(self, step: StepProcess) -> AbstractContextManager[object]:
        """
        As L{Service.frozen}.
        """
        return frozen(awaitChild(step, self.program))


class PostgreSQL:
    """
    The database server: in turn one of its processes is killed, which has it throw all
    its clients out and start anew, and the first of them, which somebody must start again.
    """

    path = "/plants/"

    def __init__(self) -> None:
        self.ways = cycle([self.killClerk, self.killMaster])

    @property
    def cluster(self) -> Cluster:
        """
        The one server of this process.
        """
        return theCluster()

    def arguments(self) -> Sequence[str]:
        """
        As L{Service.arguments}.
        """
        self.url = self.cluster.makeDatabase()
        return (*ALONE, "--engine", "fts5", "--database", self.url)

    def kill(self, step: StepProcess) -> None:
        """
        As L{Service.kill}.
        """
        next(self.ways)()

    def killClerk(self) -> None:
        """
        Kill the process that works for one of our connections.
        """
        import psycopg

        with psycopg.connect(self.url) as connection:
            os.kill(connection.info.backend_pid, signal.SIGKILL)

    def killMaster(self) -> None:
        """
        Kill the first process, and start the server again.
        """
        self.cluster.kill()
        self.cluster.start()

    def frozen(self, step: StepProcess) -> AbstractContextManager[object]:
        """
        As L{Service.frozen}.
        """
        return self.cluster.frozen()

    def stored(self) -> set[str]:
        """
        Look into the database from outside.
        """
        import psycopg

        with psycopg.connect(self.url) as connection:
            return {name for (name,) in connection.execute(PLANTS)}


TEMPERATURE = Child(
    "/temperature/convert_temperature?temperature=21&direction=c2f", "server.temperature.backend"
)
GLIMPSE = Child(
    "/search/show_search_results?querystr=tomato",
    "glimpseserver",
    (*ALONE, "--engine", "glimpse", "--glimpse-port", "0"),
    "glimpse",
)
