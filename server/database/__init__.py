"""
One pool of database connections for a whole site: SQLite, or PostgreSQL.
"""

from server.database.database import Database, Duplicate, Outage, Row
from server.database.options import addDatabaseOptions, openDatabase
from server.database.pool import Table

__all__ = [
    "Database",
    "Duplicate",
    "Outage",
    "Row",
    "Table",
    "addDatabaseOptions",
    "openDatabase",
]
