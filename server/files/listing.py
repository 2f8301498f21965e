"""
The pages about files: what is in a directory, and why there is nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from html import escape
from typing import NamedTuple, cast
from urllib.parse import quote

from twisted.python.filepath import FilePath
from twisted.web.resource import Resource
from twisted.web.server import Request

from server.pages import Forbidden, NotFound, Problem, makePage, makeProblemPage


class Message(Resource):
    """
    A page that says why there is no file, here and at every path below.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem

    def getChild(self, path: bytes, request: Request) -> Resource:
        """
        Say the same about every path below.
        """
        return self

    def render(self, request: Request) -> bytes:
        """
        Say why there is no file, whatever the method.
        """
        return makeProblemPage(request, self.problem)


NOT_FOUND = Message(NotFound("There is no such file here."))
FORBIDDEN = Message(Forbidden("The server itself is not allowed to read this."))


class Entry(NamedTuple):
    """
    One row of a listing.

    @ivar href: relative to the directory's page.
    @ivar size: what is written after the link.
    """

    href: str
    text: str
    size: str = ""


class Listing(Resource):
    """
    The page that shows what is in a directory.

    Twisted's own, L{twisted.web.static.DirectoryLister}, shows what it is given
    in a table that is not HTML5, and fails where a name is not UTF-8.
    """

    def __init__(self, children: Iterable[FilePath[str]]) -> None:
        super().__init__()
        self.entries = [Entry("../", "../"), *map(makeEntry, children)]

    def getChild(self, path: bytes, request: Request) -> Resource:
        """
        Below C{directory/}, with its slash, a second slash leads nowhere.
        """
        return NOT_FOUND

    def render_GET(self, request: Request) -> bytes:
        """
        Show the directory: a list of links to what is in it.
        """
        rows = [
            f'<li><a href="{entry.href}">{escape(entry.text)}</a>{entry.size}</li>'
            for entry in self.entries
        ]
        return makePage(request, titleOf(request), "\n".join(["<ul>", *rows, "</ul>\n"]))


def titleOf(request: Request) -> str:
    """
    Name a directory as the client has asked for it.
    """
    path = b"/".join([b"", *segments(request)]).decode(errors="replace")
    return f"Directory listing for {path}"


def segments(request: Request) -> list[bytes]:
    """
    The segments of the path down to the resource that is rendered.
    """
    return cast(list[bytes], request.prepath)


def makeEntry(child: FilePath[str]) -> Entry:
    """
    Make the row of one file or directory.
    """
    name = os.fsencode(child.basename())  # not every name on a disk is UTF-8
    text, href = name.decode(errors="replace"), quote(name, safe="")
    if child.isdir():
        return Entry(f"{href}/", f"{text}/")
    return Entry(href, text, f", {child.getsize():,} bytes")
