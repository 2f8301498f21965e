"""
Saving a plant: a state machine that finds the method for each
state by its name, as the dispatcher of step 10 finds the one for a request.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from server.database import Duplicate
from server.plants.plant import Plant
from server.plants.savetask import Outcome, Saved, Store


class Saving:
    """
    One plant on its way into the store. C{state_add} is what is done on entering the state
    C{add}; it is given the result that has led there.
    """

    def __init__(self, store: Store, plant: Plant) -> None:
        self.store = store
        self.plant = plant

    def enter(self, result: Any, state: str) -> Any:
        return getattr(self, f"state_{state}")(result)

    def state_check(self, result: Any) -> Any:
        return self.store.checkPlant(self.plant.name).addCallback(self.enter, "checked")

    def state_checked(self, exists: bool) -> Any:
        return self.enter(exists, "update" if exists else "add")

    def state_add(self, result: Any) -> Any:
        adding = self.store.addPlant(self.plant)
        return adding.addCallbacks(
            self.enter, self.enter, callbackArgs=("added",), errbackArgs=("notAdded",)
        )

    def state_added(self, result: Any) -> Any:
        return self.enter(Outcome.ADDED, "read")

    def state_notAdded(self, failure: Failure) -> Any:
        failure.trap(Duplicate)
        return self.enter(None, "update")

    def state_update(self, result: Any) -> Any:
        return self.store.updatePlant(self.plant).addCallback(self.enter, "updated")

    def state_updated(self, wasThere: bool) -> Any:
        return self.enter(Outcome.UPDATED, "read") if wasThere else self.enter(None, "add")

    def state_read(self, outcome: Outcome) -> Any:
        self.outcome = outcome
        return self.store.getPlant(self.plant.name).addCallback(self.enter, "done")

    def state_done(self, plant: Plant | None) -> Saved:
        return Saved(self.outcome, plant)


def savePlant(store: Store, plant: Plant) -> Deferred[Saved]:
    saving: Deferred[Saved] = Saving(store, plant).enter(None, "check")
    return saving
