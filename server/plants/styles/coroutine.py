"""
Saving a plant in a coroutine: it reads like code that waits, and lets others work
meanwhile.
"""

from __future__ import annotations

from server.database import Duplicate
from server.plants.plant import Plant
from server.plants.savetask import Outcome, Saved, Store


async def savePlant(store: Store, plant: Plant) -> Saved:
    outcome = await addOrUpdate(store, plant)
    return Saved(outcome, await store.getPlant(plant.name))


async def addOrUpdate(store: Store, plant: Plant) -> Outcome:
    exists = await store.checkPlant(plant.name)
    while True:
        if exists and await store.updatePlant(plant):
            return Outcome.UPDATED
        try:
            await store.addPlant(plant)
            return Outcome.ADDED
        except Duplicate:
            exists = True
