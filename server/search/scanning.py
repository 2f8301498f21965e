"""
Looks for a query in the files that an engine has proposed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from server.search.corpus import Corpus, NoText
from server.search.marking import Piece, mark
from server.search.matching import Line, Query, findLines
from server.search.workers import Deadline

#: How many rows a page has at most.
MOST_ROWS = 200


class Row(NamedTuple):
    """
    One matching line.

    @ivar path: the file, from the corpus's root.
    @ivar number: the line, from 1.
    @ivar pieces: the line, as far as it is shown.
    """

    path: str
    number: int
    pieces: list[Piece]


@dataclass
class Results:
    """
    What was found.

    @ivar first: how many rows are left out, because they are on earlier pages.
    @ivar skipped: how many of those there really were.
    @ivar isCut: whether there are more rows.
    @ivar isUnfinished: whether time was up before all files were read.
    @ivar unread: the number of files that could not be read.
    """

    query: Query
    first: int = 0
    rows: list[Row] = field(default_factory=list)
    skipped: int = 0
    isCut: bool = False
    isUnfinished: bool = False
    unread: int = 0


def scan(
    deadline: Deadline, corpus: Corpus, paths: Iterable[str], query: Query, first: int = 0
) -> Results:
    """
    Look for a query in some files.

    @param paths: in the order of the result.
    @param first: how many rows to leave out at the beginning.
    """
    results = Results(query, first)
    for path in paths:
        addRows(results, deadline, corpus, path)
        if results.isCut or results.isUnfinished:
            break
    return results


def addRows(results: Results, deadline: Deadline, corpus: Corpus, path: str) -> None:
    """
    Look for the query in one file.
    """
    if deadline.isOver():
        results.isUnfinished = True
        return
    try:
        text = corpus.read(path)
    except NoText:
        results.unread += 1  # it has changed, or gone, since it was proposed
        return
    for line in findLines(text, results.query):
        if deadline.isOver():
            results.isUnfinished = True
            return
        addRow(results, path, line)
        if results.isCut:
            return


def addRow(results: Results, path: str, line: Line) -> None:
    """
    Add a line to the rows, if it is on this page.
    """
    if results.skipped < results.first:
        results.skipped += 1
    elif len(results.rows) == MOST_ROWS:
        results.isCut = True
    else:
        results.rows.append(Row(path, line.number, mark(line.text, results.query)))
