"""
One pool of database connections for a whole site: SQLite, or PostgreSQL.
"""

from server.database.database import Database, Duplicate, Execute, Outage, Row
from server.database.options import addDatabaseOptions, openDatabase
from server.database.pool import Table

__all__ = [
    "Database",
    "Duplicate",
    "Execute",
    "Outage",
    "Row",
    "Table",
    "addDatabaseOptions",
    "openDatabase",
]
