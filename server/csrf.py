"""
Whether a request that would change something was sent from a page of ours.

A page of another site can make a visitor's browser post a form to us, and the browser
may send its cookies along: cross-site request forgery, CSRF. Three things protect us, and
each is checked in turn: what newer browsers say about where a request comes from; the
Origin field, which all browsers send with a POST; and, where there is a form of ours, a
token in it. Programs that are not browsers, such as curl, send neither of the first two.
"""

from __future__ import annotations

import re
import secrets

from twisted.web.server import Request

from server.cookies import keepFromCaches, readCookie, setCookie
from server.state import Secret, Signer

#: The name of the form's field.
FIELD = "token"
VALUE = re.compile(rb"[0-9a-f]{32}")
#: How long a form may be on a screen before it is sent, in seconds.
SECONDS = 24 * 60 * 60

#: What a browser says about a request that no other site has caused.
OWN_SITES = (None, b"same-origin", b"none")


def isFromElsewhere(request: Request) -> bool:
    """
    Tell whether a page of another site has caused a request.
    """
    # W3C Fetch Metadata. It also tells apart two servers on one machine, which share
    # cookies: "same-site" means somebody else.
    if request.getHeader(b"sec-fetch-site") not in OWN_SITES:
        return True
    origin = request.getHeader(b"origin")
    return origin is not None and not isOwnOrigin(origin, request)


def isOwnOrigin(origin: bytes, request: Request) -> bool:
    """
    Tell whether an origin (RFC 6454) is this server, by the name that the client calls it.
    C{null} means a page that has no origin, such as a file of ours that a stranger wrote.
    """
    scheme, _, authority = origin.lower().partition(b"://")
    # Where a proxy in front of us takes TLS off, the browser's https is our http.
    schemes = (b"https",) if request.isSecure() else (b"http", b"https")
    return scheme in schemes and authority == (request.getHeader(b"host") or b"").lower()


class FormGuard:
    """
    Guards forms with a token that matches the browser's cookie, and can only be made
    with a key that never leaves the server: another site can read neither our
    pages nor our cookies.

    Nothing is stored for a browser. Whoever has the same secret accepts the same tokens:
    another process, another machine, or this one after a restart.
    """

    def __init__(self, cookie: bytes, secret: Secret) -> None:
        """
        @param cookie: the name of the cookie.
        @param secret: the key is derived from it.
        """
        self.cookie = cookie
        self.signer = Signer(secret, b"form " + cookie, SECONDS)

    async def makeToken(self, request: Request, path: str) -> str:
        """
        Make the token for a form in the answer to a request.

        @param path: where the application is mounted; the cookie is sent only there.
        """
        browser = self.findBrowser(request)
        if browser is None:
            browser = secrets.token_hex(16).encode()
            setCookie(request, self.cookie, browser, path.encode())
        keepFromCaches(request)
        return (await self.signer.sign(browser)).decode()

    async def accepts(self, request: Request) -> bool:
        """
        Tell whether a request was sent from a form of ours, in the browser that
        the form was shown in, and not too long ago.
        """
        if isFromElsewhere(request):
            return False
        browser = self.findBrowser(request)
        tokens: list[bytes] = request.args.get(FIELD.encode(), [])
        if browser is None or len(tokens) != 1:
            return False
        return await self.signer.accepts(browser, tokens[0])

    def findBrowser(self, request: Request) -> bytes | None:
        """
        Find out which browser this is, if it has already shown a form of ours.
        """
        value = readCookie(request, self.cookie)
        return value if value is not None and VALUE.fullmatch(value) else None
