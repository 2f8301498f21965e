"""
The book of the course: C{/course/}. It is made from the texts, by C{make docs} or while the
server runs already; its files are served as they are.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from twisted.python.filepath import FilePath
from twisted.web.resource import Resource
from twisted.web.server import Request

from server.files import PublicFile
from server.greenhouse.translated import PAGE, tellInChinese
from server.pages import (
    Layout,
    NotFound,
    Problem,
    ProblemPage,
    Section,
    Unavailable,
    safetyFields,
)
from server.redirects import redirectTo

#: The first page.
INDEX = "index"
#: The file that names the scripts within the pages, as C{Content-Security-Policy} does.
SCRIPTS = "scripts.txt"

POLICY = b"Content-Security-Policy"

#: The folders of texts. Their pages once had names such as C{clients-webcat}.
FOLDERS = ("clients", "reactor")


class CourseResource(Section):
    """
    The book, at C{/course/}: its pages, and what belongs to them.
    """

    def __init__(self, layout: Layout, folder: Path) -> None:
        """
        @param folder: where the book is, once it has been made.
        """
        super().__init__(layout)
        self.book = BookFile(str(folder))
        self.book.childNotFound = Missing(layout, folder)  # type: ignore[assignment]

    def getChild(self, name: bytes, request: Request) -> Resource:
        """
        Find a page, or what belongs to one.
        """
        folder, _, page = name.decode("ascii", "replace").partition("-")
        if folder in FOLDERS and page and not request.postpath:
            return Moved(f"{folder}/{page}")
        child: Resource = self.book.getChild(name or INDEX.encode(), request)
        return child


class BeingMade(Unavailable):
    """
    Something is not there yet, but will be in a moment: the browser asks again by itself.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.fields["Refresh"] = self.fields["Retry-After"]


BEING_MADE = BeingMade(
    "The book of the course is being made, which takes half a minute or so; this page will show "
    "it. (If it does not, type make docs beside the server: that says why.) "
    "正在生成本书，大约需要半分钟，完成后本页会自动显示。"
)
NOT_FOUND = NotFound("The book has no such page.")
NOT_MADE = Unavailable(
    "The book has not been made yet: type make docs beside the server. (Where pip has installed "
    "it: python -m lessons.book.sphinx DIR, and start the server with --book DIR.)"
)


def workshopOf(book: Path) -> Path:
    """
    Name the folder in which a book is made, and which is there only that long: nobody sees
    half a book.
    """
    return book.with_name(f".making-{book.name}")


class Missing(Resource):
    """
    What the book does not have, or does not have yet.
    """

    isLeaf = True

    def __init__(self, layout: Layout, book: Path) -> None:
        """
        @param book: its folder, once it has been made.
        """
        super().__init__()
        self.layout = layout
        self.index = book / f"{INDEX}{PAGE}"
        self.workshop = workshopOf(book)

    def problem(self) -> Problem:
        """
        Find out whether it is worth waiting for.
        """
        if self.workshop.is_dir():
            return BEING_MADE
        return NOT_FOUND if self.index.exists() else NOT_MADE

    def render(self, request: Request) -> int:
        """
        Say that it is missing, whatever the method, and in the language of the book that
        was asked for.
        """
        problem = self.problem()
        told = None
        if problem is NOT_FOUND:
            told = tellInChinese(request, self.layout, self.index.parent)
        return ProblemPage(self.layout, problem).render(request) if told is None else told


class BookFile(PublicFile):
    """
    A file of the book. A page's address is that of its file without the ending. A folder has
    an address only where it is a book of its own, as C{zh/} is: that of its first page.

    @ivar book: the folder of the whole book.
    """

    def __init__(self, path: str, *others: Any) -> None:
        super().__init__(path, *others)
        self.book = Path(path)

    def createSimilarFile(self, path: str) -> BookFile:
        """
        Make another one of the same book.
        """
        other: BookFile = super().createSimilarFile(path)
        other.book = self.book
        return other

    def find(self, name: str) -> FilePath[str] | None:
        """
        Find a page, or another file.
        """
        return super().find(name + PAGE) or super().find(name)

    def getChild(self, path: bytes, request: Request) -> Resource:
        """
        Go one segment down, to a page or another file of the book.
        """
        if path == b"" and (first := self.find(INDEX)):
            return self.createSimilarFile(first.path)
        return super().getChild(path, request) if path.strip(b".") else self.childNotFound

    def render_GET(self, request: Request) -> bytes | int:
        """
        Send the file; from the folder of a book, redirect to the address with a slash.
        """
        if os.path.isdir(self.path):
            # Without the slash, the links of its first page would lead elsewhere.
            isBook = self.find(INDEX) is not None
            return self.redirect(request) if isBook else self.childNotFound.render(request)
        return super().render_GET(request)

    render_HEAD = render_GET

    def policy(self) -> bytes:
        """
        Allow the scripts of the book, and no others.
        """
        try:
            names = (self.book / SCRIPTS).read_text("ascii").split()
        except (OSError, ValueError):
            names = []
        scripts = " ".join(["'self'", *names])
        return safetyFields(scripts, styles="'self' 'unsafe-inline'")[POLICY]


class Moved(Resource):
    """
    A page that is elsewhere now.
    """

    isLeaf = True

    def __init__(self, place: str) -> None:
        """
        @param place: where it is, relative to here.
        """
        super().__init__()
        self.place = quote(place)

    def render_GET(self, request: Request) -> bytes:
        """
        Redirect to the new place, permanently.
        """
        return redirectTo(self.place.encode(), request, isPermanent=True)


def pageOf(path: str) -> str | None:
    """
    Find the page that is made from a file of the course.

    @param path: from the course's folder.
    @return: the page's path on this site; L{None} where there is none.
    """
    text = Path(path)
    isPage = text.suffix == ".rst" and len(text.parts) <= 2
    return f"/course/{text.with_suffix('').as_posix()}" if isPage else None
