"""
Every private name of Twisted that the channel needs, with what it is needed for.
C{tests/server/channel/test_twistednames.py} fails when Twisted renames one.
"""

from __future__ import annotations

import os
import socket
from typing import Any

from twisted.internet import tcp
from twisted.web import http, resource
from twisted.web.http_headers import Headers

#: Tells the system to wait for more before it makes a packet, where it can be told.
MORE = getattr(socket, "MSG_MORE", 0)

#: Bytes of a file that are read at a time, where somebody watches.
WATCHED = 2**18

#: What a resource provides that compresses its answers.
IEncodingResource = resource._IEncodingResource


def headersOf(raw: dict[bytes, list[bytes]]) -> Headers:
    """
    Make headers from canonical names and clean values, without the checks that would be
    superfluous.
    """
    headers = Headers.__new__(Headers)
    headers._rawHeaders = raw
    return headers


def parsesForms(request: http.Request, site: object) -> bool:
    """
    Tell whether a form in the content of a request goes into its C{args}: the
    option C{parsePOSTFormSubmission} of a request, else of its C{Site}.
    """
    name = "_parsePOSTFormSubmission"
    return bool(getattr(request, name, getattr(site, name, True)))


def progressOf(transport: Any) -> object:
    """
    Tell how far a transport has come with what it was given to send.

    @return: something that changes when it sends a byte, if it tells at all.
    """
    return getattr(transport, "offset", None), len(getattr(transport, "dataBuffer", b""))


def isDirect(transport: Any) -> bool:
    """
    Tell whether L{sendNow} works: with a socket and nothing in between.
    """
    return isinstance(transport, tcp.Connection) and not transport.TLS


def sendNow(transport: Any, data: bytes, isMore: bool = False) -> bytes:
    """
    Send without waiting for the reactor, if nothing else waits to be sent. Whoever watches
    has put a function C{sentNow} on the transport, and is told what has left.

    @param isMore: more follows at once, and can be in the same packets.
    @return: what could not be sent that way.
    """
    if transport._tempDataLen or transport.dataBuffer:
        return data
    try:
        send = transport.socket.send
        sent = send(data, MORE) if isMore else send(data)
    except OSError:  # nothing can be sent now, or never; the transport will see
        return data
    rest = data[sent:]
    if tell := getattr(transport, "sentNow", None):
        tell(data[:sent] if rest else data)
    return rest


def sendFileNow(transport: Any, descriptor: int, offset: int, count: int) -> int:
    """
    Send a piece of a file without waiting for the reactor, if nothing else waits to be
    sent. The system takes it from the file to the socket; it is copied nowhere here.

    Where somebody watches, it is read first: what is read a moment later may differ from
    what was sent.

    @param descriptor: of the file.
    @return: how many bytes have been sent that way.
    """
    if transport._tempDataLen or transport.dataBuffer:
        return 0
    try:
        if getattr(transport, "sentNow", None):
            data = os.pread(descriptor, min(count, WATCHED), offset)
            return len(data) - len(sendNow(transport, data))
        return os.sendfile(transport.socket.fileno(), descriptor, offset, count)
    except OSError:  # nothing can be sent now, or never; the transport will see
        return 0
