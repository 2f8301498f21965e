"""
From the engine's fields to Twisted's C{Headers}, and back.
"""

from __future__ import annotations

from collections.abc import Sequence

from twisted.web.http_headers import Headers

from server.http1 import events
from server.http1.events import Field

#: Fields that only the engine's writer knows: always, and where it knows the length.
CODING = (b"Transfer-Encoding",)
FRAMING = (b"Transfer-Encoding", b"Content-Length")


class Canonical(dict[bytes, bytes]):
    """
    The spelling that Twisted gives to a field's name, found by any spelling of it.
    """

    def __missing__(self, name: bytes) -> bytes:
        headers = Headers()
        headers.setRawHeaders(name, [])
        ((spelling, _),) = headers.getAllRawHeaders()
        if len(self) < MOST_NAMES:
            self[name] = spelling
        return spelling


#: A program uses few names, but it may make some out of what clients send.
MOST_NAMES = 1000
CANONICAL = Canonical()


def fieldsOf(headers: Headers, without: Sequence[bytes] = CODING) -> list[Field]:
    """
    List header fields as the engine writes them.

    @param without: names that are left out, in canonical spelling.
    """
    return [
        (name, value)
        for name, values in headers.getAllRawHeaders()
        if name not in without
        for value in values
    ]


def isAsSent(event: events.Request) -> bool:
    """
    Tell whether the headers of a request, as resources see them, are all that was sent,
    and nothing else: L{makeHeaders} says where they are not.
    """
    return event.target is event.pathAndQuery and event.version == b"HTTP/1.1"


def makeHeaders(event: events.Request) -> Headers:
    """
    Make the headers of a request, as resources see them.
    """
    headers = Headers()
    for name, value in event.fields:
        headers.addRawHeader(name, value)
    # RFC 9110 section 7.8: "A server that receives an Upgrade header field in an HTTP/1.0
    # request MUST ignore that Upgrade field." What resources do not see, they cannot obey.
    if event.version == b"HTTP/1.0":
        headers.removeHeader(b"Upgrade")
    # RFC 9112 section 3.2.2: with an absolute target, "the origin server MUST ignore
    # the received Host header field (if any) and instead use the host information
    # of the request-target."
    if event.authority and event.target != event.pathAndQuery:
        headers.setRawHeaders(b"Host", [event.authority])
    return headers
