"""
Saving a plant: one method, whose steps are numbered.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred, maybeDeferred
from twisted.python.failure import Failure

from server.database import Duplicate
from server.plants.plant import Plant
from server.plants.savetask import Outcome, Saved, Store


class Saving:
    """
    One plant on its way into the store. C{run} is called for each step, with the result of
    the step before.
    """

    def __init__(self, store: Store, plant: Plant) -> None:
        self.store = store
        self.plant = plant
        self.step = 1

    def run(self, result: Any = None) -> Any:
        if isinstance(result, Failure) and self.step != 4:
            return result  # no step expects it: it ends the task

        if self.step == 1:  # is there such a plant?
            return self.go(2, self.store.checkPlant(self.plant.name))
        if self.step == 2:  # now we know
            self.step = 5 if result else 3

        if self.step == 4:  # was it added, or was somebody else faster?
            if isinstance(result, Failure):
                result.trap(Duplicate)
                self.step = 5
            else:
                self.outcome = Outcome.ADDED
                self.step = 7
        if self.step == 6:  # was it updated, or had somebody deleted it?
            self.outcome = Outcome.UPDATED
            self.step = 7 if result else 3

        if self.step == 3:  # add
            return self.go(4, self.store.addPlant(self.plant))
        if self.step == 5:  # update
            return self.go(6, self.store.updatePlant(self.plant))
        if self.step == 7:  # read back
            return self.go(8, self.store.getPlant(self.plant.name))
        return Saved(self.outcome, result)

    def go(self, step: int, waiting: Deferred[Any]) -> Deferred[Any]:
        self.step = step
        return waiting.addBoth(self.run)


def savePlant(store: Store, plant: Plant) -> Deferred[Saved]:
    return maybeDeferred(Saving(store, plant).run)
