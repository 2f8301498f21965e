"""
The part of the page about one connection: how it stands, its requests, its bytes.
"""

from __future__ import annotations

from functools import partial

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.conversation.corrected import tellSent
from server.inspector.conversation.exchanges import exchanges
from server.inspector.conversation.meaning import hidden, meaningOf
from server.inspector.conversation.origin import origin
from server.inspector.conversation.pieces import pieces
from server.inspector.conversation.refusal import refusal
from server.inspector.conversation.snapshot import Snapshot, readSnapshot, snapshotOf
from server.inspector.conversation.state import Remark, remarks
from server.inspector.inspector import Inspector
from server.inspector.pacedflattener import Later
from server.inspector.related import tellRelated
from server.inspector.unreadpieces import behindNote
from server.inspector.view import View
from server.pages.rules import linkToRule

#: A sign for each tone, so that it is not shown by colour alone.
TONE_SIGNS = {"wrong": "✗", "waits": "…", "fine": "✓", "over": "■"}


async def readConversation(inspector: Inspector, view: View) -> Flattenable:
    """
    Read one connection as far as it has come by now, and show it.
    """
    await readSnapshot(inspector, view)
    return inspector.pace.make(conversation, inspector, view)


def conversation(inspector: Inspector, view: View) -> Flattenable:
    """
    Show one connection, as far as it has been read.
    """
    view = view.withoutSender()
    snapshot = snapshotOf(inspector, view)
    if snapshot is None:
        return tags.p(_nothing(view))
    return _showConversation(snapshot, view, inspector)


def _nothing(view: View) -> str:
    if view.imported:
        return f"Nothing is kept of import {view.imported}."
    if view.connection:
        return f"Nothing is kept of connection {view.connection}."
    return "Choose a connection."


def _showConversation(snapshot: Snapshot, view: View, inspector: Inspector) -> Flattenable:
    explained: list[Flattenable] = [
        _state(snapshot),
        refusal(snapshot, view),
        _differences(snapshot, inspector.program),
        Later(partial(exchanges, snapshot, view)),
    ]
    return [
        tags.p(
            origin(inspector, snapshot, view),
            _quizLink(view),
            class_="who",
        ),
        tellRelated(inspector, view, view.connection),
        tellSent(inspector, view),
        behindNote(snapshot.behind),
        hidden("What is wrong, or missing, here?", explained) if view.quiz else explained,
        tags.div(
            tags.div(_key(), Later(partial(pieces, snapshot, view))),
            tags.aside(
                meaningOf(snapshot, view),
                id="meaning",
                class_="meaning",
                tabindex="0",  # it scrolls, where it is long
                **{"aria-label": "What these bytes are"},
            ),
            class_="talk",
        ),
    ]


def _quizLink(view: View) -> Tag:
    if view.quiz:
        return tags.a("End the quiz", href=view.href(quiz=0))
    return tags.a("Quiz: hide what the bytes mean", href=view.href(quiz=1))


def _state(snapshot: Snapshot) -> Tag:
    """
    Say how the conversation stands, before anything else.
    """
    return tags.div([_remark(each) for each in remarks(snapshot)], class_="state", role="status")


def _remark(remark: Remark) -> Tag:
    rule: Flattenable = [" ", linkToRule(remark.rule)] if remark.rule else ""
    sign = tags.span(TONE_SIGNS[remark.tone], class_="sign", **{"aria-hidden": "true"})
    return tags.p(sign, " ", remark.sentence, rule, class_=f"remark {remark.tone}")


def _differences(snapshot: Snapshot, program: str) -> Flattenable:
    """
    Tell what this step does differently; nothing where there is nothing to tell.
    """
    if not snapshot.differences:
        return ""
    entries = [
        tags.li(tags.strong(each.name), ": ", each.sentence, " ", linkToRule(each.rule))
        for each in snapshot.differences
    ]
    return tags.div(
        tags.h3(f"What {program} does differently"), tags.ul(entries), class_="differences"
    )


def _key() -> Tag:
    """
    Make the key: the names of the three views.
    """
    names = ("What it is", "The text", "The bytes, in hexadecimal")
    return tags.p([tags.span(name) for name in names], class_="views", **{"aria-hidden": "true"})
