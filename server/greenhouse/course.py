"""
The walkthroughs as pages: C{/course/}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred, DeferredLock, succeed
from twisted.internet.interfaces import IReactorThreads
from twisted.internet.threads import deferToThreadPool
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import Tag, XMLString, tags

from server.pages import Answer, Layout, NotFound, ProblemPage, Section, respond
from server.pages.kept import Kept

#: No text of ours includes a file or raw HTML, and none could.
SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "doctitle_xform": True,
    "initial_header_level": 2,
    "syntax_highlight": "none",
    "math_output": "MathML",
    "strip_comments": True,
}

STEP = re.compile(r"step(\d+)")

#: What stands in a folder, by its name.
HEADINGS = {"": "The steps", "clients": "Web clients", "reactor": "The reactor"}


def walkthroughs(folder: Path) -> list[Path]:
    """
    Find the walkthroughs: the steps in their order, then the rest by name.
    """

    def order(path: Path) -> tuple[int, str]:
        match = STEP.fullmatch(path.stem)
        return (int(match[1]) if match else 1000, str(path))

    return sorted(folder.rglob("*.rst"), key=order)


def titleOf(path: Path) -> str:
    """
    Read a walkthrough's title: its first line.
    """
    with path.open(encoding="utf-8") as file:
        return file.readline().strip()


def rendered(path: Path) -> Kept:
    """
    Make the page of a walkthrough, to the last byte. This takes its time.
    """
    # Imported here, because no server should start later for what may never be asked.
    from docutils.core import publish_parts

    parts = publish_parts(
        path.read_text(encoding="utf-8"), writer="html5", settings_overrides=SETTINGS
    )
    body = XMLString(f"<div>{parts['body']}</div>").load()
    page = Kept(tags.div(body, class_="walkthrough"))
    page.text  # noqa: B018  # made now, in the thread
    return page


class Shelf:
    """
    The walkthroughs as they were rendered: each once, and again when its file has
    changed. There are as many as there are files.

    To render one takes a quarter of a second, for which nobody else shall wait: a thread
    does it. One at a time, because docutils keeps things in its modules.
    """

    def __init__(self, reactor: IReactorThreads) -> None:
        """
        @param reactor: has the threads.
        """
        self._reactor = reactor
        self._made: dict[Path, tuple[int, Kept]] = {}
        self._waiting: dict[Path, list[Deferred[Kept]]] = {}
        self._turn = DeferredLock()

    def page(self, path: Path) -> Deferred[Kept]:
        """
        Take what was made, while it is good.
        """
        changed = path.stat().st_mtime_ns
        page = self._find(path, changed)
        return self._make(path, changed) if page is None else succeed(page)

    def _find(self, path: Path, changed: int) -> Kept | None:
        when, page = self._made.get(path, (0, None))
        return page if when == changed else None

    def _make(self, path: Path, changed: int) -> Deferred[Kept]:
        """
        Wait for a page, with all who wait for the same one: hundreds of them, one after
        the other in the lock, would be a recursion too deep.

        @return: may be cancelled, when a client leaves; the thread goes on.
        """
        made: Deferred[Kept] = Deferred()
        waiting = self._waiting.setdefault(path, [])
        waiting.append(made)
        if len(waiting) == 1:
            done: Deferred[Any] = self._turn.run(self._render, path, changed)
            done.addBoth(self._hand, path)
        return made

    def _hand(self, page: Any, path: Path) -> None:
        for made in self._waiting.pop(path):
            made.callback(page)  # a Failure, where it could not be made

    def _render(self, path: Path, changed: int) -> Kept | Deferred[Kept]:
        def keep(page: Kept) -> Kept:
            self._made[path] = (changed, page)
            return page

        page = self._find(path, changed)  # whoever waited before may have made it
        if page is not None:
            return page
        pool = self._reactor.getThreadPool()
        return deferToThreadPool(self._reactor, pool, rendered, path).addCallback(keep)


class CourseResource(Section):
    """
    The table of contents at C{/}, each walkthrough at its name.
    """

    def __init__(self, layout: Layout, folder: Path, reactor: Any) -> None:
        """
        @param folder: where the walkthroughs are, on any level.
        @param reactor: has threads to render them in.
        """
        super().__init__(layout)
        self.shelf = Shelf(reactor)
        self.folder = folder
        self.pages = {name(path, folder): path for path in walkthroughs(folder)}
        self.putChild(b"", Contents(layout, self.pages))

    def getChild(self, name: bytes, request: Request) -> Resource:
        """
        Find a walkthrough among those that there are; no path is made of a name.
        """
        path = self.pages.get(name.decode("ascii", "replace"))
        if path is None:
            return ProblemPage(self.layout, NotFound("There is no such walkthrough."))
        return Walkthrough(self.layout, path, self.shelf)


def name(path: Path, folder: Path) -> str:
    """
    Name a walkthrough by its place: C{step1}, C{clients-webcat}.
    """
    return "-".join(path.relative_to(folder).with_suffix("").parts)


def pageOf(path: str) -> str | None:
    """
    Find the page that is made of a file of the course.

    @param path: from the course's folder.
    @return: the page's path on this site; L{None} where there is none.
    """
    text = Path(path)
    return f"/course/{name(text, Path())}" if text.suffix == ".rst" else None


class Contents(Resource):
    """
    The table of contents.
    """

    isLeaf = True

    def __init__(self, layout: Layout, pages: dict[str, Path]) -> None:
        super().__init__()
        self.layout = layout
        self.pages = pages

    def render_GET(self, request: Request) -> int:
        """
        List what there is.
        """
        page = self.layout.page("The course", *self.sections())
        return respond(request, self.layout, succeed(Answer(page)))

    def sections(self) -> Iterator[Tag]:
        """
        One list for each folder, with a link for each walkthrough.
        """
        for folder, places in groupby(self.pages, lambda place: place.rpartition("-")[0]):
            links = [tags.a(titleOf(self.pages[place]), href=place) for place in places]
            heading = tags.h2(HEADINGS.get(folder, folder))
            yield tags.section(heading, tags.ul([tags.li(link) for link in links]))


class Walkthrough(Resource):
    """
    One walkthrough.
    """

    isLeaf = True

    def __init__(self, layout: Layout, path: Path, shelf: Shelf) -> None:
        super().__init__()
        self.layout = layout
        self.path = path
        self.shelf = shelf

    def render_GET(self, request: Request) -> int:
        """
        Show it.
        """
        return respond(request, self.layout, self.answer())

    async def answer(self) -> Answer:
        """
        Make the page, or take it from the shelf.
        """
        content = await self.shelf.page(self.path)
        return Answer(self.layout.page(titleOf(self.path), content))
