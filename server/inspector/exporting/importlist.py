"""
What was imported, on the page: the files that are kept, and the requests of one.
"""

from __future__ import annotations

from collections.abc import Iterator

from twisted.web.template import Flattenable, Tag, tags

from server.drafts import MOST_DRAFT
from server.inspector.imports import MOST_FILES, Imported, Imports
from server.inspector.replays.offer import offer
from server.inspector.secretmask import maskedBytes
from server.inspector.view import View
from server.semantics.secrets import maskedURL

#: How many requests are shown, and how many reasons why others are left out.
SHOWN = 30


def importHref(view: View, number: int) -> str:
    """
    Write the address of the page with the first conversation of an import on it.
    """
    return view.elsewhere(imported=number).at("conversation")


def showImports(imports: Imports, view: View) -> Iterator[Flattenable]:
    """
    List the files that are kept, and show the requests of the one that is looked at, or else of
    the newest.
    """
    if not imports.kept:
        return
    chosen = view.imported if view.imported in imports.kept else next(reversed(imports.kept))
    yield tags.p(f"The newest {MOST_FILES} imports are kept:")
    yield tags.ul(
        [tags.li(_name(view, *each)) for each in reversed(imports.kept.items())], class_="kept"
    )
    yield from _showRequests(view, chosen, imports.kept[chosen])


def _name(view: View, number: int, imported: Imported) -> list[Flattenable]:
    talks = len(imported.recorder.conversations)
    count = "1 conversation" if talks == 1 else f"{talks:,} conversations"
    link = tags.a(f"import {number}: {imported.kind}", href=importHref(view, number))
    current = {"aria-current": "true"} if view.imported == number else {}
    return [link(**current), f", {count}"]


def _showRequests(view: View, number: int, imported: Imported) -> Iterator[Tag]:
    count = len(imported.requests)
    more = f"; here are the first {SHOWN}" if count > SHOWN else ""
    yield tags.p(f"Import {number} holds {count:,} request{'s' * (count != 1)}{more}.")
    shown = imported.requests[:SHOWN]
    yield tags.ol(
        [tags.li(tags.code(_named(view, name)), " ", _offer(view, data)) for name, data in shown]
    )
    for reason in imported.skipped[:SHOWN]:
        yield tags.p(reason, class_="quiet")


def _named(view: View, name: str) -> str:
    return name if view.showsSecrets else maskedURL(name.encode()).decode()


def _offer(view: View, data: bytes) -> Flattenable:
    isSecret = not view.showsSecrets and len(data) <= MOST_DRAFT and maskedBytes(data) != data
    return offer(view, data, isSecret)
