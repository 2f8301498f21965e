"""
What is put into the folder of a server before it starts: files, plants, texts.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import islice
from pathlib import Path

from server.database.options import FILE
from server.database.sqlite import COLLATION
from server.plants.firstplants import FIRST_PLANTS
from server.plants.plant import Plant
from server.plants.store import PLANT_TABLE, makeRow
from tests.bench.content import COMMON, FILES

#: How many plants there are, where the list is one page, and where it is long.
FEW_PLANTS, MANY_PLANTS = 33, 100_000

#: How many texts are searched, and how many lines each has.
TEXTS, LINES = 3_000, 20

WORDS = ("leaf", "root", "shade", "soil", "seed", "light", "frost", "bud", "stem", "rain")


def writeFiles(folder: Path) -> None:
    """
    Write files of the sizes in C{FILES}, into a folder C{files}.
    """
    files = folder / "files"
    files.mkdir(parents=True)
    for name, size in FILES.items():
        (files / name).write_bytes(b"0123456789abcde\n" * (size // 16))


def writePlants(folder: Path, number: int) -> None:
    """
    Make the database of step 15, with as many plants.
    """
    plants = [Plant(*row) for row in FIRST_PLANTS[:number]]
    for count in range(len(plants), number):
        plants.append(Plant(f"Plant {count:06}", f"The plant with the number {count}.", 3))
    (folder / "data").mkdir(parents=True)
    with closing(sqlite3.connect(folder / "data" / FILE)) as database, database:
        for statement in PLANT_TABLE.statements:
            database.execute(statement.format(collation=COLLATION))
        database.executemany(PLANT_TABLE.insert, map(makeRow, plants))


def writeFewPlants(folder: Path) -> None:
    """
    Make a database whose list is one page.
    """
    writePlants(folder, FEW_PLANTS)


def writeManyPlants(folder: Path) -> None:
    """
    Make a database whose list is long.
    """
    writePlants(folder, MANY_PLANTS)


def writeTexts(folder: Path) -> None:
    """
    Write texts to search, in folders of a hundred. In each, one line holds the common
    word.
    """
    for number in range(TEXTS):
        path = folder / "corpus" / f"{number // 100:02}" / f"text{number:04}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textOf(number))


def textOf(number: int) -> str:
    """
    Make one text: the same each time.
    """
    lines = [sentence(number + line) for line in range(LINES)]
    lines[number % LINES] += f" It likes {COMMON}."
    return "\n".join(lines) + "\n"


def sentence(start: int) -> str:
    """
    Make a line of a few words.
    """
    words = islice(WORDS * 2, start % len(WORDS), start % len(WORDS) + 6)
    return f"Note {start}: {' '.join(words)}."
