"""
The store: the plants in the database. Each operation is one statement, and
returns a Deferred with its result.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from server.database.pool import Table
from server.plants.firstplants import FIRST_PLANTS
from server.plants.plant import HIGHEST, LOWEST, Plant

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

    from server.database import Database, Row

CREATE = f"""
CREATE TABLE Plant_DB (
    p_name TEXT COLLATE {{collation}} NOT NULL PRIMARY KEY,
    p_desc TEXT NOT NULL,
    p_rating INTEGER NOT NULL CHECK (p_rating BETWEEN {LOWEST} AND {HIGHEST})
)"""

# Sorted as the list by rating is, so that no page of it needs a sort.
INDEX = "CREATE INDEX Plant_DB_by_rating ON Plant_DB (p_rating DESC, p_name)"

INSERT = "INSERT INTO Plant_DB (p_name, p_desc, p_rating) VALUES (?, ?, ?)"

PLANT_TABLE = Table("Plant_DB", (CREATE, INDEX), INSERT, FIRST_PLANTS)


class Order(Enum):
    """
    How the list can be sorted.
    """

    BY_NAME = "p_name"
    BY_RATING = "p_rating DESC, p_name"


def makePlant(row: Row) -> Plant:
    """
    Make a plant of a row.
    """
    name, description, rating = row
    return Plant(name, description, rating)


class PlantStore:
    """
    The plants. Nothing of one request is kept here: all requests share it.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def checkPlant(self, name: str) -> Deferred[bool]:
        """
        Look whether there is such a plant.
        """
        rows = self.database.query("SELECT 1 FROM Plant_DB WHERE p_name = ?", name)
        return rows.addCallback(bool)

    def addPlant(self, plant: Plant) -> Deferred[None]:
        """
        Add a plant.

        @return: fails with L{server.database.Duplicate} where there is one of
            this name.
        """
        values = (plant.name, plant.description, plant.rating)
        return self.database.change(INSERT, *values).addCallback(lambda count: None)

    def updatePlant(self, plant: Plant) -> Deferred[bool]:
        """
        Change a plant's description and rating.

        @return: fires with whether there was one.
        """
        statement = "UPDATE Plant_DB SET p_desc = ?, p_rating = ? WHERE p_name = ?"
        values = (plant.description, plant.rating, plant.name)
        return self.database.change(statement, *values).addCallback(bool)

    def deletePlant(self, name: str) -> Deferred[bool]:
        """
        Delete a plant.

        @return: fires with whether there was one.
        """
        return self.database.change("DELETE FROM Plant_DB WHERE p_name = ?", name).addCallback(
            bool
        )

    def getPlant(self, name: str) -> Deferred[Plant | None]:
        """
        Get one plant, or L{None}.
        """
        statement = "SELECT p_name, p_desc, p_rating FROM Plant_DB WHERE p_name = ?"
        rows = self.database.query(statement, name)
        return rows.addCallback(lambda found: makePlant(found[0]) if found else None)

    def getPlants(self, order: Order, first: int, most: int) -> Deferred[list[Plant]]:
        """
        Get a piece of the sorted list.

        @param first: how many plants to leave out at the beginning.
        @param most: how many to get at most.
        """
        statement = (
            f"SELECT p_name, p_desc, p_rating FROM Plant_DB ORDER BY {order.value} "  # noqa: S608
            "LIMIT ? OFFSET ?"
        )
        rows = self.database.query(statement, most, first)
        return rows.addCallback(lambda found: [makePlant(row) for row in found])

    def countPlants(self) -> Deferred[int]:
        """
        Count the plants.
        """
        rows = self.database.query("SELECT count(*) FROM Plant_DB")
        return rows.addCallback(lambda found: int(found[0][0]))
