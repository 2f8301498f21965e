"""
The store and the five styles on real databases.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred, ensureDeferred, gatherResults

from server.database import Duplicate, Table
from server.plants import PLANT_TABLE, PlantStore
from server.plants.filter import Filter
from server.plants.firstplants import FIRST_PLANTS
from server.plants.names import keyOf
from server.plants.plant import Plant
from server.plants.savetask import Outcome, Saved, SavePlant
from server.plants.store import INSERT, Order, makeRow, placeOf
from server.plants.styles import STYLES
from tests.support.databases import PostgreSQLTestCase, SQLiteTestCase

MANY = 100_000

#: The table as it was before plants had keys.
EARLIER = Table(
    "Plant_DB",
    [
        "CREATE TABLE Plant_DB (p_name TEXT COLLATE {collation} NOT NULL PRIMARY KEY,"
        " p_desc TEXT NOT NULL, p_rating INTEGER NOT NULL)",
        "CREATE INDEX Plant_DB_by_rating ON Plant_DB (p_rating DESC, p_name)",
    ],
)
#: Tables that take anything, and rows that no form would have let in: NULL, numbers and bytes in
#: place of text, text that is not UTF-8 or very long, no rating that there is.
LOOSE_EARLIER = Table("Plant_DB", ["CREATE TABLE Plant_DB (p_name, p_desc, p_rating)"])
LOOSE = Table("Plant_DB", ["CREATE TABLE Plant_DB (p_name, p_desc, p_rating, p_key, p_rank)"])
ODD_ROWS = [
    "'a', NULL, NULL",
    "X'62ff', 17, 2.5",
    "CAST(X'63ff' AS TEXT), CAST(X'ff' AS TEXT), 'x'",
    "4, -1.5, 99",
    f"'{'d' * 100}', '{'e' * 3000}', -1e999",
    "'f' || char(0) || '<', X'00', '3'",
]
ODD_PLANTS = {
    ("a", "", 1),
    ("b\ufffd", "17", 2),
    ("c\ufffd", "\ufffd", 1),
    ("4", "-1.5", 5),
    ("d" * 79 + "…", "e" * 1999 + "…", 1),
    ("f\0<", "\0", 3),
}
OTHER = Table("Other", ["CREATE TABLE Other (a INTEGER)"])

#: Seconds that a page of a long list may take, on a busy machine.
PAGE_SECONDS = 1.0


class StoreContract:
    """
    What the store does, whatever the database.
    """

    def openStore(self: Any) -> PlantStore:
        """
        Open a store with its first plants.
        """
        return PlantStore(self.open(self.place(), PLANT_TABLE))

    async def test_filter(self: Any) -> None:
        """
        A filter holds for every way to get plants, and for their number; what is special
        in LIKE is a sign like any other.
        """
        store = self.openStore()
        for name in ("100% Öl", "100 Öl", "a_b", "axb"):
            await store.addPlant(Plant(name, "", 5))
        for text, found in (("öl", 2), ("% O", 1), ("_", 1), ("!", 0), ("'", 2)):
            self.assertEqual(await store.countPlants(Filter(text)), found, text)
        which = Filter("e", 4)
        for order in Order:
            whole = [
                plant
                for plant in await store.getPlants(order, 0, 1000)
                if "e" in keyOf(plant.name) and plant.rating >= 4
            ]
            self.assertGreater(len(whole), 5)
            place = placeOf(whole[2], order)
            self.assertEqual(await store.getFirstPlants(order, 5, which), (whole[:5], len(whole)))
            self.assertEqual(await store.getPlants(order, 1, 2, which), whole[1:3])
            self.assertEqual(await store.getPlantsAfter(order, place, 2, which), whole[3:5])
            self.assertEqual(await store.getPlantsBefore(order, place, 9, which), whole[:2])
            self.assertEqual(await store.getLastPlants(order, 2, which), whole[-2:])

    async def test_firstPlants(self: Any) -> None:
        """
        A new store has its first plants, sorted by the keys of their names, on
        every database alike.
        """
        store = self.openStore()
        plants = await store.getPlants(Order.BY_NAME, 0, 1000)
        self.assertEqual(plants, sorted(plants, key=lambda plant: keyOf(plant.name)))
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
        self.assertEqual(
            plants, sorted(plants, key=lambda plant: (-plant.rating, keyOf(plant.name)))
        )

    async def test_pieces(self: Any) -> None:
        """
        A list that is read in pieces is the same as in one, in every order.
        """
        store = self.openStore()
        for order in Order:
            whole = await store.getPlants(order, 0, 1000)
            pieces = [await store.getPlants(order, first, 7) for first in range(0, 42, 7)]
            self.assertEqual([plant for piece in pieces for plant in piece], whole)

    async def test_places(self: Any) -> None:
        """
        From any place in a list one can go on, and back, whether there is a plant there or not.
        """
        store = self.openStore()
        for order in Order:
            whole = await store.getPlants(order, 0, 1000)
            self.assertEqual(await store.getLastPlants(order, 5), whole[-5:])
            for index, plant in enumerate(whole):
                place = placeOf(plant, order)
                after = await store.getPlantsAfter(order, place, 3)
                self.assertEqual(after, whole[index + 1 : index + 4])
                before = await store.getPlantsBefore(order, place, 3)
                self.assertEqual(before, whole[max(0, index - 3) : index])
            gone = whole[10]
            await store.deletePlant(gone.name)
            place = placeOf(gone, order)
            self.assertEqual(await store.getPlantsAfter(order, place, 3), whole[11:14])
            self.assertEqual(await store.getPlantsBefore(order, place, 3), whole[7:10])
            await store.addPlant(gone)

    async def test_beginning(self: Any) -> None:
        """
        The beginning of a list comes with the number of all plants; of no plants, there
        are none.
        """
        store = self.openStore()
        for order in Order:
            whole = await store.getPlants(order, 0, 1000)
            self.assertEqual(await store.getFirstPlants(order, 5), (whole[:5], len(whole)))
        for plant in whole:
            await store.deletePlant(plant.name)
        self.assertEqual(await store.getFirstPlants(order, 5), ([], 0))

    async def test_oneName(self: Any) -> None:
        """
        Upper case, accents, blanks and what cannot be seen do not make another plant; it keeps
        the name that it was given first.
        """
        store = self.openStore()
        for name in ("aloe VERA", "Aloë véra", "Aloe  vera", "ALOE\u00a0VERA", "Aloe ver\u200ba"):
            self.assertTrue(await store.checkPlant(name), name)
            await self.assertFailure(store.addPlant(Plant(name, "", 1)), Duplicate)
            self.assertTrue(await store.updatePlant(Plant(name, name, 1)))
            self.assertEqual(await store.getPlant("Aloe vera"), Plant("Aloe vera", name, 1))
        self.assertEqual(await store.countPlants(), len(FIRST_PLANTS))

    async def test_change(self: Any) -> None:
        """
        A plant is changed, its name as well, when it is what it was; not when somebody
        has changed or deleted it; nor so that two have one name.
        """
        store = self.openStore()
        basil = await store.getPlant("Basil")
        sweet = Plant("Sweet basil", "Sweet.", 1)
        await self.assertFailure(store.changePlant(basil, Plant("CHIVES", "", 1)), Duplicate)
        self.assertTrue(await store.changePlant(basil, sweet))
        self.assertFalse(await store.changePlant(basil, Plant("Basil", "", 1)))
        self.assertIs(await store.getPlant("basil"), None)
        self.assertEqual(await store.getPlant("SWEET basil"), sweet)
        place = placeOf(Plant("Sweet basil", "", 1), Order.BY_RATING)
        self.assertNotIn(sweet, await store.getPlantsAfter(Order.BY_RATING, place, 100))
        self.assertIn(sweet, await store.getPlantsAfter(Order.BY_RATING, place[:-1], 100))
        self.assertFalse(await store.deleteUnchanged(basil))
        self.assertTrue(await store.deleteUnchanged(sweet))
        self.assertFalse(await store.changePlant(sweet, basil))

    async def test_changesAtOnce(self: Any) -> None:
        """
        Of ten who change one plant at the same time, one does.
        """
        store = self.openStore()
        basil = await store.getPlant("Basil")
        changes = [
            store.changePlant(basil, Plant(f"Basil {number}", "", 1)) for number in range(10)
        ]
        self.assertEqual(sorted(await gatherResults(changes)), [False] * 9 + [True])

    async def test_earlierTable(self: Any) -> None:
        """
        The table of an earlier time, whose plants had no keys, is made anew, and loses
        none: of two whose names have become one, the second gets a number.
        """
        place = self.place()
        rows = [
            ("Zinnia", "first", 1),
            ("aster", "second", 2),
            ("Aster", "third", 3),
            ("Àster", "fourth", 4),
            ("Aster (2)", "fifth", 5),
            ("é" * 80, "long", 1),
            ("e" * 80, "longer", 1),
        ]
        self.open(place, EARLIER, OTHER)
        await self.looked()
        before = self.open(place, EARLIER)
        for row in rows:
            await before.change("INSERT INTO Plant_DB VALUES (?, ?, ?)", *row)
        stores = [PlantStore(self.open(place, PLANT_TABLE)) for _ in range(3)]
        lists = await gatherResults(
            [store.getPlants(Order.BY_NAME, 0, 100) for store in stores for _ in "123"]
        )
        self.assertEqual({plant.description for plant in lists[0]}, {row[1] for row in rows})
        self.assertEqual(lists, [lists[0]] * 9)
        names = [plant.name for plant in lists[0]]
        self.assertEqual(names[:4], ["Aster", "Aster (2)", "aster (3)", "Àster (4)"])
        self.assertEqual(names[-1], "Zinnia")
        self.assertTrue(all(len(name) <= 80 for name in names), names)

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
        A name is found by all of it, and by no pattern of it.
        """
        store = self.openStore()
        for name in ("Basi", "Basils", "B%", "Basi_", "'", "Basil'--", "?"):
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
        rows = [
            makeRow(Plant(f"Plant {number:06}", "x" * 100, number % 5 + 1))
            for number in range(MANY)
        ]
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
                self.assertLess(time.monotonic() - start, PAGE_SECONDS, f"{order} from {first}")
            await self.compareEnds(store, order)

    async def compareEnds(self: Any, store: PlantStore, order: Order) -> None:
        """
        Assert that the end of a list comes about as fast as its beginning, whichever way
        one goes there.
        """
        first, *_, late = await store.getPlants(order, 0, MANY - 100)

        async def fastest(get: Callable[..., Deferred[list[Plant]]], *where: object) -> float:
            times = []
            for _ in range(20):
                start = time.monotonic()
                self.assertEqual(len(await get(order, *where, 50)), 50)
                times.append(time.monotonic() - start)
            return min(times)

        beginning = await fastest(store.getPlantsAfter, placeOf(first, order))
        for way in (
            fastest(store.getPlantsAfter, placeOf(late, order)),
            fastest(store.getPlantsBefore, placeOf(late, order)),
            fastest(store.getLastPlants),
        ):
            self.assertLess(await way, 3 * beginning + 0.005, order)


def saving(save: SavePlant, store: PlantStore, plant: Plant) -> Deferred[Saved]:
    """
    Begin to save a plant, in whatever style.

    @return: fires with what has become of it.
    """

    async def wait() -> Saved:
        return await save(store, plant)

    return ensureDeferred(wait())


class SQLiteTests(StoreContract, SQLiteTestCase):
    """
    On SQLite, where a column may hold any type, whatever was declared.
    """

    async def test_odd(self) -> None:
        """
        What no form would have let in, and somebody has written into the file, is a plant
        that can be shown: with text in place of anything else, no longer than a plant's, and
        a rating that there is.
        """
        place = self.place()
        await self.open(place, LOOSE).query("SELECT 1")
        database = self.open(place)
        for row in ODD_ROWS:
            await database.change(f"INSERT INTO Plant_DB VALUES ({row}, NULL, NULL)")
        store = PlantStore(database)
        for order in Order:
            plants = await store.getPlants(order, 0, 100)
            self.assertEqual({(it.name, it.description, it.rating) for it in plants}, ODD_PLANTS)
        self.assertEqual(len((await store.getFirstPlants(Order.BY_NAME, 100))[0]), len(ODD_ROWS))

    async def test_oddEarlierTable(self) -> None:
        """
        Such rows of an earlier table are taken over as well.
        """
        place = self.place()
        before = self.open(place, LOOSE_EARLIER)
        for row in ODD_ROWS:
            await before.change(f"INSERT INTO Plant_DB VALUES ({row})")
        store = PlantStore(self.open(place, PLANT_TABLE))
        plants = await store.getPlants(Order.BY_NAME, 0, 100)
        self.assertEqual({(it.name, it.description, it.rating) for it in plants}, ODD_PLANTS)


class PostgreSQLTests(StoreContract, PostgreSQLTestCase):
    """
    The store and the styles on a real PostgreSQL, with several connections.
    """
