"""
What Sphinx has to know about this book.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes

from lessons.book.sphinx.accessibility import mendAll
from lessons.book.sphinx.chinesesearch import SearchChinesePairs
from lessons.book.sphinx.field import Clients, Recorded
from lessons.book.sphinx.fieldservers import Answers, Servers
from lessons.book.sphinx.figures import (
    PictureDirective,
    departPicture,
    picture,
    visitPicture,
)
from lessons.book.sphinx.languages import inLanguage, languageOf
from lessons.book.sphinx.pages import completed
from lessons.book.sphinx.quizzes import QuizDirective
from lessons.book.sphinx.references import LinkRFCs
from lessons.book.sphinx.terms import LinkTerms
from lessons.book.sphinx.transcripts import FindTranscripts, transcript, visitTranscript
from lessons.introduction import README, readme

#: Pages that are made of no text.
SPECIAL = ("search", "genindex")


def complete(app: Any, place: str, source: list[str]) -> None:
    """
    Add to a text what belongs on its page.
    """
    if place == "readme" and not README.exists():  # there is nothing to include
        source[0] = fromHere(readme())
    source[0] = completed(place, source[0], Path(app.srcdir))


def fromHere(text: str) -> str:
    """
    What README.rst names from the top, the book names from its own folder.
    """
    return text.replace(".. image:: lessons/", ".. image:: ")


def withoutFolder(app: Any, path: Path, place: str, content: list[str]) -> None:
    """
    Name them so where README.rst is included.
    """
    content[0] = fromHere(content[0])


def shorten(app: Any, page: nodes.document) -> None:
    """
    A difference names its files as the course does, not by where they are on this machine.
    """
    for block in page.findall(nodes.literal_block):
        if block.astext().startswith("--- "):
            text = block.astext().replace(f"{app.srcdir}/", "lessons/")
            block.rawsource, block[:] = text, [nodes.Text(text)]


def finish(app: Any, failure: Exception | None) -> None:
    """
    Put right what was written.
    """
    if failure is None and app.builder.format == "html":
        pages = [*app.env.found_docs, *SPECIAL]
        mendAll(Path(app.outdir), pages, languageOf(app.config.language))


def setup(app: Any) -> dict[str, object]:
    """
    Connect the book's own parts to Sphinx, which calls this.
    """
    app.connect("source-read", complete)
    app.connect("doctree-read", shorten)
    app.connect("include-read", withoutFolder)
    app.connect("html-page-context", inLanguage)
    app.connect("build-finished", finish)
    app.add_search_language(SearchChinesePairs)
    app.add_transform(LinkRFCs)
    app.add_transform(LinkTerms)
    app.add_node(transcript, html=(visitTranscript, None))
    app.add_post_transform(FindTranscripts)
    app.add_node(picture, html=(visitPicture, departPicture))
    app.add_directive("picture", PictureDirective)
    app.add_directive("recorded", Recorded)
    app.add_directive("clients", Clients)
    app.add_directive("quiz", QuizDirective)
    app.add_directive("servers", Servers)
    app.add_directive("answers", Answers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
