"""
What shuts out people who hear a page, in what Sphinx and its theme write, is put right.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from lessons.book.sphinx.languages import Language, say, switch

#: How Sphinx begins the script of a language.
TRANSLATIONS = "Documentation.addTranslations("


def mends() -> dict[str, str]:
    """
    List what is written, and what it has to be.
    """
    book, page, search = say("The book"), say("This page"), say("Search")
    return {
        # WAI-ARIA 1.2: a heading has a level.
        '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
        # Of two landmarks of one kind, each has a name.
        '<aside class="sidebar-drawer">': f'<aside class="sidebar-drawer" aria-label="{book}">',
        '<aside class="toc-drawer">': f'<aside class="toc-drawer" aria-label="{page}">',
        # A page has a heading.
        '<div id="search-results"></div>': (
            f'<h1>{search}</h1>\n<div id="search-results"></div>\n'
        ),
        # What the theme says in English alone.
        **ariaLabel("Toggle site navigation sidebar", say("Toggle site navigation sidebar")),
        **ariaLabel("Toggle table of contents sidebar", say("Toggle table of contents sidebar")),
        **ariaLabel(
            "Toggle Light / Dark / Auto color theme", say("Toggle Light / Dark / Auto color theme")
        ),
    }


def ariaLabel(name: str, translated: str) -> dict[str, str]:
    """
    Give a name in the language of the page.
    """
    return {f'aria-label="{name}"': f'aria-label="{translated}"'}


def switches(language: Language, page: str) -> dict[str, str]:
    """
    Put the links to the other languages into the header: that of a phone, and the other one,
    which has the key of the projector as well.
    """
    links, icons = switch(language, page), '<div class="content-icon-container">'
    return {
        '<div class="header-right">': f'<div class="header-right">{links}',
        icons: f"{icons}{presenting()}{links}",
    }


def presenting() -> str:
    """
    Write the button of the projector, which names its keys; the script of the book shows it.
    """
    off, on = say("Projector: key p"), say("Page Down, Page Up: by sections; p ends it")
    return f'<button type="button" class="present" data-on="{on}" hidden>{off}</button>'


def plainly(script: str) -> str:
    """
    Write what Sphinx's scripts say in another language so that no text has to be run as a
    program: C{Content-Security-Policy} does not allow that, and then numbers have no words.
    """
    if not script.startswith(TRANSLATIONS):
        return script
    catalog = json.loads(script.removeprefix(TRANSLATIONS).rstrip().removesuffix(");"))
    return (
        f"Object.assign(Documentation.TRANSLATIONS, {json.dumps(catalog['messages'])});\n"
        f"Documentation.PLURAL_EXPR = (n) => Number({catalog['plural_expr']});\n"
        f"Documentation.LOCALE = {json.dumps(catalog['locale'])};\n"
    )


def mend(page: str, mends: Mapping[str, str]) -> str:
    """
    Put a page right; one that is right stays as it is.
    """
    for wrong, right in mends.items():
        if right not in page:
            page = page.replace(wrong, right)
    return page


def mendAll(book: Path, names: Iterable[str], language: Language) -> None:
    """
    Put all pages of the book right.
    """
    everywhere = mends()
    for name in names:
        path = book / f"{name}.html"
        page = path.read_text(encoding="utf-8") if path.exists() else ""
        mended = mend(page, {**everywhere, **switches(language, name)})
        if mended != page:
            path.write_text(mended, encoding="utf-8")
    script = book / "_static" / "translations.js"
    if script.exists():
        script.write_text(plainly(script.read_text(encoding="utf-8")), encoding="utf-8")
