"""
Saving a plant: a method for each step, chained by callbacks.
"""

from __future__ import annotations

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from server.database import Duplicate
from server.plants.plant import Plant
from server.plants.savetask import Outcome, Saved, Store


class Saving:
    """
    One plant on its way into the store. Each method begins a step, and says which method
    comes next.
    """

    def __init__(self, store: Store, plant: Plant) -> None:
        self.store = store
        self.plant = plant

    def check(self) -> Deferred[Saved]:
        return self.store.checkPlant(self.plant.name).addCallback(self.checked)

    def checked(self, exists: bool) -> Deferred[Saved]:
        return self.update() if exists else self.add()

    def add(self) -> Deferred[Saved]:
        return self.store.addPlant(self.plant).addCallbacks(self.added, self.notAdded)

    def added(self, nothing: None) -> Deferred[Saved]:
        return self.readBack(Outcome.ADDED)

    def notAdded(self, failure: Failure) -> Deferred[Saved]:
        failure.trap(Duplicate)  # any other failure goes on, past all the callbacks
        return self.update()

    def update(self) -> Deferred[Saved]:
        return self.store.updatePlant(self.plant).addCallback(self.updated)

    def updated(self, wasThere: bool) -> Deferred[Saved]:
        return self.readBack(Outcome.UPDATED) if wasThere else self.add()

    def readBack(self, outcome: Outcome) -> Deferred[Saved]:
        reading = self.store.getPlant(self.plant.name)
        return reading.addCallback(lambda plant: Saved(outcome, plant))


def savePlant(store: Store, plant: Plant) -> Deferred[Saved]:
    return Saving(store, plant).check()
