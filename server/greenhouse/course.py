"""
The walkthroughs as pages: C{/course/}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from docutils.core import publish_parts
from twisted.internet.defer import succeed
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import Tag, XMLString, tags

from server.pages import Answer, Layout, NotFound, ProblemPage, Section, respond

#: No text of ours includes a file or raw HTML, and none could.
SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "doctitle_xform": True,
    "initial_header_level": 2,
    "syntax_highlight": "none",
    "math_output": "MathML",
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


def rendered(path: Path) -> Tag:
    """
    Make the page of a walkthrough.
    """
    parts = publish_parts(
        path.read_text(encoding="utf-8"), writer="html5", settings_overrides=SETTINGS
    )
    return tags.div(XMLString(f"<div>{parts['body']}</div>").load(), class_="walkthrough")


class CourseResource(Section):
    """
    The table of contents at C{/}, each walkthrough at its name.
    """

    def __init__(self, layout: Layout, folder: Path) -> None:
        """
        @param folder: where the walkthroughs are, on any level.
        """
        super().__init__(layout)
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
        return Walkthrough(self.layout, path)


def name(path: Path, folder: Path) -> str:
    """
    Name a walkthrough by its place: C{step1}, C{clients-webcat}.
    """
    return "-".join(path.relative_to(folder).with_suffix("").parts)


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
    One walkthrough; rendered again when its file has changed.
    """

    isLeaf = True
    #: What was rendered, by path and time of the file's last change, in ns.
    made: dict[Path, tuple[int, Tag]] = {}

    def __init__(self, layout: Layout, path: Path) -> None:
        super().__init__()
        self.layout = layout
        self.path = path

    def render_GET(self, request: Request) -> int:
        """
        Show it.
        """
        page = self.layout.page(titleOf(self.path), self.content())
        return respond(request, self.layout, succeed(Answer(page)))

    def content(self) -> Tag:
        """
        Take what was made, while it is good.
        """
        changed = self.path.stat().st_mtime_ns
        when, page = self.made.get(self.path, (0, tags.div()))
        if when != changed:
            page = rendered(self.path)
            self.made[self.path] = (changed, page)
        return page
