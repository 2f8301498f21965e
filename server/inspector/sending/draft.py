"""
Bytes to be sent, in the address of the page.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from twisted.web.template import Tag, tags

from server.inspector.view import View

#: Bytes that an address can hold.
MOST = 8192


def encodeDraft(data: bytes) -> str:
    """
    Write bytes for the address: in base64url, without padding (RFC 4648 sections 5 and 3.2).
    """
    return urlsafe_b64encode(data).decode("ascii").rstrip("=")


def decodeDraft(text: str) -> bytes:
    """
    Read them again. What is no base64 is nothing.
    """
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except Error:
        return b""


def resendLink(view: View, data: bytes, text: str = "edit and send again", title: str = "") -> Tag:
    """
    Make the link that puts bytes into the sender's form; where they are too many for an
    address, say so instead.

    @param title: what the link is called where its text is not enough.
    """
    if len(data) > MOST:
        return tags.span(f"{text}: not more than {MOST:,} bytes", class_="quiet")
    named = {"aria-label": title} if title else {}
    return tags.a(text, href=view.at("send", draft=encodeDraft(data)), **named)
