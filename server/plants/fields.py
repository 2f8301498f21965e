"""
What a form has sent: its fields, one by one.

A person who mistypes gets the form back. The errors here are about requests that no form
of ours makes.
"""

from __future__ import annotations

import re
from typing import Protocol

from twisted.web.server import Request

from server.pages import BadRequest, MethodNotAllowed

PAGE = re.compile(r"[1-9][0-9]{0,6}")


class Fields(Protocol):
    """
    Anything that has fields: a request, or a L{Query}.
    """

    args: dict[bytes, list[bytes]]


class Query:
    """
    The fields in the query of an address.
    """

    def __init__(self, args: dict[bytes, list[bytes]]) -> None:
        self.args = args


def readField(request: Fields, name: str) -> str:
    """
    Read a field that must be there, once.

    @raise BadRequest: when it is missing, or sent twice, or not UTF-8.
    """
    values: list[bytes] = request.args.get(name.encode(), [])
    if len(values) != 1:
        problem = "was sent more than once" if values else "is missing"
        raise BadRequest(f"The field {name} {problem}.")
    try:
        return values[0].decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest(f"The field {name} is not UTF-8 text.") from None


def readPageNumber(request: Fields) -> int:
    """
    Read which page of a list is wanted: the first by default.

    @raise BadRequest: when it is not a page number.
    """
    if b"page" not in request.args:
        return 1
    page = readField(request, "page")
    if not PAGE.fullmatch(page):
        raise BadRequest("The page is a whole number, 1 for the first.")
    return int(page)


def demandReading(request: Request) -> None:
    """
    Refuse a request that would change something.

    @raise MethodNotAllowed: unless the method is GET or HEAD.
    """
    if request.method not in (b"GET", b"HEAD"):
        raise MethodNotAllowed("This page can only be looked at.", "GET", "HEAD")
