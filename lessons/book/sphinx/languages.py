"""
The languages of the book: which ones there are, and the way from a page to the same page in
another one. A further language is a line here, and its catalogs in C{lessons/locale/}.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from sphinx.locale import _

#: The folder of the catalogs, from the folder of the course.
CATALOGS = "locale"


class Language(NamedTuple):
    """
    One of them.

    @ivar code: as gettext names it, and the folder of its catalogs.
    @ivar folder: of its pages, in the book.
    @ivar tag: as HTML names it (RFC 5646).
    @ivar name: as those who speak it call it.
    """

    code: str
    folder: str
    tag: str
    name: str


#: The language of the texts themselves.
ORIGINAL = Language("en", "", "en", "English")
LANGUAGES = (ORIGINAL, Language("zh_CN", "zh", "zh-Hans", "中文"))


def languageOf(code: str) -> Language:
    """
    Find a language by the name that Sphinx has for it.
    """
    return next((each for each in LANGUAGES if each.code == code), ORIGINAL)


def say(words: str) -> str:
    """
    Say something of the book's own, in the language that the book is made in.
    """
    return str(_(words))


def catalogOf(lessons: Path, language: Language, page: str) -> Path:
    """
    Tell where the translation of a page is, if there is one.
    """
    return lessons / CATALOGS / language.code / "LC_MESSAGES" / f"{page}.po"


def isTranslated(lessons: Path, language: Language, page: str) -> bool:
    """
    Tell whether a page exists in a language. One without a text, such as the search, always does.
    """
    hasText = (lessons / f"{page}.rst").exists()
    return language is ORIGINAL or not hasText or catalogOf(lessons, language, page).exists()


def wayTo(other: Language, language: Language, page: str) -> str:
    """
    Write the relative address of a page in another language.
    """
    depth = page.count("/") + bool(language.folder)
    return "../" * depth + (f"{other.folder}/" if other.folder else "") + page


def switch(language: Language, page: str) -> str:
    """
    Write the links to the same page in the other languages, each in its own.
    """
    links = [
        f'<a href="{escape(wayTo(other, language, page))}" lang="{other.tag}" '
        f'hreflang="{other.tag}">{other.name}</a>'
        for other in LANGUAGES
        if other is not language
    ]
    return f'<nav class="languages" aria-label="{say("Language")}">{" ".join(links)}</nav>'


def alternates(language: Language, page: str) -> str:
    """
    Tell programs where the page is in each language.
    """
    return "".join(
        f'<link rel="alternate" hreflang="{other.tag}" href="{escape(way)}">'
        for other in LANGUAGES
        if (way := wayTo(other, language, page))
    )


def inLanguage(app: Any, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """
    Give a page what its language needs. One that is not translated says so, and is marked as
    what it is.
    """
    language = languageOf(app.config.language)
    context["language"] = language.tag
    context["docstitle"] = context["project"] = say("HTTP from the wire up")
    context["metatags"] = context.get("metatags", "") + alternates(language, page)
    if not isTranslated(Path(app.srcdir), language, page):
        note = say("This page has not been translated yet. Here it is in English.")
        body = f'<div lang="{ORIGINAL.tag}">{context["body"]}</div>'
        context["body"] = f'<p class="untranslated" role="note">{note}</p>\n{body}'
