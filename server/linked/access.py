"""
Who may look: everybody who has the link that the step has printed.

What goes over a wire is nobody else's business, and the page can send bytes to the step.
So each request, whatever it asks for, has to bring the token of the link, which a browser
keeps in a cookie; is not sent by a page of another site; and names this machine by its
address or as C{localhost}, so that a name that a stranger has made point here does not
work.
"""

from __future__ import annotations

import hmac
import secrets

from twisted.web.server import Request

from server.cookies import keepFromCaches, readCookie
from server.csrf import isFromElsewhere
from server.hosts import HOST, isAllowed
from server.ownaddress import isLoopback
from server.pages import Forbidden, Misdirected
from server.problem import Problem

#: The name of the query's parameter, in the link.
PARAMETER = b"token"
#: What a server in between adds to a request.
PASSED_ON = (b"Via", b"Forwarded", b"X-Forwarded-For", b"X-Forwarded-Host", b"X-Real-IP")
#: No other name than C{localhost} is ours.
NO_OTHERS: frozenset[str] = frozenset()


class Access:
    """
    Knows the token, and tells which requests bring it.

    @ivar place: where the page is served, as C{HOST:PORT}.
    """

    def __init__(self, what: str = "inspector") -> None:
        """
        @param what: what there is to look at, in one word.
        """
        self._what = what
        self.token = secrets.token_urlsafe(18)
        self.place = ""

    def link(self, place: str) -> str:
        """
        Write the link that opens the page.

        @param place: C{HOST:PORT}.
        """
        return f"http://{place}/?token={self.token}"

    def linkFor(self, request: Request) -> str | None:
        """
        Write the link for a page of the step itself, if somebody at this machine asks for
        that page: from here, by an address or a name that leads nowhere else, and not by way
        of a server in between, which asks for somebody else.
        """
        match = HOST.fullmatch((request.getHeader(b"host") or b"").decode("latin-1"))
        name = match["name"] if match else ""
        ends = (request.getClientAddress(), request.getHost())
        isHere = all(isLoopback(getattr(end, "host", "")) for end in ends)
        isByUs = isLoopback(name.strip("[]"))
        isPassedOn = any(request.requestHeaders.hasHeader(field) for field in PASSED_ON)
        return self.link(self.place) if isHere and isByUs and not isPassedOn else None

    def problemWith(self, request: Request) -> Problem | None:
        """
        Tell why a request is refused, if it is.
        """
        if not isAllowed(request.getHeader(b"host") or b"", NO_OTHERS):
            return Misdirected(
                f"The {self._what} does not go by that name: use the link as printed."
            )
        if isFromElsewhere(request) and not self.isLink(request):
            return Forbidden("A page of another site has sent this: nothing was done.")
        if not (self.isLink(request) or self.isKnown(request)):
            return Forbidden(
                f"The {self._what} opens with the link that its terminal has printed."
            )
        return None

    def isLink(self, request: Request) -> bool:
        """
        Tell whether a request is the link. Anybody who has it may put it into a page, as
        the step's own home page does.
        """
        if request.method not in (b"GET", b"HEAD") or request.path != b"/":
            return False
        given: list[bytes] = request.args.get(PARAMETER, [])
        return len(given) == 1 and self._isToken(given[0])

    def isKnown(self, request: Request) -> bool:
        """
        Tell whether a browser brings the token.
        """
        value = readCookie(request, self._cookieName(request))
        return value is not None and self._isToken(value)

    def remember(self, request: Request) -> None:
        """
        Have the browser keep the token: only for requests from pages of this site, and out
        of reach of scripts.
        """
        request.addCookie(
            self._cookieName(request),
            self.token.encode(),
            path=b"/",
            httpOnly=True,
            sameSite=b"strict",
        )
        keepFromCaches(request)

    def _isToken(self, given: bytes) -> bool:
        return hmac.compare_digest(given, self.token.encode())

    def _cookieName(self, request: Request) -> bytes:
        """
        All servers of a machine share their cookies, whatever their port (RFC 6265 section
        8.5): each page has its own.
        """
        return b"%s-%d" % (self._what.encode(), request.getHost().port)
