"""
The one way to send a client elsewhere.

C{redirectTo} of L{twisted.web.util} always says 302, and then browsers turn a POST into a
GET; its content is lost, and so is the query, unless the caller adds it.
"""

from __future__ import annotations

from html import escape
from urllib.parse import quote_from_bytes

from twisted.web.http import (
    FOUND,
    MOVED_PERMANENTLY,
    PERMANENT_REDIRECT,
    TEMPORARY_REDIRECT,
)
from twisted.web.server import Request

from server.semantics import SAFE

#: What may be in a query as it is (RFC 3986 section 3.4), and what is encoded already.
IN_QUERY = "%/?:@!$&'()*+,;=-._~"

PAGE = b"""<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Moved</title>
<p>See <a href="%(link)b">%(link)b</a>.</p>
</html>
"""


def redirectTo(url: bytes, request: Request, isPermanent: bool = False) -> bytes:
    """
    Send a client to where the resource is. It will ask there with the same method, content
    and query.

    RFC 9110 section 15.4.3: with 302, as with 301, "a user agent MAY change the
    request method from POST to GET for the subsequent request"; it must not with 307
    and 308.

    @param url: a relative reference without a query; the caller has quoted it.
    @return: a page for clients that do not go there by themselves.
    """
    if not isinstance(url, bytes):
        raise TypeError("URL must be bytes")
    if not isinstance(url, bytes):
        raise TypeError("URL must be bytes")
    found, keeping = FOUND, TEMPORARY_REDIRECT
    if isPermanent:
        found, keeping = MOVED_PERMANENTLY, PERMANENT_REDIRECT
    location = url + queryOf(request)
    request.setResponseCode(found if request.method in SAFE else keeping)
    request.setHeader(b"Content-Type", b"text/html; charset=utf-8")
    request.setHeader(b"Location", location)
    return PAGE % {b"link": escape(location.decode("ascii")).encode()}


def queryOf(request: Request) -> bytes:
    """
    The query of a request with its question mark, as it was sent.
    """
    _, mark, query = request.uri.partition(b"?")
    return mark + quote_from_bytes(query, IN_QUERY).encode("ascii")
