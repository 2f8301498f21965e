"""
Cookies: how they are set, and how they are read.
"""

from __future__ import annotations

from twisted.web.server import Request


def setCookie(
    request: Request, name: bytes, value: bytes, path: bytes, seconds: int | None = None
) -> None:
    """
    Have the browser keep something, and send it with every request to a path of ours, and
    below it.

    No script can read it (HttpOnly), no other site's form brings it along (SameSite),
    and what was set over TLS is never sent without TLS (Secure); RFC 6265bis section 5.6.
    No cache may give the answer to somebody else.

    @param seconds: how long it is kept; by default, as long as the browser runs.
    """
    request.addCookie(
        name,
        value,
        path=path,
        max_age=None if seconds is None else b"%d" % seconds,
        secure=request.isSecure(),
        httpOnly=True,
        sameSite=b"lax",
    )
    keepFromCaches(request)


def readCookie(request: Request, name: bytes) -> bytes | None:
    """
    Read what the browser has kept; L{None} where there is nothing.

    RFC 6265 section 4.1.1: the value may be in quotes, which some clients add.
    """
    value: bytes | None = request.getCookie(name)
    if value is not None and len(value) > 1 and value[:1] == value[-1:] == b'"':
        return value[1:-1]
    return value


def keepFromCaches(request: Request) -> None:
    """
    Let nobody store the answer: it is for one browser (RFC 9111 section 5.2.2.5).
    """
    request.setHeader(b"Cache-Control", b"no-store")
