"""
The link that leads to the sender's form.
"""

from __future__ import annotations

from twisted.web.template import Tag, tags

from server.drafts import MOST_DRAFT, encodeDraft
from server.inspector.view import View


def resendLink(view: View, data: bytes, text: str = "edit and send again", title: str = "") -> Tag:
    """
    Make the link that puts bytes into the sender's form; where they are too many for an
    address, say so instead.

    @param title: what the link is called where its text is not enough.
    """
    if len(data) > MOST_DRAFT:
        return tags.span(f"{text}: not more than {MOST_DRAFT:,} bytes", class_="quiet")
    named = {"aria-label": title} if title else {}
    return tags.a(text, href=view.at("send", draft=encodeDraft(data)), **named)
