"""
The head of the page: what is looked at, how things stand, and other ways to look.

Every control is a link or a form, so that it works without a script; the keys, which need
one, do the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.catalog import isFiltered
from server.inspector.inspector import Inspector
from server.inspector.view import View
from server.wire.tap import describe

#: What the keys do.
KEYS: Sequence[tuple[Sequence[str], str]] = (
    (("?",), "this help"),
    (("f",), "freeze the page, and go on"),
    (("p",), "the projector, and back"),
    (("s", "S"), "in a class: follow the next student, or the one before"),
    (("a",), "in a class: follow everybody"),
    (("PageDown", "↓", "Space"), "on the projector: the next piece"),
    (("PageUp", "↑"), "on the projector: the piece before"),
    (("→", "←"), "on the projector: the next connection, and the one before"),
    (("b", "."), "on the projector: a blank screen; any key brings it back"),
)
#: The fields of the filter that are words, with what they mean.
WORD_FIELDS: Mapping[str, str] = {
    "method": "Method",
    "path": "Path has",
    "status": "Status",
    "peer": "Client has",
}
#: What the filter says, when nothing is asked for.
ANY: dict[str, Any] = {
    "method": "",
    "path": "",
    "status": "",
    "peer": "",
    "open": "",
    "refused": 0,
    "favicon": "",
}


def standing(inspector: Inspector, view: View) -> Flattenable:
    """
    Say which step is looked at, where it listens, and what the recorder had no room for.
    """
    address = inspector.sender.address
    said = [inspector.program]
    if address is not None:
        said.append(f"listening on {describe(address)}")
    dropped = inspector.recorder.dropped()
    if dropped:
        pieces = "1 piece" if dropped == 1 else f"{dropped:,} pieces"
        said.append(f"{pieces} dropped: the recorder was full")
    return ", ".join(said)


def controls(view: View, parts: Mapping[str, str]) -> Flattenable:
    """
    Offer other ways to look.

    @param parts: the titles of the parts, by name.
    """
    return [
        tags.nav(
            tags.ul([tags.li(each) for each in _links(view)]),
            **{"aria-label": "Ways to look"},
        ),
        tags.div(_filter(view), _help(), class_="drawers"),
        _partLinks(view, parts),
    ]


def _links(view: View) -> Iterator[Tag]:
    freeze = "Go on" if view.frozen else "Freeze"
    yield tags.a(freeze, href=view.href(frozen=int(not view.frozen)), id="freeze")
    if view.isProjected:
        yield tags.a("End the projector", href=view.href(mode="", part=""), id="projector")
    else:
        yield tags.a("Projector", href=view.href(mode="projector"), id="projector")
    if view.hidesPeers:
        shown = "show" if view.isProjected else ""
        yield tags.a("Show addresses", href=view.href(peers=shown))
    else:
        yield tags.a("Hide addresses", href=view.href(peers="" if view.isProjected else "hide"))
    if view.showsSecrets:
        yield tags.a("Mask secrets", href=view.href(secrets=""))
    else:
        yield tags.a("Show secrets", href=view.href(secrets="show"))


def _partLinks(view: View, parts: Mapping[str, str]) -> Tag:
    """
    Lead to each part: on the projector, there is one at a time.
    """
    alone = shownPart(view, parts)
    entries = [
        tags.a(
            title,
            href=view.href(part=name) if alone else f"#{name}-title",
            **({"aria-current": "page"} if name == alone else {}),
        )
        for name, title in parts.items()
    ]
    return tags.nav(tags.ul([tags.li(each) for each in entries]), **{"aria-label": "Parts"})


def shownPart(view: View, parts: Mapping[str, str]) -> str:
    """
    Tell which part is shown alone; empty where all are.
    """
    if view.part in parts:
        return view.part
    if not view.isProjected:
        return ""
    return "conversation" if view.connection or view.imported else next(iter(parts))


def _filter(view: View) -> Tag:
    """
    The form by which connections are chosen.
    """
    kept = {name: it for name, it in view.parameters().items() if name not in ANY}
    kept.pop("older", None)
    fields = [
        [tags.input(type="hidden", name=name, value=str(it)) for name, it in kept.items()],
        [_wordField(view, name, words) for name, words in WORD_FIELDS.items()],
        _stateField(view),
        _tick("refused", "1", "only where something was refused", bool(view.refused)),
        _tick("favicon", "hide", "without /favicon.ico", view.favicon == "hide"),
        tags.p(
            tags.button("Show these", type="submit"),
            " ",
            tags.a("Show all", href=view.href(older=0, student="", **ANY)),
        ),
    ]
    # It does not hold whom one follows.
    isUsed = isFiltered(replace(view, student=""))
    isOpen = {"open": "open"} if isUsed and not view.isProjected else {}
    form = tags.form(fields, action="/", method="get", class_="filter")
    return tags.details(tags.summary("Filter"), form, id="filter", **isOpen)


def _wordField(view: View, name: str, words: str) -> Tag:
    field = tags.input(type="text", name=name, value=getattr(view, name), maxlength="100")
    return tags.label(words, " ", field)


def _stateField(view: View) -> Tag:
    choices = {"": "all", "yes": "open", "no": "closed"}
    options = [
        tags.option(words, value=value, **({"selected": "selected"} if value == view.open else {}))
        for value, words in choices.items()
    ]
    return tags.label("Connections ", tags.select(options, name="open"))


def _tick(name: str, value: str, words: str, isTicked: bool) -> Tag:
    ticked = {"checked": "checked"} if isTicked else {}
    return tags.label(
        tags.input(type="checkbox", name=name, value=value, **ticked), words, class_="tick"
    )


def _help() -> Tag:
    entries = [
        (tags.dt([[tags.kbd(key), " "] for key in keys]), tags.dd(words)) for keys, words in KEYS
    ]
    return tags.details(tags.summary("Keys ", tags.kbd("?")), tags.dl(entries), id="help")
