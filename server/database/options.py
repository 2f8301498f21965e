"""
The part of the command line that says where the data is.
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import cast

from twisted.internet.interfaces import IReactorTime

from server.database import sqlite
from server.database.database import Database
from server.database.pool import Driver, Table

#: The environment variable that names the directory for the data where the command line
#: does not.
VARIABLE = "GREENHOUSE_DATA"
FILE = "greenhouse.db"
SCHEMES = ("postgresql://", "postgres://")


def addDataOption(parser: ArgumentParser, file: str) -> None:
    """
    Add C{--data}.

    @param file: what will be in that folder.
    """
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get(VARIABLE) or "data"),
        metavar="DIR",
        help=f"where {file} is, or will be made; default ${VARIABLE}, or else %(default)s",
    )


def addDatabaseOptions(parser: ArgumentParser) -> None:
    """
    Add C{--data}, and C{--database} for a PostgreSQL server in place of a file in that
    folder.
    """
    addDataOption(parser, FILE)
    parser.add_argument(
        "--database",
        type=databaseURL,
        metavar="URL",
        help="use PostgreSQL instead: postgresql://USER:PASSWORD@HOST:PORT/NAME",
    )


def databaseURL(text: str) -> str:
    """
    Read the URL of a PostgreSQL database.
    """
    if not text.startswith(SCHEMES):
        raise ArgumentTypeError(f"{text!r} does not begin with {SCHEMES[0]}")
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise ArgumentTypeError("needs psycopg: pip install 'psycopg[binary]'") from None
    try:
        conninfo_to_dict(text)
    except ProgrammingError as error:
        raise ArgumentTypeError(f"{text!r} is not such a URL: {str(error).strip()}") from None
    return text


def openDatabase(
    reactor: IReactorTime, options: Namespace, tables: Sequence[Table] = ()
) -> Database:
    """
    Open the database that the command line names. An outage is not an error here:
    each request tries again.

    @param options: the parsed command line: C{data}, C{database}.
    @param tables: the tables that have to be there.
    """
    if options.database:
        driver = import_module("server.database.postgresql")
        return Database(reactor, cast(Driver, driver), options.database, tables)
    place = str(options.data.absolute() / FILE)
    return Database(reactor, cast(Driver, sqlite), place, tables)
