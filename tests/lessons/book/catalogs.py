"""
The catalogs of the translations, and what they are to hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from lessons.book.sphinx.languages import LANGUAGES, ORIGINAL
from tests.support.process import ROOT

#: The pages that exist in every language, as does what is around them.
PROMISED = (
    *("index", "readme", "glossary", "quiz3", "quiz8", "quiz15"),
    *(f"step{number}" for number in range(1, 6)),
)
OTHERS = tuple(each for each in LANGUAGES if each is not ORIGINAL)

#: What stays as it is: code, what is in bold by its number, and where a reference leads.
KEPT = re.compile(
    r"``.+?``|:[a-z]+:`(?:[^`<]*<)?[^`<>]+>?`|\*\*[\w.]+\*\*|https?://[^\s`>，。（）]+\w/?|\{\w+\}"
)
#: Words in italics: a term, or the beginning of a paragraph.
ITALICS = re.compile(r"(?<![*\w])\*(?=[^*\s])[^*]+\*(?!\*)")

#: How an exercise begins: with its number and its title.
TITLE = re.compile(r"\*\*[\w.]+\*\* \*([^*]+)\*")


def readCatalog(path: Path) -> Catalog:
    """
    Read a catalog, as Babel has it.
    """
    with path.open("rb") as file:
        return read_po(file)


def messagesOf(catalog: Catalog) -> dict[str, Message]:
    """
    List the messages by what is to be translated: the first one is the head of the catalog.
    """
    return {str(message.id): message for message in catalog if message.id}


def titlesOf(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """
    List the titles of exercises: the original, and the translation.
    """
    for text, message in messagesOf(catalog).items():
        title, there = TITLE.match(text), TITLE.match(str(message.string))
        if title and there:
            yield title[1], there[1]


def troubles(path: Path, originals: Catalog) -> Iterator[tuple[str, str]]:
    """
    List what is not translated, or older than the original, or left over.

    @param originals: the messages as they are in the text now.
    """
    catalog, wanted = readCatalog(path), messagesOf(originals)
    found = messagesOf(catalog)
    for text in wanted:
        if text not in found or not found[text].string:
            yield "not translated", text
        elif found[text].fuzzy:
            yield "older than its original", text
    for text in [*found, *map(str, catalog.obsolete)]:
        if text not in wanted:
            yield "left over", text


def told(path: Path, originals: Catalog) -> list[str]:
    """
    Write each trouble in one line, with what to do.
    """
    todo = "run 'make messages', and edit it"
    return [
        f"{path.relative_to(ROOT)}: {what}: {' '.join(text.split()[:8])!r}: {todo}"
        for what, text in troubles(path, originals)
    ]


def kept(text: str) -> set[str]:
    """
    Find what a translation has to leave as it is, in any order and as often as it needs it; and
    how much is in italics.
    """
    found = {each.rpartition("<")[2].strip("`>") for each in KEPT.findall(text)}
    return {*found, f"{len(ITALICS.findall(KEPT.sub('', text)))} in italics"}
