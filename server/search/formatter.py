"""
The formatter: makes the pages.

A page is a tree of tags. What a user typed and what a file holds is text in it, and is
escaped wherever it is when the tree becomes bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from twisted.web.template import Flattenable, Tag, tags

from server.pages import Layout
from server.pages.formerrors import markWrong
from server.search.links import markedText, queryFields, sourceLink
from server.search.marking import mark
from server.search.matching import LONGEST_QUERY, Query, matches
from server.search.results import PageOf, aloneList, pageTurns, resultsTable, summary
from server.search.scanning import Results

#: How much of a file is shown on one page.
LINES = 500
#: How much of a line is shown.
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
    Makes the pages of the search: the form, its results, and the files.
    """

    def __init__(
        self, layout: Layout, corpusName: str, pageOf: PageOf = lambda path: None
    ) -> None:
        """
        @param corpusName: what is searched, for people.
        @param pageOf: finds the page that this site makes of a file.
        """
        self.pageOf = pageOf
        self.layout = layout
        self.corpusName = corpusName

    def formPage(
        self, text: str = "", isCaseSensitive: bool = False, problem: str = ""
    ) -> Flattenable:
        """
        Make the page with only the form.

        @param problem: what was wrong with the text.
        """
        explanation = tags.p(
            f"Finds the lines in {self.corpusName} that hold every word, anywhere in the line, "
            "also inside a longer word.",
            class_="quiet",
        )
        form = searchForm(text, isCaseSensitive, problem)
        return self.layout.page("Search", form, explanation, isWrong=bool(problem))

    def resultsPage(self, results: Results, alone: Sequence[Results] = ()) -> Flattenable:
        """
        Make the page with the matching lines.

        @param alone: what each word would find by itself, where all together find nothing.
        """
        query = results.query
        form = searchForm(query.text, query.isCaseSensitive)
        table, turns = resultsTable(results, self.pageOf), pageTurns(results)
        content = (form, summary(results), aloneList(alone), table, turns)
        return self.layout.page("Search results", *content)

    def textPage(self, view: TextView) -> Flattenable:
        """
        Make the page with a file's text.
        """
        lines = view.text.removesuffix("\n").split("\n")
        first = (min(view.line, len(lines)) - 1) // LINES * LINES
        shown = lines[first : first + LINES]
        turns = textTurns(view, first, len(lines))
        items = [
            ["\n", lineItem(view, number, line)] for number, line in enumerate(shown, first + 1)
        ]
        text = tags.ol(items, class_="lines", start=str(first + 1))
        back = tags.p(backLink(view.query))
        return self.layout.page(view.path, back, turns, text, turns)


def searchForm(text: str, isCaseSensitive: bool, problem: str = "") -> Tag:
    """
    Make the form for a search, as it was filled in.
    """
    box = tags.input(type="checkbox", name="casesensitive", value="1", id="casesensitive")
    field = tags.input(
        type="search", name="querystr", value=text, id="querystr", maxlength=str(LONGEST_QUERY)
    )
    if isCaseSensitive:
        box(checked="checked")
    parts: list[Flattenable] = [tags.label("Words", for_="querystr"), field]
    if problem:
        markWrong(field, "problem")
        parts.append(tags.span(problem, class_="wrong", id="problem", role="alert"))
    return tags.form(
        tags.p(parts),
        tags.p(tags.label(box, "Upper and lower case differ", for_="casesensitive")),
        tags.p(tags.button("Search", type="submit")),
        action="show_search_results",
        method="get",
        role="search",
    )


def lineItem(view: TextView, number: int, line: str) -> Tag:
    """
    Make the item for one line of a file.
    """
    query = view.query if view.query and matches(line, view.query) else None
    item = tags.li(*markedText(mark(line, query, LONGEST_LINE)), id=f"line-{number}")
    return item(class_="current") if number == view.line and view.query else item


def textTurns(view: TextView, first: int, total: int) -> Flattenable:
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
