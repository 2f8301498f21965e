"""
Numbers that all browsers share: how often C{/session} has counted, and which version of
C{/etag} there is.
"""

from __future__ import annotations

from typing import Protocol

from server.database import Database, Table

#: What C{/shared} shows, and the version of C{/etag}: where they begin.
SHARED, ETAG = "shared", "etag"
FIRST = {SHARED: 0, ETAG: 1}

COUNTER_TABLE = Table(
    "Counter_DB",
    [
        "CREATE TABLE Counter_DB ("
        "c_name TEXT COLLATE {collation} NOT NULL PRIMARY KEY, c_value BIGINT NOT NULL)"
    ],
    "INSERT INTO Counter_DB VALUES (?, ?)",
    list(FIRST.items()),
)

ADD = "UPDATE Counter_DB SET c_value = c_value + 1 WHERE c_name = ?"


class Counter(Protocol):
    """
    One number.
    """

    async def get(self) -> int:
        """
        Read it.
        """

    async def addTo(self, seen: int) -> bool:
        """
        Add one, unless it is another number by now than somebody has seen.

        @return: whether that was done.
        """


class OwnCounter:
    """
    A number in this process, which ends with it.
    """

    def __init__(self, value: int) -> None:
        self.value = value

    async def get(self) -> int:
        """
        Read it.
        """
        return self.value

    async def addTo(self, seen: int) -> bool:
        """
        Add one, unless it is another number by now.
        """
        isSeen = self.value == seen
        self.value += isSeen
        return isSeen


class StoredCounter:
    """
    A number in the database, for all processes and machines.
    """

    def __init__(self, database: Database, name: str) -> None:
        """
        @param database: has L{COUNTER_TABLE} among its tables.
        @param name: one of L{FIRST}.
        """
        self.database = database
        self.name = name

    async def get(self) -> int:
        """
        Read it.
        """
        query = "SELECT c_value FROM Counter_DB WHERE c_name = ?"
        rows = await self.database.query(query, self.name)
        return int(rows[0][0]) if rows else FIRST[self.name]

    async def addTo(self, seen: int) -> bool:
        """
        Add one, unless it is another number by now.
        """
        return bool(await self.database.change(f"{ADD} AND c_value = ?", self.name, seen))
