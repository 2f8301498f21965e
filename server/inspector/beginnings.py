"""
Where a message begins, as the server itself sees it. Bytes do not say so: content may look
like a request. So a reader that has not read all that came before must be told.
"""

from __future__ import annotations

from twisted.protocols.basic import LineReceiver
from twisted.web.http import HTTPChannel

from server.wire.tap import channelOf


def isBetween(protocol: object) -> bool:
    """
    Tell whether what arrives next begins a message, and all before it are answered.

    @param protocol: the one that speaks on a connection. Our own channel knows; with
        Twisted's, and with one that collects the lines of a head, as steps 2 and 3 do, what
        it keeps shows it; with any other it is not known.
    """
    channel = channelOf(protocol)
    if isinstance(channel, HTTPChannel):
        kept = channel._buffer, channel._dataBuffer  # of a line; of what waits for an answer
        return bool(channel.persistent) and not channel.requests and not any(kept)
    if isinstance(channel, LineReceiver):
        return _hasNoLines(channel)
    return bool(getattr(channel, "isBetween", False))


def _hasNoLines(receiver: LineReceiver) -> bool:
    """
    Tell whether a protocol that collects lines has no line, nor part of one, reads no
    content, and is not about to answer.
    """
    kept = getattr(receiver, "lines", True), receiver._buffer, receiver._busyReceiving
    return bool(receiver.line_mode) and not any(kept)
