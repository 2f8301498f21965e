"""
The fields of an answer, for code that does not know its channel. On ours,
C{responseHeaders} are made when they are first looked at, which costs nearly as much as a
small answer; so these functions ask the request itself, where it can answer.
"""

from __future__ import annotations

from twisted.web.server import Request


def variesBy(request: Request, name: bytes) -> None:
    """
    Say that the answer depends on a field of the request (RFC 9110 section 12.5.5),
    besides what it already depends on.
    """
    add = getattr(request, "addMember", None)
    if add is None:  # Twisted's own request
        request.responseHeaders.addRawHeader(b"Vary", name)
    else:
        add(b"Vary", name)


def typeOf(request: Request) -> bytes | None:
    """
    The media type of the answer; L{None} where nobody has set it.
    """
    get = getattr(request, "getResponseHeader", None)
    if get is not None:
        kind: bytes | None = get(b"Content-Type")
        return kind
    kinds = request.responseHeaders.getRawHeaders(b"Content-Type")
    return kinds[-1] if kinds else None
