"""
What a database may hold that no form would have let in: whoever has the file, or the rights,
can write anything into it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote_from_bytes

from server.database.options import FILE
from server.plants import PLANT_TABLE
from server.state.counters import ETAG, SHARED
from server.state.sessions import keyOf
from tests.badinput.chance import Chance
from tests.badinput.fault import Fault
from tests.badinput.forms import get, post
from tests.badinput.served import TROUBLE, UNHANDLED, Served
from tests.badinput.trial import Trial
from tests.support.process import StepProcess

#: The table as it once was, with no CHECK to protect it; and without types.
EARLIER = "CREATE TABLE Plant_DB (p_name, p_desc, p_rating)"
COLUMNS = "p_name, p_desc, p_rating, p_key, p_rank"
LOOSE = f"CREATE TABLE Plant_DB ({COLUMNS})"

PAGES = [
    "show_plants",
    "show_plants_by_rating",
    "show_plants?page=2",
    "show_plants?name=a",
    "show_plants?rating=3",
    "show_plants?after=a",
    "show_plants?before=z",
    "show_plants_by_rating?after=3",
]


def makeValue(chance: Chance) -> object:
    """
    Make up what a column may hold in SQLite: any of its types, whatever was declared.
    """
    return chance.choice(
        [
            chance.odd,
            chance.odd,
            chance.odd,
            chance.oddBytes,
            lambda: None,
            lambda: chance.randint(-(2**63), 2**63 - 1),
            lambda: chance.choice([0.5, -0.0, 1e308, float("inf"), 3.0]),
            lambda: chance.randint(1, 5),
            lambda: "x" * 10**6,
            lambda: Unreadable(chance.randbytes(8)),
        ]
    )()


class Unreadable(bytes):
    """
    Bytes that are stored as if they were text.
    """


def insert(connection: sqlite3.Connection, into: str, row: list[object]) -> bool:
    """
    Write one row.

    @param into: the table, and its columns, if they are named.
    @return: whether the database has taken it.
    """
    marks = ", ".join("CAST(? AS TEXT)" if isinstance(it, Unreadable) else "?" for it in row)
    values = [bytes(it) if isinstance(it, bytes) else it for it in row]
    try:
        connection.execute(f"INSERT INTO {into} VALUES ({marks})", values)
    except (sqlite3.Error, UnicodeError, OverflowError):
        return False
    return True


def fill(path: Path, chance: Chance, rows: int) -> list[object]:
    """
    Make a database, of today or of an earlier version.

    @return: the names of its plants.
    """
    with closing(sqlite3.connect(path)) as connection, connection:
        kind = chance.choice(["today", "today", "loose", "earlier"])
        names = "p_name, p_desc, p_rating" if kind == "earlier" else COLUMNS
        today = PLANT_TABLE.statements[0].format(collation="BINARY")
        connection.execute({"earlier": EARLIER, "loose": LOOSE, "today": today}[kind])
        stored = []
        for _ in range(rows):
            row = [makeValue(chance) for _ in names.split()]
            row[2] = chance.choice([row[2], 3, "4", 2.5])
            if insert(connection, f"Plant_DB ({names})", row):
                stored.append(row[0])
        return stored


class StateTrial(Trial):
    """
    Rows of what the server remembers.
    """

    name = "state"
    about = "counts and sessions of a database, to step 15"
    short = 1

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Make a database with odd numbers, start the step, and use what depends on them.
        """
        visitor = f"{chance.getrandbits(256):064x}"
        with TemporaryDirectory() as folder:
            self.tried += fillState(Path(folder) / FILE, chance, visitor)
            with StepProcess("lessons.step15", "--data", folder, "--debug") as step:
                served = Served(step)
                cookie = f"visitor={visitor}".encode()
                for page in ["/shared", "/session", "/etag"]:
                    yield from served.attack(get(page, cookie))
                    yield from served.attack(post(page, b"", b"text/plain", cookie))
                    yield from served.attack(get(page, cookie))


def fillState(path: Path, chance: Chance, visitor: str) -> int:
    """
    Make a database with odd numbers.

    @param visitor: has a session there.
    @return: how many rows it has.
    """
    rows: list[tuple[str, list[object]]] = [
        ("Counter_DB", [SHARED, makeValue(chance)]),
        ("Counter_DB", [ETAG, makeValue(chance)]),
        ("Session_DB", [keyOf(visitor.encode()), makeValue(chance), makeValue(chance)]),
        ("Session_DB", [makeValue(chance), makeValue(chance), makeValue(chance)]),
    ]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE Counter_DB (c_name PRIMARY KEY, c_value BIGINT)")
        connection.execute("CREATE TABLE Session_DB (s_key PRIMARY KEY, s_count, s_used)")
        return sum(insert(connection, table, row) for table, row in rows)


class RowsTrial(Trial):
    """
    Rows of plants, in the databases of today and of earlier versions.
    """

    name = "rows"
    about = "rows of a database, to step 11"
    short = 2

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Make a database, start the step, and look at all its pages, and at each plant.
        """
        with TemporaryDirectory() as folder:
            path = Path(folder) / FILE
            names = fill(path, chance, chance.choice([1, 5, 60]))
            self.tried += len(names)
            isDamaged = chance.often(0.2)
            if isDamaged:
                path.write_bytes(chance.mangled(path.read_bytes()))
            with StepProcess("lessons.step11", "--data", folder, "--debug") as step:
                trouble = UNHANDLED if isDamaged else TROUBLE
                served = Served(step, halfCloses=False, trouble=trouble)
                for page in [*PAGES, *plantPages(names)]:
                    yield from served.attack(get(f"/plants/{page}"))


def plantPages(names: list[object]) -> Iterator[str]:
    """
    @param names: what the database has as names of plants, of any type.
    @return: the addresses of the pages that show them.
    """
    for name in names[:20]:
        text = name if isinstance(name, bytes) else str(name).encode("utf-8", "surrogatepass")
        query = quote_from_bytes(text[:300])
        yield f"get_add_form?plant_name={query}"
        yield f"get_delete_form?plant_name={query}"
