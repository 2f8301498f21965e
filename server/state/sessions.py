"""
Sessions in the database: each process and each machine knows them, and they survive a
restart.

Step 8 keeps them in its memory, which is quicker, and is all that one process needs.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from hashlib import sha256

from server.database import Database, Execute, Table
from server.state.counters import ADD, SHARED

#: After how many milliseconds without use a session is forgotten.
SILENCE = 15 * 60_000
#: Looking at a session keeps it; at least this many milliseconds pass between two notes of
#: that.
NOTED = 60_000
#: How many sessions there may be: a client may have one after another opened, and never
#: send a cookie back.
MOST_SESSIONS = 1000

#: The name of a session, which a browser is given: hexadecimal digits.
NAME = re.compile(rb"[0-9a-f]{64}")

SESSION_TABLE = Table(
    "Session_DB",
    [
        "CREATE TABLE Session_DB ("
        "s_key TEXT COLLATE {collation} NOT NULL PRIMARY KEY,"
        " s_count BIGINT NOT NULL, s_used BIGINT NOT NULL)",
        "CREATE INDEX Session_used ON Session_DB (s_used)",
    ],
)

FIND_SESSION = "SELECT s_count, s_used FROM Session_DB WHERE s_key = ? AND s_used > ?"
NOTE = "UPDATE Session_DB SET s_used = ? WHERE s_key = ?"
COUNT = "UPDATE Session_DB SET s_count = s_count + 1, s_used = ? WHERE s_key = ? AND s_used > ?"
OPEN = "INSERT INTO Session_DB (s_key, s_count, s_used) VALUES (?, 1, ?)"
# The session that has not been used for longest makes room.
MAKE_ROOM = (
    "DELETE FROM Session_DB WHERE s_used <= ? OR s_key NOT IN"
    " (SELECT s_key FROM Session_DB ORDER BY s_used DESC, s_key LIMIT ?)"
)


def keyOf(name: bytes) -> str:
    """
    Make the key under which a session is stored. Whoever reads the database cannot take
    over a session: there is no way back from the key to the browser's cookie.
    """
    return sha256(name).hexdigest()


def numberOf(value: object) -> int:
    """
    Read a number that is stored; 0 where it is not one. Whoever can write into the database
    can put anything there.
    """
    return value if isinstance(value, int) else 0


class SessionStore:
    """
    The sessions, and the count of everybody that goes with them.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        """
        @param database: has L{SESSION_TABLE} and L{server.state.counters.COUNTER_TABLE}
            among its tables.
        @param now: tells the time, in seconds since 1970.
        """
        self.database = database
        self.now = now

    async def look(self, name: bytes | None) -> int:
        """
        Look up how often a browser was counted. That keeps its session, and does not open
        a new one.

        @param name: what its cookie says.
        """
        if name is None or not NAME.fullmatch(name):
            return 0
        now = self.milliseconds()
        rows = await self.database.query(FIND_SESSION, keyOf(name), now - SILENCE)
        if not rows:
            return 0
        count, used = rows[0]
        if numberOf(used) <= now - NOTED:
            await self.database.change(NOTE, now, keyOf(name))
        return numberOf(count)

    async def count(self, name: bytes | None) -> bytes | None:
        """
        Count a browser, both for itself and for everybody: either both numbers change, or
        neither.

        @param name: what its cookie says.
        @return: the name of the session that was opened for it, if there was none.
        """
        now = self.milliseconds()
        known = name if name is not None and NAME.fullmatch(name) else None
        fresh = secrets.token_hex(32).encode()

        def work(execute: Execute) -> bytes | None:
            # All begin with the row that they share: so they cannot wait for each other in
            # a circle.
            execute(ADD, SHARED)
            if known is not None and execute(COUNT, now, keyOf(known), now - SILENCE):
                return None
            execute(OPEN, keyOf(fresh), now)
            execute(MAKE_ROOM, now - SILENCE, MOST_SESSIONS)
            return fresh

        return await self.database.together(work)

    def milliseconds(self) -> int:
        """
        The time as it is stored: in milliseconds since 1970.
        """
        return int(self.now() * 1000)
