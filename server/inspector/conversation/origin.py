"""
Where a conversation comes from: one from a file is marked, so that nobody takes it for one
that is still going on.
"""

from __future__ import annotations

from collections.abc import Iterator

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.conversation.snapshot import Snapshot
from server.inspector.inspector import Inspector
from server.inspector.view import View


def origin(inspector: Inspector, snapshot: Snapshot, view: View) -> list[Flattenable]:
    """
    Say which conversation it is, and where it comes from.
    """
    imported = inspector.imports.kept.get(view.imported)
    if imported is None:
        return [f"Connection {snapshot.conversation.number}: ", tags.bdi(snapshot.client), ". "]
    count, number = len(imported.recorder.conversations), snapshot.conversation.number
    which = f", conversation {number} of {count:,}" if count > 1 else ""
    return [
        tags.strong("Imported", class_="imported"),
        f": {imported.kind}, import {view.imported}{which}. ",
        [[link, " "] for link in _others(view, number, count)],
    ]


def _others(view: View, number: int, count: int) -> Iterator[Tag]:
    if number > 1:
        yield tags.a("the one before", href=_href(view, number - 1))
    if number < count:
        yield tags.a("the next one", href=_href(view, number + 1))
    yield tags.a("Leave it", href=view.elsewhere().at("conversation"))


def _href(view: View, talk: int) -> str:
    return view.elsewhere(imported=view.imported, talk=talk).at("conversation")
