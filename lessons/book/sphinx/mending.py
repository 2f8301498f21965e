"""
What keeps people out who hear a page, in what Sphinx and its theme write, is put right.
"""

from __future__ import annotations

from pathlib import Path

#: What is written, and what has to stand there.
MENDS = {
    # WAI-ARIA 1.2: a heading has a level.
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    # Of two landmarks of one kind, each has a name.
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="The book">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="This page">',
    # A page has a heading.
    '<div id="search-results"></div>': '<h1>Search</h1>\n<div id="search-results"></div>\n',
}


def mend(page: str) -> str:
    """
    Put a page right; one that is right stays as it is.
    """
    for wrong, right in MENDS.items():
        if right not in page:
            page = page.replace(wrong, right)
    return page


def mendAll(book: Path) -> None:
    """
    Put all pages of the book right.
    """
    for path in book.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        mended = mend(page)
        if mended != page:
            path.write_text(mended, encoding="utf-8")
