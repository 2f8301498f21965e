"""
What somebody looks at: it stands in the page's address, so that the page can be reloaded,
linked to, and used without a script.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from twisted.web.server import Request

#: The longest number that is read.
DIGITS = 9


@dataclass(frozen=True)
class View:
    """
    One way to look.

    @ivar connection: the number of the connection that is shown whole; 0 for none.
    @ivar secrets: C{show} where secrets are shown: else each has a mask in its place.
    """

    connection: int = 0
    secrets: str = ""

    @property
    def showsSecrets(self) -> bool:
        """
        Whether the secrets are shown. All that shows bytes asks this, or else puts masks in
        their places with L{server.inspector.masking}.
        """
        return self.secrets == "show"

    def href(self, path: str = "/", **changes: Any) -> str:
        """
        Write the address of a page that shows something else.

        @param path: of the page, or of one of its parts.
        @param changes: what differs from this view.
        """
        values = vars(replace(self, **changes))
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{path}?{query}" if query else path


def readView(request: Request) -> View:
    """
    Read what a request asks to look at. What is no number is none.
    """
    return View(
        connection=readNumber(request, b"connection"),
        secrets=readChoice(request, b"secrets", ("show",)),
    )


def readNumber(request: Request, name: bytes) -> int:
    """
    Read a number from the query; 0 where there is none.
    """
    given: list[bytes] = request.args.get(name, [])
    isNumber = len(given) == 1 and given[0].isdigit() and len(given[0]) <= DIGITS
    return int(given[0]) if isNumber else 0


def readChoice(request: Request, name: bytes, choices: Collection[str]) -> str:
    """
    Read one of some words from the query; nothing where there is another.
    """
    given: list[bytes] = request.args.get(name, [])
    word = given[0].decode("ascii", "replace") if len(given) == 1 else ""
    return word if word in choices else ""
