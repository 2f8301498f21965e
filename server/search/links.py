"""
Links to the texts and to searches, and marked text: what all pages of the search share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import quote_plus

from twisted.web.template import Flattenable, tags

from server.pages.flattener import escaped
from server.search.marking import Piece
from server.search.matching import Query

#: The endings of HTML pages.
PAGES = (".html", ".htm")


def isPage(path: str) -> bool:
    """
    Tell whether a file is an HTML page, which can be shown as such.
    """
    return path.lower().endswith(PAGES)


def sourceLink(path: str, line: int, query: Query | None) -> str:
    """
    Link to a line of a file's text.
    """
    source = "&source=1" if isPage(path) else ""
    fields = f"file={quote_plus(path)}&line={line}{furtherFields(query)}{source}"
    return f"get_text_file?{fields}#line-{line}"


@lru_cache(16)  # each row of a page has the same
def furtherFields(query: Query | None) -> str:
    """
    Write a query after other fields of an address.
    """
    return "".join(f"&{name}={quote_plus(value)}" for name, value in queryFields(query).items())


def queryFields(query: Query | None) -> Mapping[str, str]:
    """
    Write a query as the fields that the form has for it.
    """
    if query is None:
        return {}
    flag = {"casesensitive": "1"} if query.isCaseSensitive else {}
    return {"querystr": query.text, **flag}


def markedText(pieces: Iterable[Piece]) -> list[Flattenable]:
    """
    Make text out of pieces, with the matches marked.
    """
    return [tags.mark(piece.text) if piece.isMatch else piece.text for piece in pieces]


def writtenText(pieces: Iterable[Piece]) -> str:
    """
    Write what L{markedText} makes, as HTML.
    """
    return "".join(
        f"<mark>{escaped(piece.text)}</mark>" if piece.isMatch else escaped(piece.text)
        for piece in pieces
    )
