"""
The store: the plants in the database. Each operation is one statement, and
returns a Deferred with its result.

A plant is found by the key of its name (L{server.plants.names}). The key is also
what the list is sorted by; so is the rank, for the list by rating. Each has an
index, in which any page of the list can be found at once: the plants "after this
one" are the next entries of it. With OFFSET, a database would have to count the first
99,950 plants to leave them out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from server.database.pool import Table
from server.plants.filter import ALL, Filter
from server.plants.firstplants import FIRST_PLANTS
from server.plants.names import keyOf
from server.plants.plant import HIGHEST, LOWEST, MOST_IN_NAME, Plant
from server.plants.rows import makePlant

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

    from server.database import Database, Row

# UNIQUE makes an index.
CREATE = f"""
CREATE TABLE Plant_DB (
    p_name TEXT COLLATE {{collation}} NOT NULL PRIMARY KEY,
    p_desc TEXT NOT NULL,
    p_rating INTEGER NOT NULL CHECK (p_rating BETWEEN {LOWEST} AND {HIGHEST}),
    p_key TEXT COLLATE {{collation}} NOT NULL UNIQUE,
    p_rank TEXT COLLATE {{collation}} NOT NULL UNIQUE
)"""

SELECTED = "SELECT p_name, p_desc, p_rating"
SELECT = f"{SELECTED} FROM Plant_DB"
COUNT = "SELECT count(*) FROM Plant_DB"
INSERT = "INSERT INTO Plant_DB (p_name, p_desc, p_rating, p_key, p_rank) VALUES (?, ?, ?, ?, ?)"
CHANGE = "UPDATE Plant_DB SET p_name = ?, p_desc = ?, p_rating = ?, p_key = ?, p_rank = ?"
UPDATE = "UPDATE Plant_DB SET p_desc = ?, p_rating = ?, p_rank = ? WHERE p_key = ?"
DELETE_ROW = "DELETE FROM Plant_DB"
UNCHANGED = "WHERE p_name = ? AND p_desc = ? AND p_rating = ?"


class Order(Enum):
    """
    How the list can be sorted: by which column.
    """

    BY_NAME = "p_key"
    BY_RATING = "p_rank"


def placeOf(plant: Plant, order: Order) -> str:
    """
    Tell where in a list a plant is. No two plants have the same place.
    """
    key = keyOf(plant.name)
    return key if order is Order.BY_NAME else f"{HIGHEST - plant.rating}{key}"


def whereOf(which: Filter, *others: str) -> tuple[str, list[object]]:
    """
    Write which plants are wanted.

    @param others: further conditions; the values for them come first.
    @return: the clause, empty where there is no condition, and its values.
    """
    if which is ALL and not others:
        return "", []
    conditions, values = which.conditions()
    both = " AND ".join([*others, *conditions])
    return (f" WHERE {both}" if both else ""), values


def makeRow(plant: Plant) -> Row:
    """
    Make the row of a plant, in the order of the columns.
    """
    places = [placeOf(plant, order) for order in Order]
    return (plant.name, plant.description, plant.rating, *places)


def renewRows(rows: Sequence[Row]) -> list[Row]:
    """
    Make rows from those of a table that had no keys. Where two plants' names have become
    one, neither is lost: the second gets a number.
    """
    renewed: dict[str, Row] = {}
    plants = [makePlant(row) for row in rows]
    for plant in sorted(plants, key=lambda it: (it.name, it.description, it.rating)):
        free, number = plant.name, 2
        while keyOf(free) in renewed:
            free = f"{plant.name[: MOST_IN_NAME - 10]} ({number})"
            number += 1
        renewed[keyOf(free)] = makeRow(replace(plant, name=free))
    return list(renewed.values())


PLANT_TABLE = Table(
    "Plant_DB",
    [CREATE],
    INSERT,
    [makeRow(Plant(*row)) for row in FIRST_PLANTS],
    newest="p_key",
    earlier="p_name, p_desc, p_rating",
    renew=renewRows,
)


class PlantStore:
    """
    The plants in the database. Nothing about one request is kept here: all requests share
    it.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def checkPlant(self, name: str) -> Deferred[bool]:
        """
        Find out whether there is a plant with that name.
        """
        rows = self.database.query("SELECT 1 FROM Plant_DB WHERE p_key = ?", keyOf(name))
        return rows.addCallback(bool)

    def addPlant(self, plant: Plant) -> Deferred[None]:
        """
        Add a plant.

        @return: fails with L{server.database.Duplicate} where there is one of
            this name.
        """
        return self.database.change(INSERT, *makeRow(plant)).addCallback(lambda count: None)

    def updatePlant(self, plant: Plant) -> Deferred[bool]:
        """
        Change a plant's description and rating, whatever they were.

        @return: fires with whether there was one.
        """
        _, description, rating, key, rank = makeRow(plant)
        return self.database.change(UPDATE, description, rating, rank, key).addCallback(bool)

    def changePlant(self, before: Plant, plant: Plant) -> Deferred[bool]:
        """
        Change a plant, its name as well, unless somebody else has.

        @param before: what it was when it was looked at.
        @return: fires with whether it still was that. Fails with
            L{server.database.Duplicate} where another plant has the new name.
        """
        values = (*makeRow(plant), before.name, before.description, before.rating)
        return self.database.change(f"{CHANGE} {UNCHANGED}", *values).addCallback(bool)

    def deletePlant(self, name: str) -> Deferred[bool]:
        """
        Delete a plant, whatever it is.

        @return: fires with whether there was one.
        """
        return self.database.change(f"{DELETE_ROW} WHERE p_key = ?", keyOf(name)).addCallback(bool)

    def deleteUnchanged(self, before: Plant) -> Deferred[bool]:
        """
        Delete a plant, unless somebody has changed it.

        @param before: what it was when it was looked at.
        @return: fires with whether it still was that.
        """
        values = (before.name, before.description, before.rating)
        return self.database.change(f"{DELETE_ROW} {UNCHANGED}", *values).addCallback(bool)

    def getPlant(self, name: str) -> Deferred[Plant | None]:
        """
        Find a plant by its name, in whatever spelling has the same key.

        @return: fires with L{None} where there is none.
        """
        found = self.select(" WHERE p_key = ?", keyOf(name))
        return found.addCallback(lambda plants: plants[0] if plants else None)

    def getFirstPlants(
        self, order: Order, most: int, which: Filter = ALL
    ) -> Deferred[tuple[list[Plant], int]]:
        """
        Get the beginning of a list, and how many plants it has. Nearly everybody wants
        that page: so it takes one statement, and one trip to a thread and back.
        """
        where, values = whereOf(which)
        statement = f"{SELECTED}, ({COUNT}{where}) FROM Plant_DB{where}"
        ending = f"ORDER BY {order.value} LIMIT ?"
        rows = self.database.query(f"{statement} {ending}", *values, *values, most)
        return rows.addCallback(
            lambda found: ([makePlant(row[:3]) for row in found], found[0][3] if found else 0)
        )

    def getPlants(
        self, order: Order, first: int, most: int, which: Filter = ALL
    ) -> Deferred[list[Plant]]:
        """
        Get a piece of the sorted list, by its number: the database counts.

        @param first: how many plants to leave out at the beginning.
        @param most: how many to get at most.
        """
        where, values = whereOf(which)
        ending = f"ORDER BY {order.value} LIMIT ? OFFSET ?"
        return self.select(f"{where} {ending}", *values, most, first)

    def getPlantsAfter(
        self, order: Order, place: str, most: int, which: Filter = ALL
    ) -> Deferred[list[Plant]]:
        """
        Get the plants that come next in a list.

        @param place: see L{placeOf}; there need not be a plant in that place.
        """
        where, values = whereOf(which, f"{order.value} > ?")
        return self.select(f"{where} ORDER BY {order.value} LIMIT ?", place, *values, most)

    def getPlantsBefore(
        self, order: Order, place: str, most: int, which: Filter = ALL
    ) -> Deferred[list[Plant]]:
        """
        Get the plants that come just before a place in a list.
        """
        where, values = whereOf(which, f"{order.value} < ?")
        ending = f"ORDER BY {order.value} DESC LIMIT ?"
        found = self.select(f"{where} {ending}", place, *values, most)
        return found.addCallback(lambda plants: plants[::-1])

    def getLastPlants(self, order: Order, most: int, which: Filter = ALL) -> Deferred[list[Plant]]:
        """
        Get the plants at the end of a list.
        """
        where, values = whereOf(which)
        found = self.select(f"{where} ORDER BY {order.value} DESC LIMIT ?", *values, most)
        return found.addCallback(lambda plants: plants[::-1])

    def select(self, which: str, *values: object) -> Deferred[list[Plant]]:
        """
        Get the plants that a statement selects.

        @param which: how the statement goes on.
        """
        rows = self.database.query(f"{SELECT}{which}", *values)
        return rows.addCallback(lambda found: [makePlant(row) for row in found])

    def countPlants(self, which: Filter = ALL) -> Deferred[int]:
        """
        Count the plants that are wanted.
        """
        where, values = whereOf(which)
        rows = self.database.query(f"{COUNT}{where}", *values)
        return rows.addCallback(lambda found: int(found[0][0]))
