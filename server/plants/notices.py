"""
What was done is told on the next page: a cookie carries it there.
"""

from __future__ import annotations

from typing import cast
from urllib.parse import quote, unquote

from twisted.web.server import Request

from server.cookies import readCookie, setCookie
from server.pages import Answer, seeOther
from server.plants.pages import visible
from server.plants.place import Place

NOTICE = b"plants_notice"
NOTICE_SECONDS = 60
MOST_NOTICE = 400  # characters


def ownPath(request: Request) -> str:
    """
    The path below which the application stands.
    """
    segments = cast(list[bytes], request.prepath)
    return quote(b"/" + b"".join(segment + b"/" for segment in segments))


def showNotice(request: Request, notice: str, back: Place) -> Answer:
    """
    Send the browser to where it has left the list, and have it told there what was done.
    """
    setNotice(request, quote(notice).encode(), NOTICE_SECONDS)
    return seeOther(back.address)


def takeNotice(request: Request) -> str | None:
    """
    Take what was done just now, so that it is told once.
    """
    value = readCookie(request, NOTICE)
    if not value:
        return None
    setNotice(request, b"", 0)
    return visible(unquote(value.decode("ascii", "replace"))[:MOST_NOTICE])


def setNotice(request: Request, value: bytes, seconds: int) -> None:
    """
    Have the browser keep a notice for some time.
    """
    setCookie(request, NOTICE, value, ownPath(request).encode(), seconds)
