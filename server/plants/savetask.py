"""
Saving a plant: one task of several steps, told in five styles.

  1. Is there a plant with this name?
  2. If not, add it. If somebody else was faster, go to 3.
  3. If there is, update it. If somebody has deleted it meanwhile, go to 2.
  4. Read the plant back, and say whether it was added or updated.

Why not simply look and then add? Between the two, another request may have
added the same plant. Only the database can tell, by its primary key.

Going from 2 to 3 and back comes to an end: each turn means that another request has made
progress.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from twisted.internet.defer import Deferred

from server.plants.plant import Plant


class Outcome(Enum):
    """
    What saving has done: added the plant, or updated it.
    """

    ADDED = "added"
    UPDATED = "updated"


@dataclass(frozen=True)
class Saved:
    """
    How saving ended.

    @ivar plant: the plant as it was read back; L{None} when somebody has deleted it in the
        meantime.
    """

    outcome: Outcome
    plant: Plant | None


class Store(Protocol):
    """
    What saving needs of the store.
    """

    def checkPlant(self, name: str) -> Deferred[bool]:
        """
        Fires with whether there is such a plant.
        """

    def addPlant(self, plant: Plant) -> Deferred[None]:
        """
        Fails with L{server.database.Duplicate} where there is one of this name.
        """

    def updatePlant(self, plant: Plant) -> Deferred[bool]:
        """
        Fires with whether there was one to update.
        """

    def getPlant(self, name: str) -> Deferred[Plant | None]:
        """
        Fires with the plant, or with L{None}.
        """


SavePlant = Callable[[Store, Plant], Awaitable[Saved]]
