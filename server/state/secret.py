"""
The secret of a greenhouse: 32 random bytes, from which the keys of all its signatures are
made. Every process has the same one, so each recognizes what another has signed.

It comes from where all of them can look: from the database server, where there is one,
since that is the only thing that several machines have in common; otherwise from a file
beside the database. A program of one process, such as step 11, need not ask anybody.
"""

from __future__ import annotations

import re
import secrets
from argparse import Namespace
from pathlib import Path
from typing import Protocol

from twisted.logger import Logger

from server.database import Database, Table
from server.listening import BadOption
from server.pages import Unavailable
from server.privatefile import NotPrivate, makePrivate, readPrivate

#: The name of the file, in the data's directory.
FILE = "secret"
#: How long a secret is, in bytes. RFC 2104 section 3: not shorter than the result of the
#: hash.
SIZE = 32
#: How a secret is written: in hexadecimal digits.
WRITTEN = re.compile(r"[0-9a-f]{64}")

AGAIN = "remove it, and a new one will be made"
BROKEN = "The database holds no key for signatures, or a broken one: see its table Secret_DB."

log = Logger()


class Secret(Protocol):
    """
    Where the secret comes from.
    """

    async def get(self) -> bytes:
        """
        Get the secret; the first time, that may take a while.

        @raise Problem: when it is not available now.
        """


def makeText() -> str:
    """
    Make a secret, as it is written.
    """
    return secrets.token_hex(SIZE)


def readText(text: object) -> bytes | None:
    """
    Read a secret; L{None} where the text is not one.
    """
    return bytes.fromhex(text) if isinstance(text, str) and WRITTEN.fullmatch(text) else None


class OwnSecret:
    """
    A secret that never leaves this process, and is lost when the process ends.
    """

    def __init__(self) -> None:
        self.secret = secrets.token_bytes(SIZE)

    async def get(self) -> bytes:
        """
        Get the secret, which was made with this object.
        """
        return self.secret


class FileSecret:
    """
    A secret in a file, for all processes of one machine. The first of them makes it.
    """

    secret: bytes | None = None

    def __init__(self, path: Path) -> None:
        self.path = path

    async def get(self) -> bytes:
        """
        Get it; from the file, the first time.
        """
        return self.read()

    def read(self) -> bytes:
        """
        Read the file; where there is none, make it.

        @raise BadOption: when what is there cannot be used.
        """
        if self.secret is None:
            self.secret = self.readFile() or self.makeFile()
        return self.secret

    def readFile(self) -> bytes | None:
        """
        Read the file.

        @return: L{None} when there is none.
        @raise BadOption: when what is there cannot be used.
        """
        try:
            secret = readText(readPrivate(self.path).decode("ascii", "replace").strip())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except NotPrivate as error:
            raise self.refusal(f"{error}; {AGAIN}") from error
        except OSError as error:
            raise self.refusal(f"{error.strerror}; the key for signatures is in it") from error
        if secret is None:
            raise self.refusal(f"the key in it is broken; {AGAIN}")
        return secret

    def makeFile(self) -> bytes:
        """
        Make the file; where another process is faster, its secret counts. Where there can
        be no file, nothing can be stored in the database either: then a secret of one's
        own will do.
        """
        text = makeText()
        try:
            isOurs = makePrivate(self.path, f"{text}\n".encode())
        except OSError as error:
            isOurs, why = True, error.strerror
            log.warn(
                "{path}: {why}; forms are good only for this process", path=self.path, why=why
            )
        found = bytes.fromhex(text) if isOurs else self.readFile()
        if found is None:
            raise self.refusal("something has that name, but there is no file to read")
        return found

    def refusal(self, why: str) -> BadOption:
        """
        Make the error that says why the file cannot be used.
        """
        return BadOption("--data", f"{self.path}: {why}")


#: Whoever makes the table puts the secret into it, in one transaction: so there is only
#: one.
SECRET_TABLE = Table(
    "Secret_DB",
    ["CREATE TABLE Secret_DB (s_secret TEXT NOT NULL)"],
    "INSERT INTO Secret_DB VALUES (?)",
    [(makeText(),)],
)


class TableSecret:
    """
    A secret in a table, for all machines that share the database.
    """

    secret: bytes | None = None

    def __init__(self, database: Database) -> None:
        """
        @param database: has L{SECRET_TABLE} among its tables.
        """
        self.database = database

    async def get(self) -> bytes:
        """
        Get it; from the database, the first time.
        """
        if self.secret is None:
            self.secret = await self.ask()
        return self.secret

    async def ask(self) -> bytes:
        """
        Ask the database.

        @raise Unavailable: when it gives no answer, or not a valid one.
        """
        rows = await self.database.query("SELECT s_secret FROM Secret_DB")
        secret = readText(rows[0][0]) if len(rows) == 1 else None
        if secret is None:
            log.error(BROKEN)
            raise Unavailable(BROKEN)
        return secret


def secretTables(options: Namespace) -> list[Table]:
    """
    List what the database has to hold for L{openSecret}.
    """
    return [SECRET_TABLE] if options.database else []


def openSecret(options: Namespace, database: Database) -> Secret:
    """
    Find out where the secret is: in a table, or in a file.

    @param options: the parsed command line: C{data}, C{database}.
    """
    return TableSecret(database) if options.database else secretFile(options)


def secretFile(options: Namespace) -> FileSecret:
    """
    Name the file with the secret: it is in the data's directory.
    """
    return FileSecret(options.data / FILE)


def checkSecret(options: Namespace) -> None:
    """
    Make sure that the secret is there, where it is kept in a file.

    @raise BadOption: when what is there cannot be used.
    """
    if not options.database:
        secretFile(options).read()
