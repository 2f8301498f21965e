"""
The store and the five styles on real databases.
"""

from __future__ import annotations

import time
from typing import Any

from twisted.internet.defer import Deferred, ensureDeferred, gatherResults

from server.database import Duplicate
from server.plants import PLANT_TABLE, PlantStore
from server.plants.firstplants import FIRST_PLANTS
from server.plants.plant import Plant
from server.plants.saving import Outcome, Saved, SavePlant
from server.plants.store import INSERT, Order
from server.plants.styles import STYLES
from tests.support.databases import PostgreSQLTestCase, SQLiteTestCase

MANY = 100_000

#: Seconds that a page of a long list may take, on a busy machine.
PATIENCE = 1.0


class StoreContract:
    """
    What the store does, whatever the database.
    """

    def openStore(self: Any) -> PlantStore:
        """
        Open a store with its first plants.
        """
        return PlantStore(self.open(self.place(), PLANT_TABLE))

    async def test_firstPlants(self: Any) -> None:
        """
        A new store has its first plants, sorted by the code points of their
        names, on every database alike.
        """
        store = self.openStore()
        plants = await store.getPlants(Order.BY_NAME, 0, 1000)
        self.assertEqual(plants, sorted(plants, key=lambda plant: plant.name))
        self.assertEqual(
            {(plant.name, plant.description, plant.rating) for plant in plants},
            set(FIRST_PLANTS),
        )
        self.assertEqual(await store.countPlants(), len(FIRST_PLANTS))

    async def test_byRating(self: Any) -> None:
        """
        By rating, the best come first; those with the same rating by name.
        """
        plants = await self.openStore().getPlants(Order.BY_RATING, 0, 1000)
        self.assertEqual(len(plants), len(FIRST_PLANTS))
        self.assertEqual(plants, sorted(plants, key=lambda plant: (-plant.rating, plant.name)))

    async def test_pieces(self: Any) -> None:
        """
        The pieces of a list make the list.
        """
        store = self.openStore()
        for order in Order:
            whole = await store.getPlants(order, 0, 1000)
            pieces = [await store.getPlants(order, first, 7) for first in range(0, 42, 7)]
            self.assertEqual([plant for piece in pieces for plant in piece], whole)

    async def test_life(self: Any) -> None:
        """
        A plant is added, looked for, changed, deleted.
        """
        store = self.openStore()
        plant = Plant("Möhre 🥕", "Two\nlines.", 3)
        self.assertFalse(await store.checkPlant(plant.name))
        self.assertIs(await store.getPlant(plant.name), None)
        self.assertFalse(await store.updatePlant(plant))
        self.assertFalse(await store.deletePlant(plant.name))
        await store.addPlant(plant)
        self.assertTrue(await store.checkPlant(plant.name))
        self.assertEqual(await store.getPlant(plant.name), plant)
        changed = Plant(plant.name, "", 5)
        self.assertTrue(await store.updatePlant(changed))
        self.assertEqual(await store.getPlant(plant.name), changed)
        self.assertTrue(await store.deletePlant(plant.name))
        self.assertIs(await store.getPlant(plant.name), None)
        self.assertEqual(await store.countPlants(), len(FIRST_PLANTS))

    async def test_addTwice(self: Any) -> None:
        """
        A name can be added once; the plant that was first stays as it is.
        """
        store = self.openStore()
        await store.addPlant(Plant("Aster", "first", 1))
        await self.assertFailure(store.addPlant(Plant("Aster", "second", 2)), Duplicate)
        self.assertEqual(await store.getPlant("Aster"), Plant("Aster", "first", 1))

    async def test_exactName(self: Any) -> None:
        """
        A name is found as it is written, and no pattern of it.
        """
        store = self.openStore()
        for name in ("basil", "BASIL", "Basil ", "B%", "Basi_", "'", "Basil'--", "?"):
            self.assertFalse(await store.checkPlant(name), name)
            self.assertFalse(await store.deletePlant(name), name)

    async def test_simultaneousAdds(self: Any) -> None:
        """
        Two at the same time save one new name: in every style one row is there
        afterwards, one of them has added it and the other updated it, and both
        are told how it reads now.
        """
        for style, save in STYLES.items():
            place = self.place()
            stores = [PlantStore(self.open(place, PLANT_TABLE)) for _ in range(2)]
            for turn in range(5):
                plants = [Plant(f"Twin {turn}", f"from {number}", number) for number in (1, 2)]
                results = await gatherResults(
                    [
                        saving(save, store, plant)
                        for store, plant in zip(stores, plants, strict=True)
                    ]
                )
                outcomes = {result.outcome for result in results}
                self.assertEqual(outcomes, set(Outcome), f"{style}, turn {turn}")
                self.assertTrue(all(result.plant in plants for result in results), style)
                self.assertIn(await stores[0].getPlant(f"Twin {turn}"), plants)
            self.assertEqual(await stores[0].countPlants(), len(FIRST_PLANTS) + 5)

    async def test_manyAddsOfOneName(self: Any) -> None:
        """
        Of twenty who save one new name through one pool, one has added it.
        """
        for style, save in STYLES.items():
            store = self.openStore()
            plants = [Plant("Aster", f"from {number}", 3) for number in range(20)]
            results = await gatherResults([saving(save, store, plant) for plant in plants])
            added = [result for result in results if result.outcome is Outcome.ADDED]
            self.assertEqual(len(added), 1, style)
            self.assertTrue(all(result.plant in plants for result in results), style)
            self.assertEqual(await store.countPlants(), len(FIRST_PLANTS) + 1)

    async def test_addsAndDeletes(self: Any) -> None:
        """
        While others delete it again and again, whoever saves a plant comes to
        an end, and is told of a plant or of none, never of an error.
        """
        for style, save in STYLES.items():
            store = self.openStore()
            plant = Plant("Aster", "here and gone", 3)
            work: list[Deferred[Any]] = []
            for _ in range(15):
                work.append(saving(save, store, plant))
                work.append(store.deletePlant(plant.name))
            results = await gatherResults(work)
            for result in results[::2]:
                self.assertIn(result.plant, (plant, None), style)

    async def test_many(self: Any) -> None:
        """
        With 100,000 plants every page of both lists comes at once.
        """
        database = self.open(self.place(), PLANT_TABLE)
        store = PlantStore(database)
        rows = [(f"Plant {number:06}", "x" * 100, number % 5 + 1) for number in range(MANY)]
        await database.pool.runInteraction(
            lambda transaction: transaction.executemany(database.pool.spell(INSERT), rows)
        )
        self.assertEqual(await store.countPlants(), MANY + len(FIRST_PLANTS))
        for order in Order:
            for first in (0, MANY // 2, MANY - 50):
                start = time.monotonic()
                await store.countPlants()
                plants = await store.getPlants(order, first, 50)
                self.assertEqual(len(plants), 50)
                self.assertLess(time.monotonic() - start, PATIENCE, f"{order} from {first}")


def saving(save: SavePlant, store: PlantStore, plant: Plant) -> Deferred[Saved]:
    """
    Begin to save a plant.
    """

    async def wait() -> Saved:
        return await save(store, plant)

    return ensureDeferred(wait())


class SQLiteTests(StoreContract, SQLiteTestCase):
    """
    On SQLite.
    """


class PostgreSQLTests(StoreContract, PostgreSQLTestCase):
    """
    On PostgreSQL.
    """
