"""
The part of the page with the exports of the connection that is shown, and the import.
"""

from __future__ import annotations

from collections.abc import Iterator

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.exporting.importlist import showImports
from server.inspector.exporting.importreader import MOST
from server.inspector.exporting.kinds import KINDS
from server.inspector.inspector import Inspector
from server.inspector.view import View

KNOWN = "a transcript, an exported page or an HTTP archive"


def filesPart(inspector: Inspector, view: View) -> Flattenable:
    """
    Make the part: links to the exports, and the form of the import.
    """
    return [
        *_exports(inspector, view),
        _form(view),
        list(showImports(inspector.imports, view)),
    ]


def _exports(inspector: Inspector, view: View) -> Iterator[Tag]:
    recorder, (_, number) = inspector.recorderOf(view), inspector.lookedAt(view)
    conversation = recorder.conversations.get(number) if recorder else None
    if conversation is None:
        yield tags.p("Choose a connection to export it.")
        return
    links = [tags.li(_link(view, number, ending)) for ending in KINDS]
    name = f"conversation {number} of import {view.imported}" if view.imported else ""
    yield tags.p(f"Export {name or f'connection {number}'} as")
    yield tags.ul(links, class_="exports")
    masked = "Secrets are shown in it." if view.showsSecrets else "Secrets are masked in it."
    yield tags.p(masked, class_="quiet")
    if conversation.dropped:
        yield tags.p(f"Its first {conversation.dropped:,} pieces were dropped: they are missing.")


def _link(view: View, number: int, ending: str) -> Tag:
    href = View(imported=view.imported, secrets=view.secrets).href(f"/export/{number}.{ending}")
    return tags.a(KINDS[ending].title, href=href)


def _form(view: View) -> Tag:
    return tags.form(
        tags.label(f"Import {KNOWN}, up to {MOST:,} bytes ", for_="import-file"),
        tags.input(type="file", id="import-file", name="file", required="required"),
        tags.button("Import", class_="second"),
        method="post",
        action=view.href("/import"),
        enctype="multipart/form-data",
        class_="imports",
    )
