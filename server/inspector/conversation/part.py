"""
The part of the page about one connection: how it stands, its requests, its bytes.
"""

from __future__ import annotations

from functools import partial

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.behind import behindNote
from server.inspector.conversation.about import aboutSpan
from server.inspector.conversation.corrected import tellSent
from server.inspector.conversation.exchanges import exchanges
from server.inspector.conversation.origin import origin
from server.inspector.conversation.pieces import pieces
from server.inspector.conversation.refusal import refusal
from server.inspector.conversation.state import Remark, remarks
from server.inspector.conversation.talk import Talk, readTalk, talkOf
from server.inspector.inspector import Inspector
from server.inspector.related import tellRelated
from server.inspector.turns import Later
from server.inspector.view import View
from server.pages.rules import linkToRule

#: A sign for each tone, so that it is not told by its colour alone.
SIGNS = {"wrong": "✗", "waits": "…", "fine": "✓", "over": "■"}


async def readConversation(inspector: Inspector, view: View) -> Flattenable:
    """
    Show one connection, as it is now.
    """
    await readTalk(inspector, view)
    return inspector.pace.make(conversation, inspector, view)


def conversation(inspector: Inspector, view: View) -> Flattenable:
    """
    Show one connection, as far as it has been read.
    """
    view = view.withoutSender()
    talk = talkOf(inspector, view)
    if talk is None:
        return tags.p(_nothing(view))
    return _show(talk, view, inspector)


def _nothing(view: View) -> str:
    if view.imported:
        return f"Nothing is kept of import {view.imported}."
    if view.connection:
        return f"Nothing is kept of connection {view.connection}."
    return "Choose a connection."


def _show(talk: Talk, view: View, inspector: Inspector) -> Flattenable:
    explained: list[Flattenable] = [
        _state(talk),
        refusal(talk, view),
        _differences(talk, inspector.program),
        Later(partial(exchanges, talk, view)),
    ]
    return [
        tags.p(
            origin(inspector, talk, view),
            _quizLink(view),
            class_="who",
        ),
        tellRelated(inspector, view, view.connection),
        tellSent(inspector, view),
        behindNote(talk.behind),
        _hidden("What is wrong, or missing, here?", explained) if view.quiz else explained,
        tags.div(
            tags.div(_key(), Later(partial(pieces, talk, view))),
            tags.aside(
                aboutSpan(talk, view),
                id="about",
                class_="about",
                tabindex="0",  # it scrolls, where it is long
                **{"aria-label": "What these bytes are"},
            ),
            class_="talk",
        ),
    ]


def _hidden(question: str, answer: list[Flattenable]) -> Tag:
    return tags.details(tags.summary(question), answer, class_="answer")


def _quizLink(view: View) -> Tag:
    if view.quiz:
        return tags.a("End the quiz", href=view.href(quiz=0))
    return tags.a("Quiz: hide what the bytes mean", href=view.href(quiz=1))


def _state(talk: Talk) -> Tag:
    """
    Say how it stands, before all else.
    """
    return tags.div([_remark(each) for each in remarks(talk)], class_="state", role="status")


def _remark(remark: Remark) -> Tag:
    rule: Flattenable = [" ", linkToRule(remark.rule)] if remark.rule else ""
    sign = tags.span(SIGNS[remark.tone], class_="sign", **{"aria-hidden": "true"})
    return tags.p(sign, " ", remark.sentence, rule, class_=f"remark {remark.tone}")


def _differences(talk: Talk, program: str) -> Flattenable:
    """
    Tell what this step does otherwise; nothing where there is nothing to tell.
    """
    if not talk.differences:
        return ""
    entries = [
        tags.li(tags.strong(each.name), ": ", each.sentence, " ", linkToRule(each.rule))
        for each in talk.differences
    ]
    return tags.div(
        tags.h3(f"What {program} does otherwise"), tags.ul(entries), class_="differences"
    )


def _key() -> Tag:
    """
    Name the three views.
    """
    names = ("What it is", "The text", "The bytes, in hexadecimal")
    return tags.p([tags.span(name) for name in names], class_="views", **{"aria-hidden": "true"})
