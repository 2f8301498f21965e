"""
Numbers that all browsers share: how often C{/session} has counted, and which version of
C{/etag} there is.
"""

from __future__ import annotations

from typing import Protocol

from server.database import Database, Duplicate, Table

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

FIND_COUNTER = "SELECT c_value FROM Counter_DB WHERE c_name = ?"
SET = "UPDATE Counter_DB SET c_value = ? WHERE c_name = ?"
ADD = "UPDATE Counter_DB SET c_value = c_value + 1 WHERE c_name = ?"


class Counter(Protocol):
    """
    One number that all browsers share.
    """

    async def get(self) -> int:
        """
        Read the number as it is now.
        """

    async def addTo(self, seen: int) -> bool:
        """
        Add one, unless it is no longer the number that somebody has seen.

        @return: whether that was done.
        """


class OwnCounter:
    """
    A number in this process, which is lost when the process ends.
    """

    def __init__(self, value: int) -> None:
        self.value = value

    async def get(self) -> int:
        """
        Read the number from memory.
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
        Read the number from the database; what is not a number counts as its first value.
        """
        stored = await self.stored()
        return stored[0] if stored else FIRST[self.name]

    async def stored(self) -> list[int]:
        """
        Read what is there, if that is a number.
        """
        rows = await self.database.query(FIND_COUNTER, self.name)
        return [value for (value,) in rows if isinstance(value, int)]

    async def addTo(self, seen: int) -> bool:
        """
        Add one, unless it is another number by now. What is not a number begins anew.
        """
        if await self.database.change(f"{ADD} AND c_value = ?", self.name, seen):
            return True
        return not await self.stored() and await self.beginAnew(seen + 1)

    async def beginAnew(self, value: int) -> bool:
        """
        Put a number in place of something that is not one, or was not there.

        @return: whether nobody was faster.
        """
        if not await self.database.change(SET, value, self.name):
            try:
                await self.database.change(COUNTER_TABLE.insert, self.name, value)
            except Duplicate:
                return False
        return True
