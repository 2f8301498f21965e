"""
Saving a plant: a state machine as a table of transitions, built
with Automat. What may happen in which state is declared, and nothing else can happen.
"""

from __future__ import annotations

from typing import Any, Protocol

from automat import TypeMachineBuilder
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from server.database import Duplicate
from server.plants.plant import Plant
from server.plants.savetask import Outcome, Saved, Store


class Events(Protocol):
    """
    What can happen to a plant that is being saved.
    """

    def begin(self) -> None: ...
    def exists(self) -> None: ...
    def missing(self) -> None: ...
    def stored(self) -> None: ...
    def read(self, plant: Plant | None) -> None: ...
    def failed(self, failure: Failure) -> None: ...


class Saving:
    """
    One plant on its way into the store: what the transitions work with.
    """

    outcome: Outcome

    def __init__(self, store: Store, plant: Plant) -> None:
        self.store = store
        self.plant = plant
        self.saved: Deferred[Saved] = Deferred(lambda saved: self.waiting.cancel())

    def await_(self, waiting: Deferred[Any], events: Events) -> None:
        self.waiting = waiting.addErrback(events.failed)


builder = TypeMachineBuilder(Events, Saving)

new = builder.state("new")
checking = builder.state("checking")
adding = builder.state("adding")
updating = builder.state("updating")
reading = builder.state("reading")
over = builder.state("over")


@new.upon(Events.begin).to(checking)
def check(events: Events, saving: Saving) -> None:
    def checked(exists: bool) -> None:
        events.exists() if exists else events.missing()

    saving.await_(saving.store.checkPlant(saving.plant.name).addCallback(checked), events)


@checking.upon(Events.missing).to(adding)
@updating.upon(Events.missing).to(adding)
def add(events: Events, saving: Saving) -> None:
    def added(nothing: None) -> None:
        saving.outcome = Outcome.ADDED
        events.stored()

    def notAdded(failure: Failure) -> None:
        failure.trap(Duplicate)
        events.exists()

    saving.await_(saving.store.addPlant(saving.plant).addCallbacks(added, notAdded), events)


@checking.upon(Events.exists).to(updating)
@adding.upon(Events.exists).to(updating)
def update(events: Events, saving: Saving) -> None:
    def updated(wasThere: bool) -> None:
        saving.outcome = Outcome.UPDATED
        events.stored() if wasThere else events.missing()

    saving.await_(saving.store.updatePlant(saving.plant).addCallback(updated), events)


@adding.upon(Events.stored).to(reading)
@updating.upon(Events.stored).to(reading)
def readBack(events: Events, saving: Saving) -> None:
    saving.await_(saving.store.getPlant(saving.plant.name).addCallback(events.read), events)


@reading.upon(Events.read).to(over)
def succeed(events: Events, saving: Saving, plant: Plant | None) -> None:
    saving.saved.callback(Saved(saving.outcome, plant))


@checking.upon(Events.failed).to(over)
@adding.upon(Events.failed).to(over)
@updating.upon(Events.failed).to(over)
@reading.upon(Events.failed).to(over)
def fail(events: Events, saving: Saving, failure: Failure) -> None:
    saving.saved.errback(failure)


makeMachine = builder.build()


def savePlant(store: Store, plant: Plant) -> Deferred[Saved]:
    saving = Saving(store, plant)
    makeMachine(saving).begin()
    return saving.saved
