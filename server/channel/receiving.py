"""
What a request is told when it arrives, of whatever class it is.
"""

from __future__ import annotations

from typing import Any

from twisted.web import http

from server.channel.fields import isAsSent, makeHeaders
from server.channel.forms import Arguments, parsePairs, readForm
from server.channel.request import Request
from server.channel.twistednames import parsesForms
from server.http1 import events
from server.http1.events import UNFRAMED
from server.problem import BrokenForm, FormError

#: What Twisted has in place of L{receive}. A class that overrides it has its own called.
REQUEST_RECEIVED = http.Request.requestReceived


def fill(request: http.Request, event: events.Request) -> None:
    """
    Tell a request of any kind what its head says, and make it ready for content.
    """
    if isinstance(request, Request):
        request.event = event
        if isAsSent(event):
            request.values = event.values
        if event.framing is not UNFRAMED:
            request.gotLength(event.contentLength)
    else:
        request.requestHeaders = makeHeaders(event)
        request.parseCookies()
        request.gotLength(event.contentLength)


def receive(request: http.Request, event: events.Request) -> None:
    """
    Tell a request of any kind that it is complete, and let it be answered. As
    C{requestReceived} of Twisted's request, except that no form can break it: a form that
    cannot be read is a matter for whoever wants to read it.
    """
    uri = event.pathAndQuery or event.target  # a CONNECT has no path
    if type(request).requestReceived is not REQUEST_RECEIVED:
        request.requestReceived(event.method, uri, event.version)
        return
    request.method = event.method
    request.clientproto = event.version
    request.uri = uri
    request.path, _, query = uri.partition(b"?")
    length = rewind(request) if event.framing is not UNFRAMED else 0
    try:
        request.args = parsePairs(query) if query else {}
        if length and event.method == b"POST":
            request.args.update(readArguments(request))
    except FormError as error:
        request.args = BrokenForm(error)
    request.process()


def rewind(request: http.Request) -> int:
    """
    All of the content has come: go to its beginning.

    @return: its length, in bytes.
    """
    if isinstance(request, Request):
        return request.rewind()
    content: Any = request.content
    length: int = content.tell()
    content.seek(0)
    return length


def readArguments(request: http.Request) -> Arguments:
    """
    Read the form in the content of a request, if it holds one.
    """
    kind = request.getHeader(b"Content-Type")
    if not kind or not parsesForms(request, getattr(request.channel, "site", None)):
        return {}
    content: Any = request.content
    try:
        return readForm(kind, content)
    finally:
        content.seek(0)
