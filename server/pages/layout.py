"""
The frame around every page: one template, one style sheet.

A page is a L{twisted.web.template} tree, so what a user typed is text wherever it appears:
it is escaped by construction.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache, lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from twisted.python.filepath import FilePath
from twisted.web.iweb import IRequest
from twisted.web.template import CDATA, Element, Flattenable, Tag, XMLFile, renderer, tags

from server.pages.prerendered import Around, Framed, textAround

HERE = Path(__file__).parent
#: The media type of a page.
HTML = "text/html; charset=utf-8"
PAGE_TEMPLATE = XMLFile(FilePath(str(HERE / "page.html")))
#: What the pages of a site ask it for, besides themselves.
STYLE_SHEET, ICON = HERE / "style.css", HERE / "icon.svg"
#: How many frames are kept: one for each title, in each part of the site.
MOST_FRAMES = 100


class Link(NamedTuple):
    """
    A link in the navigation, to a part of the site.
    """

    path: str
    text: str

    def leadsTo(self, path: str) -> bool:
        """
        Tell whether a path is in the part of the site that this link leads to.
        """
        return path == self.path or (self.path != "/" and path.startswith(self.path))


HOME = Link("/", "Home")


class Title(NamedTuple):
    """
    What a page is called.

    @ivar isWrong: whether the page is a form that has come back: people who listen to
        pages hear that first, in the title of the window.
    """

    heading: str
    isWrong: bool = False


class Frame(Element):
    """
    The frame of a page: the template, filled in.
    """

    loader = PAGE_TEMPLATE

    def __init__(
        self, layout: Layout, title: Title, here: Link | None, *content: Flattenable
    ) -> None:
        """
        @param here: the link that leads to this part of the site.
        """
        super().__init__()
        self.layout = layout
        self.titles = title
        self.here = here
        self.contentParts = content

    @renderer
    def title(self, request: IRequest | None, tag: Tag) -> Tag:
        """
        Put the page's heading into the template's tag, as text.
        """
        return tag(self.titles.heading)

    @renderer
    def window(self, request: IRequest | None, tag: Tag) -> Tag:
        """
        Fill in the title of the window.
        """
        return tag("Problem: " if self.titles.isWrong else "", self.titles.heading)

    @renderer
    def style(self, request: IRequest | None, tag: Tag) -> Flattenable:
        """
        Name the style sheet, or put it in: see L{carriedStyle}. With the empty icon, a browser
        does not look for another one.
        """
        if not self.layout.carriesStyle:
            return tag
        before, section, after = carriedStyle()
        return [tags.link(rel="icon", href="data:,"), tags.style(before, CDATA(section), after)]

    @renderer
    def navigation(self, request: IRequest | None, tag: Tag) -> Tag:
        """
        Fill in the links; the link that leads to this part of the site is marked.
        """
        return tag(tags.ul([tags.li(self._link(link)) for link in self.layout.links]))

    def _link(self, link: Link) -> Tag:
        current = {"aria-current": "page"} if link == self.here else {}
        return tags.a(link.text, href=link.path, **current)

    @renderer
    def content(self, request: IRequest | None, tag: Tag) -> Tag:
        """
        Fill in what the page is about.
        """
        return tag(*self.contentParts)


class Page(Framed):
    """
    A page's title and content, in the frame of its site.
    """

    def __init__(self, title: Title, layout: Layout, content: Sequence[Flattenable]) -> None:
        self.title = title
        self.layout = layout
        self.content = content

    def around(self, request: IRequest | None) -> Around:
        """
        Find the text of the frame around this page.
        """
        return keptFrame(self.layout, self.title, self.layout.here(request))

    def render(self, request: IRequest | None) -> Frame:
        """
        Put the page into the frame of its site, in which the navigation marks where the
        request is.
        """
        return Frame(self.layout, self.title, self.layout.here(request), *self.content)


@lru_cache(MOST_FRAMES)
def keptFrame(layout: Layout, title: Title, here: Link | None) -> Around:
    """
    Make the text of a frame, and keep it.
    """
    return textAround(partial(Frame, layout, title, here))


class Layout:
    """
    What the pages of one site have in common; handed to each application when
    it is made.
    """

    def __init__(self, links: Sequence[Link] = (HOME,), carriesStyle: bool = False) -> None:
        """
        @param links: the navigation of every page, in order.
        @param carriesStyle: whether each page holds the style sheet: for pages that take
            the place of another site's, and cannot ask that site for it.
        """
        self.links = tuple(links)
        self.carriesStyle = carriesStyle

    def here(self, request: IRequest | None) -> Link | None:
        """
        Find the link that leads to the part of the site where a request is.
        """
        path = getattr(request, "path", b"").decode("ascii", "replace")
        return next((link for link in self.links if link.leadsTo(path)), None)

    def page(self, title: str, *content: Flattenable, isWrong: bool = False) -> Page:
        """
        Make a page.

        @param title: the heading, and the title of the browser's window.
        @param content: what is below the heading.
        @param isWrong: whether it is a form that has come back with what is wrong in it.
        """
        return Page(Title(title, isWrong), self, content)


@cache
def styleSheet() -> str:
    """
    @return: the style sheet of all sites, which is read once.
    """
    return STYLE_SHEET.read_text(encoding="utf-8")


def carriedStyle() -> tuple[str, str, str]:
    """
    Make the content of the C{style} element of a page that carries its style sheet. What is in
    one is never escaped, and only a CDATA section is written like that; CSS sees its marks as
    two comments.

    @return: what comes before the section, what is in it, and what comes after it.
    """
    return "/*", f"*/\n{styleSheet()}/*", "*/"


def carriedStyleSource() -> str:
    """
    Name what pages carry as a source for C{style-src}: in Content Security Policy Level 3, the
    hash of an inline style allows that one, and no other that anybody may have put in.
    """
    before, section, after = carriedStyle()
    text = f"{before}<![CDATA[{section}]]>{after}"
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
