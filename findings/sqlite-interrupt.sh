#!/usr/bin/env bash
# SQLite 3.40.1 of Debian 12, by Python's sqlite3, and 3.46.1, by apsw (2026-11): after
# sqlite3_interrupt() on a connection on which nothing runs, closing that connection leaves the
# write-ahead log: the file alone is not the whole database. Nothing is said, and the close
# succeeds. With any statement in between, the log is taken over and removed, as always.
# https://www.sqlite.org/c3ref/interrupt.html says that an interrupt without a running statement
# is a no-op; https://www.sqlite.org/wal.html, that the last connection removes the log.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet apsw==3.46.1.0

seen='sqlite3, closed: a.db
sqlite3, interrupted, closed: a.db a.db-shm a.db-wal
sqlite3, interrupted, asked, closed: a.db
apsw, closed: a.db
apsw, interrupted, closed: a.db a.db-shm a.db-wal
apsw, interrupted, asked, closed: a.db'
now=$(timeout 40 "$folder/bin/python" - <<'END'
import os
import sqlite3
from tempfile import TemporaryDirectory

import apsw


def left(connect, *steps):
    with TemporaryDirectory() as place:
        connection = connect(f"{place}/a.db")
        run = connection.cursor().execute
        run("PRAGMA journal_mode = WAL").fetchall()
        run("CREATE TABLE a (b)").fetchall()
        if "interrupted" in steps:
            connection.interrupt()
        if "asked" in steps:
            run("SELECT 1").fetchall()
        connection.close()
        return " ".join(sorted(os.listdir(place)))


for module, connect in (sqlite3, sqlite3.connect), (apsw, apsw.Connection):
    for steps in ("closed",), ("interrupted", "closed"), ("interrupted", "asked", "closed"):
        print(f"{', '.join((module.__name__, *steps))}: {left(connect, *steps)}")
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
