"""
Looks for a query in the files that an engine has proposed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from server.search.corpus import Corpus, NoText
from server.search.marking import Piece, mark
from server.search.matching import Query, findLines
from server.search.workers import Deadline

#: The most rows of a result.
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

    @ivar isCut: whether there are more rows.
    @ivar isUnfinished: whether the time was over before all files were read.
    """

    query: Query
    rows: list[Row] = field(default_factory=list)
    isCut: bool = False
    isUnfinished: bool = False


def scan(deadline: Deadline, corpus: Corpus, paths: Iterable[str], query: Query) -> Results:
    """
    Look for a query in some files.

    @param paths: in the order of the result.
    """
    results = Results(query)
    for path in paths:
        if deadline.isOver():
            results.isUnfinished = True
            break
        addRows(results, corpus, path)
        if results.isCut:
            break
    return results


def addRows(results: Results, corpus: Corpus, path: str) -> None:
    """
    Look for the query in one file.
    """
    try:
        text = corpus.read(path)
    except NoText:
        return  # it has changed since it was proposed
    room = MOST_ROWS - len(results.rows)
    for line in islice(findLines(text, results.query), room + 1):
        if len(results.rows) == MOST_ROWS:
            results.isCut = True
            return
        results.rows.append(Row(path, line.number, mark(line.text, results.query)))
