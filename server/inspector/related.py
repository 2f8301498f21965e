"""
What a connection belongs to: a client's connection to the proxy, and those that were made for
it; and the process that serves it, where there are several.
"""

from __future__ import annotations

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.inspector import Inspector
from server.inspector.view import View


def tellRelated(inspector: Inspector, view: View, number: int) -> Flattenable:
    """
    Lead from a connection to those that belong to it, or name the process that serves it.
    """
    conversation = inspector.recorder.conversations.get(number)
    if conversation is not None and conversation.servedBy:
        return tags.p(f"served by {conversation.servedBy}", class_="related")
    upstream = inspector.upstream.find(number)
    if upstream is not None:
        made = _linkTo(view, upstream.client) if upstream.client else "a client that is not known"
        return tags.p("made for ", made, class_="related")
    links: list[Flattenable] = []
    for other, each in inspector.upstream.madeFor(number):
        links += [", " if links else "made: ", _linkTo(view, other), f" to {each.place}"]
    return tags.p(links, class_="related") if links else ""


def _linkTo(view: View, number: int) -> Tag:
    part = "conversation" if view.part else ""
    other = view.elsewhere(connection=number, lane=0, part=part)
    return tags.a(f"#{number}", href=other.href() + "#conversation")
