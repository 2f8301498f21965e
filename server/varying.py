"""
What an answer depends on, for caches.
"""

from __future__ import annotations

from twisted.web.server import Request


def variesBy(request: Request, name: bytes) -> None:
    """
    Say that the answer depends on a field of the request (RFC 9110 section 12.5.5), beside
    what it depends on already.
    """
    add = getattr(request, "addMember", None)
    if add is None:  # Twisted's own request
        request.responseHeaders.addRawHeader(b"Vary", name)
    else:
        add(b"Vary", name)
