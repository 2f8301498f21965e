"""
What was done is told on the next page: a cookie carries it there. It is signed, so nobody
else can make us say something; and any process that has the key can tell it.
"""

from __future__ import annotations

from typing import cast
from urllib.parse import quote, unquote

from twisted.web.server import Request

from server.cookies import readCookie, setCookie
from server.pages import Answer, seeOther
from server.plants.pages import visible
from server.plants.place import Place
from server.state import Secret, Signer

NOTICE = b"plants_notice"
NOTICE_SECONDS = 60
MOST_NOTICE = 400  # characters
POINT = b"."  # between the signature and the text


def ownPath(request: Request) -> str:
    """
    The path below which the application is mounted.
    """
    segments = cast(list[bytes], request.prepath)
    return quote(b"/" + b"".join(segment + b"/" for segment in segments))


class Notices:
    """
    Has each notice told once: on the next page that this browser asks for.
    """

    def __init__(self, secret: Secret) -> None:
        """
        @param secret: the key is derived from it.
        """
        self.signer = Signer(secret, b"notice", NOTICE_SECONDS)

    async def show(self, request: Request, notice: str, back: Place) -> Answer:
        """
        Send the browser back to where it left the list, and tell there what was done.
        """
        text = quote(notice).encode()
        value = await self.signer.sign(text) + POINT + text
        setNotice(request, value, NOTICE_SECONDS)
        return seeOther(back.address)

    async def take(self, request: Request) -> str | None:
        """
        Take the notice of what was done just now, so that it is told only once; L{None}
        where there is none.
        """
        value = readCookie(request, NOTICE)
        if not value:
            return None
        setNotice(request, b"", 0)
        signature, _, text = value.partition(POINT)
        if not await self.signer.accepts(text, signature):
            return None
        return visible(unquote(text.decode("ascii", "replace"))[:MOST_NOTICE])


def setNotice(request: Request, value: bytes, seconds: int) -> None:
    """
    Have the browser keep a notice for some time.
    """
    setCookie(request, NOTICE, value, ownPath(request).encode(), seconds)
