"""
What Sphinx has to know of this book.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lessons.book.sphinx.figures import PictureDirective, depart, picture
from lessons.book.sphinx.figures import visit as visitPicture
from lessons.book.sphinx.mending import mendAll
from lessons.book.sphinx.pages import completed
from lessons.book.sphinx.references import LinkRFCs
from lessons.book.sphinx.terms import LinkTerms
from lessons.book.sphinx.transcripts import FindTranscripts, transcript, visit


def complete(app: Any, place: str, source: list[str]) -> None:
    """
    Add to a text what belongs on its page.
    """
    source[0] = completed(place, source[0], Path(app.srcdir))


def finish(app: Any, failure: Exception | None) -> None:
    """
    Put right what was written.
    """
    if failure is None and app.builder.format == "html":
        mendAll(Path(app.outdir))


def setup(app: Any) -> dict[str, object]:
    """
    Tell Sphinx.
    """
    app.connect("source-read", complete)
    app.connect("build-finished", finish)
    app.add_transform(LinkRFCs)
    app.add_transform(LinkTerms)
    app.add_node(transcript, html=(visit, None))
    app.add_post_transform(FindTranscripts)
    app.add_node(picture, html=(visitPicture, depart))
    app.add_directive("picture", PictureDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
