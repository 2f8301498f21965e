"""
The formatter: makes the pages.

A page is a tree of tags. What a user typed and what stands in a file is text in
it, and is escaped when the tree becomes bytes, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from twisted.web.template import Flattenable, Tag, tags

from server.pages import Layout
from server.search.marking import Piece, mark
from server.search.matching import LONGEST_QUERY, Query, matches
from server.search.scanning import MOST_ROWS, Results, Row

#: The endings of HTML pages.
PAGES = (".html", ".htm")

#: How much of a file is shown on one page.
LINES = 500
#: How much of a line.
LONGEST_LINE = 2000  # characters


@dataclass(frozen=True)
class TextView:
    """
    A file to show.

    @ivar line: the number of the line where it is opened.
    @ivar query: what to mark, if anything.
    """

    path: str
    text: str
    line: int = 1
    query: Query | None = None


class SearchFormatter:
    """
    Makes the pages of the search.
    """

    def __init__(self, layout: Layout, corpusName: str) -> None:
        """
        @param corpusName: what is searched, for people.
        """
        self.layout = layout
        self.corpusName = corpusName

    def formPage(
        self, text: str = "", isCaseSensitive: bool = False, problem: str = ""
    ) -> Flattenable:
        """
        Make the page with the form alone.

        @param problem: what was wrong with the text.
        """
        explanation = tags.p(
            f"Finds the lines in {self.corpusName} that hold every word, anywhere in the line, "
            "also inside a longer word.",
            class_="quiet",
        )
        form = searchForm(text, isCaseSensitive, problem)
        return self.layout.page("Search", form, explanation)

    def resultsPage(self, results: Results) -> Flattenable:
        """
        Make the page with the matching lines.
        """
        query = results.query
        form = searchForm(query.text, query.isCaseSensitive)
        table = resultsTable(results) if results.rows else ""
        return self.layout.page("Search results", form, summary(results), table)

    def textPage(self, view: TextView) -> Flattenable:
        """
        Make the page with a file's text.
        """
        lines = view.text.removesuffix("\n").split("\n")
        first = (min(view.line, len(lines)) - 1) // LINES * LINES
        shown = lines[first : first + LINES]
        turns = pageTurns(view, first, len(lines))
        items = [
            ["\n", lineItem(view, number, line)] for number, line in enumerate(shown, first + 1)
        ]
        text = tags.ol(items, class_="lines", start=str(first + 1))
        back = tags.p(backLink(view.query))
        return self.layout.page(view.path, back, turns, text, turns)


def searchForm(text: str, isCaseSensitive: bool, problem: str = "") -> Tag:
    """
    Make the form, as it was filled in.
    """
    box = tags.input(type="checkbox", name="casesensitive", value="1", id="casesensitive")
    field = tags.input(
        type="search", name="querystr", value=text, id="querystr", maxlength=str(LONGEST_QUERY)
    )
    if isCaseSensitive:
        box(checked="checked")
    parts: list[Flattenable] = [tags.label("Words", for_="querystr"), field]
    if problem:
        field(**{"aria-invalid": "true", "aria-describedby": "problem"})
        parts.append(tags.span(problem, class_="wrong", id="problem", role="alert"))
    return tags.form(
        tags.p(parts),
        tags.p(tags.label(box, "Upper and lower case differ", for_="casesensitive")),
        tags.p(tags.button("Search", type="submit")),
        action="show_search_results",
        method="get",
        role="search",
    )


def summary(results: Results) -> Tag:
    """
    Say how much was found, and whether that is all.
    """
    lines, files = len(results.rows), len({row.path for row in results.rows})
    sentences = [
        f"{count(lines, 'line')} in {count(files, 'file')}." if lines else "Nothing found."
    ]
    if results.isCut:
        sentences = [f"The first {MOST_ROWS} lines. There are more: add a word."]
    if results.isUnfinished:
        sentences.append("The time was over before all files were read; longer words take less.")
    return tags.p(" ".join(sentences), role="status")


def count(number: int, noun: str) -> str:
    """
    Write a number of things.
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def resultsTable(results: Results) -> Tag:
    """
    Make the table: one row for each line.
    """
    head = tags.tr(tags.th("File", scope="col"), tags.th("Match", scope="col"))
    rows = [["\n", resultRow(row, results.query)] for row in results.rows]
    table = tags.table(tags.thead(head), tags.tbody(rows), class_="results")
    return tags.div(table, class_="wide")


def resultRow(row: Row, query: Query) -> Tag:
    """
    Make one row; the file's name opens the file at the line.
    """
    source = sourceLink(row.path, row.number, query)
    line = f"line {row.number}"
    if isPage(row.path):
        link = tags.a(breakable(row.path), href=pageLink(row, query))
        place = [link, ", ", tags.a(line, href=source)]
    else:
        place = [tags.a(breakable(row.path), ", ", line, href=source)]
    return tags.tr(tags.td(place), tags.td(markedText(row.pieces), class_="text"))


def breakable(path: str) -> list[Flattenable]:
    """
    Let a path break behind a slash, where the column is narrow.
    """
    return [tags.span(part, class_="part") for part in re.findall("[^/]*/?", path)[:-1]]


def isPage(path: str) -> bool:
    """
    Tell whether a file is an HTML page, and can be shown as what it is.
    """
    return path.lower().endswith(PAGES)


def sourceLink(path: str, line: int, query: Query | None) -> str:
    """
    Link to a line of a file's text.
    """
    source = {"source": "1"} if isPage(path) else {}
    fields = {"file": path, "line": str(line), **queryFields(query), **source}
    return f"get_text_file?{urlencode(fields)}#line-{line}"


def pageLink(row: Row, query: Query) -> str:
    """
    Link to an HTML file. There are no line numbers in what it shows; but
    browsers find words (the URL's text fragment) and scroll to them.
    """
    words = next((piece.text for piece in row.pieces if piece.isMatch), "")
    return f"get_text_file?{urlencode({'file': row.path})}#:~:text={quote(words, safe='')}"


def queryFields(query: Query | None) -> Mapping[str, str]:
    """
    Write a query as the form does.
    """
    if query is None:
        return {}
    flag = {"casesensitive": "1"} if query.isCaseSensitive else {}
    return {"querystr": query.text, **flag}


def markedText(pieces: Iterable[Piece]) -> list[Flattenable]:
    """
    Make text of pieces, the matches marked.
    """
    return [tags.mark(piece.text) if piece.isMatch else piece.text for piece in pieces]


def lineItem(view: TextView, number: int, line: str) -> Tag:
    """
    Make one line of a file.
    """
    query = view.query if view.query and matches(line, view.query) else None
    item = tags.li(*markedText(mark(line, query, LONGEST_LINE)), id=f"line-{number}")
    return item(class_="current") if number == view.line and view.query else item


def pageTurns(view: TextView, first: int, total: int) -> Flattenable:
    """
    Link the pages before and after; nothing where one page holds all.
    """
    if total <= LINES:
        return ""
    last = min(first + LINES, total)
    parts: list[Flattenable] = [f"Lines {first + 1:,} to {last:,} of {total:,}. "]
    if first:
        earlier = sourceLink(view.path, first - LINES + 1, view.query)
        parts.append(tags.a("Earlier lines", href=earlier, rel="prev"))
    if first and last < total:
        parts.append(" · ")
    if last < total:
        parts.append(
            tags.a("Later lines", href=sourceLink(view.path, last + 1, view.query), rel="next")
        )
    return tags.p(parts)


def backLink(query: Query | None) -> Tag:
    """
    Link back to the results, or to the form.
    """
    if query is None:
        return tags.a("Search", href="show_search_form")
    href = f"show_search_results?{urlencode(queryFields(query))}"
    return tags.a("All matches", href=href, rel="up")
