"""
What an application asks of a database: it gives one statement, and gets the result later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeVar, cast

from twisted.enterprise.adbapi import Transaction
from twisted.internet.defer import CancelledError, Deferred, TimeoutError, fail
from twisted.internet.interfaces import IReactorCore, IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from server.database.pool import Driver, Pool, Row, Table
from server.logthrottle import LogThrottle
from server.pages import Unavailable
from server.waitevents import waitFor

__all__ = ["Database", "Duplicate", "Execute", "Outage", "Row"]

log = Logger()

Result = TypeVar("Result")

#: Runs one statement, with its values, and tells how many rows it has changed.
Execute = Callable[..., int]

#: When to try again after an outage, in seconds.
RETRY_AFTER = 5

#: How long a statement may wait for a thread and for the database together, in
#: seconds. The limits of the drivers are shorter; this one is for the queue.
TIME_LIMIT = 6.0


class Duplicate(Exception):
    """
    There is already a row with this key.
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
        @param reactor: runs the pool; with a mere clock, no query can be made.
        @param place: a path or a URL, for the driver.
        @param tables: the tables that have to be there.
        """
        self.reactor = reactor
        self.driver = driver
        self.place = place
        self.tables = tables
        self.complaints = LogThrottle()
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
        looking = self.inThread(self.queryNow, "SELECT 1", ())
        return looking.addErrback(lambda failure: failure.trap(Outage, CancelledError))

    def query(self, statement: str, *values: object) -> Deferred[list[Row]]:
        """
        Ask for rows.

        @param statement: SQL, with a C{?} for each value.
        @return: fails with L{Outage} when the database cannot be used.
        """
        return self.run(self.queryNow, statement, values)

    def change(self, statement: str, *values: object) -> Deferred[int]:
        """
        Change rows, in a transaction of their own.

        @return: fires with the number of rows that were changed, once this is safely
            stored. Fails with L{Duplicate} or with L{Outage}.
        """
        return self.run(self.changeNow, statement, values)

    def together(self, work: Callable[[Execute], Result]) -> Deferred[Result]:
        """
        Change rows with several statements, in one transaction: either all of it is done,
        or none.

        @param work: is called in a thread of the pool, so it may use what it was given,
            and nothing that changes. It is given a function that runs a statement.
        @return: fires with what C{work} returns, once the changes are safely stored. Fails
            with L{Duplicate}, with L{Outage}, or with what C{work} raises.
        """
        log.debug("database: several statements")
        return waitFor("database (several)", self.inThread(self.togetherNow, work))

    def run(
        self, work: Callable[..., Result], statement: str, values: Sequence[object]
    ) -> Deferred[Result]:
        """
        Do something with a statement, and tell whoever watches what is waited for.
        """
        log.debug("database: {statement}", statement=statement)
        result = self.inThread(work, self.pool.spell(statement), values)
        return waitFor(f"database ({statement.partition(' ')[0]})", result)

    def inThread(self, work: Callable[..., Result], *arguments: object) -> Deferred[Result]:
        """
        Have a thread of the pool do something, unless nobody waits for it any more by the
        time it would begin.
        """
        waiting: Deferred[Result] = Deferred()

        def begin(transaction: Transaction) -> Result:
            if waiting.called:
                raise CancelledError
            return work(transaction, *arguments)

        def over(result: Result) -> Result:
            self.pool.waiting.discard(waiting)
            return result

        if self.pool.isClosed:
            return fail(CancelledError())
        self.pool.waiting.add(waiting)
        self.pool.runInteraction(begin).chainDeferred(waiting)
        return self.explained(waiting.addTimeout(TIME_LIMIT, self.reactor).addBoth(over))

    def queryNow(
        self, transaction: Transaction, statement: str, values: Sequence[object]
    ) -> list[Row]:
        """
        Run one statement, in a thread of the pool, and fetch its rows.
        """
        transaction.execute(statement, values)
        return list(transaction.fetchall())

    def changeNow(self, transaction: Transaction, statement: str, values: Sequence[object]) -> int:
        """
        Run one statement, in a thread of the pool, and store what it has changed.
        """
        with self.driver.writeLock(self.place):
            transaction.execute(statement, values)
            transaction.connection.commit()
        return int(transaction.rowcount)

    def togetherNow(self, transaction: Transaction, work: Callable[[Execute], Result]) -> Result:
        """
        Run several statements, in a thread of the pool, and store what they have changed.
        """

        def execute(statement: str, *values: object) -> int:
            transaction.execute(self.pool.spell(statement), values)
            return int(transaction.rowcount)

        with self.driver.writeLock(self.place):
            result = work(execute)
            transaction.connection.commit()
        return result

    def explained(self, waiting: Deferred[Result]) -> Deferred[Result]:
        """
        Turn an error of the driver into one of ours.
        """
        return waiting.addErrback(self.failed)

    def failed(self, failure: Failure) -> Failure:
        """
        Turn a failure into a L{Duplicate} or an L{Outage}, where it is one.
        """
        error = cast(BaseException, failure.value)
        if self.driver.isDuplicate(error):
            raise Duplicate(str(error)) from error
        if self.driver.isOutage(error) or isinstance(error, TimeoutError):
            why = " ".join(str(error).split())
            if self.complaints.isDue(why):
                log.warn("the database cannot be used: {why}", why=why)
            raise Outage() from error
        return failure
