"""
The page that shows the counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from twisted.internet.defer import succeed
from twisted.web.server import Request
from twisted.web.template import Flattenable, Tag, tags

from server.console import printable
from server.pages import Answer, Layout, Section, respond
from server.proxy.counts import Counts, Page

#: How many words are shown.
SHOWN = 100


class CountsResource(Section):
    """
    Shows what was counted so far.
    """

    def __init__(self, layout: Layout, counts: Counts) -> None:
        super().__init__(layout)
        self.counts = counts
        self.putChild(b"", self)

    def render_GET(self, request: Request) -> int:
        """
        Show the counts as they are now.
        """
        counts = self.counts
        so = f"{number(counts.total, 'word')} on {number(counts.pages, 'page')} so far."
        page = self.layout.page(
            "Words counted",
            tags.p(so, class_="notice"),
            table("The most frequent words", "word", "times", counts.top(SHOWN)),
            table("The last pages", "page", "words", map(entry, counts.recent)),
        )
        return respond(request, self.layout, succeed(Answer(page)))


def number(howMany: int, what: str) -> str:
    """
    Write a number of things: C{1 word}, C{1,234 words}.
    """
    return f"{howMany:,} {what}" + ("" if howMany == 1 else "s")


def entry(page: Page) -> tuple[Flattenable, int]:
    """
    Show one page. Its address is text and not a link: it came from a stranger.
    """
    note = tags.span(f" ({page.note})", class_="quiet") if page.note else ""
    return [printable(page.url), note], page.words


def table(caption: str, what: str, howMany: str, rows: Iterable[tuple[Flattenable, int]]) -> Tag:
    """
    Make a table of two columns.
    """
    heading = tags.tr(tags.th(what, scope="col"), tags.th(howMany, scope="col", class_="number"))
    body = [row(*each) for each in rows]
    return tags.table(tags.caption(caption), tags.thead(heading), tags.tbody(body))


def row(what: Flattenable, howMany: int) -> Tag:
    """
    Make a row with a thing and its number.
    """
    return tags.tr(tags.td(what), tags.td(f"{howMany:,}", class_="number"))
