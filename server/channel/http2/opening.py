"""
From a connection of HTTP/1.1, on which nothing has been said yet, to one of HTTP/2.
"""

from __future__ import annotations

from functools import lru_cache

from server.channel.answering import Answering
from server.channel.http2.connection import Http2Connection
from server.channel.http2.stream import Stream
from server.channel.http2.translation import CHUNKED_FIELD
from server.http1 import events
from server.http1.errors import RemoteProtocolError

#: What a site gives to its channels.
SETTINGS = (
    "factory", "site", "requestFactory", "timeOut", "callLater", "limits", "patience", "fields"
)  # fmt: skip


class StreamChannel:
    """
    What a channel does differently on a stream: to be mixed in before it.
    """

    transport: Stream

    def isSecure(self) -> bool:
        """
        Tell whether the connection is encrypted.
        """
        return self.transport.connection.isSecure()

    def refuse(self, error: RemoteProtocolError) -> None:
        """
        Say what is wrong with the request, and where: HTTP/2 has no bytes that a client
        could count.
        """
        error.place = "this request, written as HTTP/1.1"
        super().refuse(error)  # type: ignore[misc]

    def _begin(self, event: events.Request) -> bool:
        """
        The head of the only request has come. To whoever answers it, it is one of
        HTTP/2, with no more fields than the client has sent.
        """
        event = event.again(event.start, event.end)
        event.version, event.keepAlive = b"HTTP/2", False
        if CHUNKED_FIELD in event.fields:
            event.fields.remove(CHUNKED_FIELD)
        isAll: bool = super()._begin(event)  # type: ignore[misc]
        return isAll


@lru_cache(16)
def onStreams(kind: type[Answering]) -> type[Answering]:
    """
    Make the class of the channels for streams from that of their connection.
    """
    return type(kind.__name__, (StreamChannel, kind), {})


def makeHttp2(parent: Answering) -> Http2Connection:
    """
    Make the connection that takes the place of a channel.
    """
    kind = onStreams(type(parent))  # type: ignore[arg-type]
    settings = {name: getattr(parent, name) for name in SETTINGS}

    def makeChannel() -> Answering:
        channel = kind()
        vars(channel).update(settings)
        return channel

    connection = Http2Connection(lambda it, number: Stream(it, number, makeChannel))
    connection.factory, connection.patience = parent.factory, parent.patience
    connection.timeOut = settings["timeOut"]
    return connection
