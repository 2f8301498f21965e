"""
What an application asks of a database: one statement, later its result.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeVar, cast

from twisted.enterprise.adbapi import Transaction
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorCore, IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from server.database.pool import Driver, Pool, Table
from server.pages import Unavailable

log = Logger()

Row = tuple[Any, ...]
Result = TypeVar("Result")

#: When to try again after an outage, in seconds.
RETRY_AFTER = 5


class Duplicate(Exception):
    """
    There is already a row with this primary key.
    """


class Outage(Unavailable):
    """
    The database cannot be used now.
    """

    def __init__(self) -> None:
        super().__init__(
            "The database cannot be used at the moment. Nothing that was confirmed is lost; "
            "please try again in a few seconds.",
            RETRY_AFTER,
        )


class Database:
    """
    A database that all sessions share.
    """

    def __init__(
        self, reactor: IReactorTime, driver: Driver, place: str, tables: Sequence[Table]
    ) -> None:
        """
        @param reactor: runs the pool; where it is only a clock, no query can be
            made.
        @param place: a path or a URL, for the driver.
        @param tables: what has to be there.
        """
        self.reactor = reactor
        self.driver = driver
        self.place = place
        self.tables = tables
        if IReactorCore.providedBy(reactor):
            reactor.callWhenRunning(self.look)

    @cached_property
    def pool(self) -> Pool:
        """
        The connections; the reactor closes them when it stops.
        """
        return Pool(self.driver, self.place, self.tables, self.reactor)

    def look(self) -> Deferred[object]:
        """
        Connect, so that the tables are made at the start, and an outage is in
        the log before the first user meets it.
        """
        looking = self.explained(self.pool.runQuery("SELECT 1"))
        return looking.addErrback(lambda failure: failure.trap(Outage))

    def query(self, statement: str, *values: object) -> Deferred[list[Row]]:
        """
        Ask for rows.

        @param statement: SQL, with a C{?} for each value.
        @return: fails with L{Outage} when the database cannot be used.
        """
        log.debug("database: {statement}", statement=statement)
        rows = self.pool.runQuery(self.pool.spell(statement), values)
        return self.explained(rows)

    def change(self, statement: str, *values: object) -> Deferred[int]:
        """
        Change rows, in a transaction of their own.

        @return: fires with the number of rows that were changed, when this is
            safely stored. Fails with L{Duplicate} or with L{Outage}.
        """
        log.debug("database: {statement}", statement=statement)
        count = self.pool.runInteraction(self.changeNow, self.pool.spell(statement), values)
        return self.explained(count)

    def changeNow(self, transaction: Transaction, statement: str, values: Sequence[object]) -> int:
        """
        Run one statement, in a thread of the pool, and store what it has changed.
        """
        with self.driver.turn(self.place):
            transaction.execute(statement, values)
            transaction.connection.commit()
        return int(transaction.rowcount)

    def explained(self, waiting: Deferred[Result]) -> Deferred[Result]:
        """
        Give an error of the driver the name by which we know it.
        """
        return waiting.addErrback(self.failed)

    def failed(self, failure: Failure) -> Failure:
        """
        Tell errors apart.
        """
        error = cast(BaseException, failure.value)
        if self.driver.isDuplicate(error):
            raise Duplicate(str(error)) from error
        if self.driver.isOutage(error):
            log.warn("the database cannot be used: {why}", why=" ".join(str(error).split()))
            raise Outage() from error
        return failure
