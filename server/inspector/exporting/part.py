"""
The part of the page with the exports of the connection that is shown, and the import.
"""

from __future__ import annotations

from collections.abc import Iterator

from twisted.web.template import Flattenable, Tag, tags

from server.drafts import MOST as LONGEST
from server.inspector.exporting.importing import MOST
from server.inspector.exporting.kinds import KINDS
from server.inspector.imports import Imported
from server.inspector.inspector import Inspector
from server.inspector.masking import maskedBytes
from server.inspector.replays.offer import offer
from server.inspector.view import View
from server.semantics.secrets import maskedURL

KNOWN = "a transcript or an HTTP archive"
#: Requests, and reasons why others are left out, that are shown.
SHOWN = 30


def filesPart(inspector: Inspector, view: View) -> Flattenable:
    """
    Make the part.
    """
    imported = inspector.imports.last
    return [
        *_exports(inspector, view),
        _form(view),
        list(_showImported(view, imported)) if imported else "",
    ]


def _exports(inspector: Inspector, view: View) -> Iterator[Tag]:
    conversation = inspector.recorder.conversations.get(view.connection)
    if conversation is None:
        yield tags.p("Choose a connection to export it.")
        return
    number = conversation.number
    links = [tags.li(_link(view, number, ending)) for ending in KINDS]
    yield tags.p(f"Export connection {number} as")
    yield tags.ul(links, class_="exports")
    masked = "Secrets are shown in it." if view.showsSecrets else "Secrets are masked in it."
    yield tags.p(masked, class_="quiet")
    if conversation.dropped:
        yield tags.p(f"Its first {conversation.dropped:,} pieces were dropped: they are missing.")


def _link(view: View, number: int, ending: str) -> Tag:
    secrets = "?secrets=show" if view.showsSecrets else ""
    return tags.a(KINDS[ending].title, href=f"/export/{number}.{ending}{secrets}")


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


def _showImported(view: View, imported: Imported) -> Iterator[Tag]:
    count = len(imported.requests)
    more = f"; here are the first {SHOWN}" if count > SHOWN else ""
    yield tags.p(f"Imported: {count:,} request{'s' * (count != 1)}{more}.")
    shown = imported.requests[:SHOWN]
    yield tags.ol(
        [tags.li(tags.code(_named(view, name)), " ", _offer(view, data)) for name, data in shown]
    )
    for reason in imported.skipped[:SHOWN]:
        yield tags.p(reason, class_="quiet")


def _named(view: View, name: str) -> str:
    return name if view.showsSecrets else maskedURL(name.encode()).decode()


def _offer(view: View, data: bytes) -> Flattenable:
    isSecret = not view.showsSecrets and len(data) <= LONGEST and maskedBytes(data) != data
    return offer(view, data, isSecret)
