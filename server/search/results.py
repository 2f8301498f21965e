"""
The table of what was found, and what is around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote, urlencode

from twisted.web.iweb import IRequest
from twisted.web.template import Flattenable, Tag, tags

from server.pages.flattener import Flattener, Part, attributeText, escaped
from server.search.links import isPage, markedText, queryFields, sourceLink, writtenText
from server.search.matching import Query
from server.search.scanning import MOST_ROWS, Results, Row

#: Finds the page that is made from a file, where there is one.
PageOf = Callable[[str], str | None]

PATH_PARTS = re.compile("[^/]*/?")
WORD_AT_START, WORD_AT_END = re.compile(r"\w+"), re.compile(r"\w+$")
#: What may be at the ends of a word that is not part of it on the page.
AROUND = "*`_|.,;:!?()[]{}<>\"'"


def summary(results: Results) -> Tag:
    """
    Say how much was found, and whether that is all.
    """
    return tags.p(" ".join(sentences(results)), role="status")


def sentences(results: Results) -> Iterator[str]:
    """
    Say how much was found, sentence by sentence.
    """
    lines, files = len(results.rows), len({row.path for row in results.rows})
    if results.isCut or results.first:
        last = results.first + lines
        yield f"Lines {results.first + 1:,} to {last:,}." if lines else "There are no more lines."
    else:
        found = f"{count(lines, 'line')} in {count(files, 'file')}."
        yield found if lines else "Nothing found."
    if results.unread:
        yield f"{count(results.unread, 'file')} could not be read any more."
    if results.isUnfinished:
        yield "The time was over before all files were read; longer words take less."


def count(number: int, noun: str) -> str:
    """
    Write a number of things: C{1 line}, C{1,234 lines}.
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def aloneList(alone: Sequence[Results]) -> Flattenable:
    """
    Say what each word of a query would find alone.
    """
    if not alone:
        return ""
    items = [tags.li(*aloneItem(results)) for results in alone]
    return [tags.p("No line holds all of these words. Alone, they are in:"), tags.ul(items)]


def aloneItem(results: Results) -> Iterator[Flattenable]:
    """
    Say what one word would find alone.
    """
    lines, word = len(results.rows), results.query.text
    if not lines:
        yield f"{word}: {'no line' if not results.isUnfinished else 'no line so far'}"
        return
    more = " and more" if results.isCut or results.isUnfinished else ""
    yield tags.a(word, href=f"show_search_results?{urlencode(queryFields(results.query))}")
    yield f": {count(lines, 'line')}{more}"


def pageTurns(results: Results) -> Flattenable:
    """
    Link the pages of a long result.
    """
    number = results.first // MOST_ROWS + 1
    pages = [("Earlier lines", number - 1, "prev")] if number > 1 else []
    if results.isCut:
        pages.append(("Later lines", number + 1, "next"))
    if not pages:
        return ""
    links = [
        tags.li(tags.a(text, href=turnTo(results.query, page), rel=rel))
        for text, page, rel in pages
    ]
    return tags.nav(tags.ul(links), **{"aria-label": "Pages"})


def turnTo(query: Query, page: int) -> str:
    """
    Link to a page of a result.
    """
    return f"show_search_results?{urlencode({**queryFields(query), 'page': str(page)})}"


def resultsTable(results: Results, pageOf: PageOf) -> Flattenable:
    """
    Make the table: one row for each line.
    """
    if not results.rows:
        return ""
    head = tags.tr(tags.th("File", scope="col"), tags.th("Match", scope="col"))
    rows = [["\n", ResultRow(row, results.query, pageOf(row.path))] for row in results.rows]
    table = tags.table(tags.thead(head), tags.tbody(rows), class_="results")
    return tags.div(table, class_="wide")


class ResultRow(Part):
    """
    One row. A page has up to 200, and each has other tags inside: so its text is written
    without making them.
    """

    def __init__(self, row: Row, query: Query, page: str | None) -> None:
        """
        @param page: the page that this site makes from the file, if any.
        """
        self.row = row
        self.source = sourceLink(row.path, row.number, query)
        if isPage(row.path):
            page = f"get_text_file?{urlencode({'file': row.path})}"
        self.page = f"{page}#:~:text={fragment(row)}" if page else None

    def render(self, request: IRequest | None) -> Tag:
        """
        Make the row; the file's name opens the page at the match, where a page is made
        from the file; otherwise it opens the file at the line.
        """
        row, line = self.row, f"line {self.row.number}"
        path = [tags.span(part, class_="part") for part in breakable(row.path)]
        if self.page:
            link = tags.a(path, href=self.page)
            place = [link, ", ", tags.a(line, href=self.source)]
        else:
            place = [tags.a(path, ", ", line, href=self.source)]
        return tags.tr(tags.td(place), tags.td(markedText(row.pieces), class_="text"))

    def write(self, flattener: Flattener) -> None:
        """
        Write what L{render} would make.
        """
        row, line = self.row, f"line {self.row.number}"
        path = "".join(
            f'<span class="part">{escaped(part)}</span>' for part in breakable(row.path)
        )
        source = attributeText("href", self.source)
        if self.page:
            page = attributeText("href", self.page)
            place = f"<a{page}>{path}</a>, <a{source}>{line}</a>"
        else:
            place = f"<a{source}>{path}, {line}</a>"
        text = writtenText(row.pieces)
        flattener.write(f'<tr><td>{place}</td><td class="text">{text}</td></tr>')


def breakable(path: str) -> list[str]:
    """
    Let a path break after a slash, where the column is narrow.
    """
    return PATH_PARTS.findall(path)[:-1]


def fragment(row: Row) -> str:
    """
    Write what a browser should look for in a page, and scroll to (the URL's text
    fragment): what it shows has no line numbers. It finds whole words only.
    """
    pieces = [piece.text for piece in row.pieces]
    index = next((i for i, piece in enumerate(row.pieces) if piece.isMatch), 0)
    before = WORD_AT_END.search("".join(pieces[:index]))
    after = WORD_AT_START.match("".join(pieces[index + 1 :]))
    words = [before[0] if before else "", pieces[index], after[0] if after else ""]
    return quote("".join(words).strip(AROUND), safe="").replace("-", "%2D")
