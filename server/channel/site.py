"""
The site: Twisted's C{Site}, on the engine's channel.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import Any

from twisted.internet.interfaces import IAddress
from twisted.web import server
from twisted.web.resource import IResource, getChildForRequest

from server.channel.channel import Channel
from server.channel.collecting import IN_MEMORY
from server.channel.deadline import Patience
from server.channel.request import Request
from server.channel.turns import Turns
from server.channel.writebatch import WriteBatch
from server.http1.limits import Limits
from server.http1.plan import Always


class Site(server.Site):
    """
    Twisted's C{Site} on this channel.

    @cvar always: the fields that every response has, by canonical name.
    @cvar choosesFiles: whether it makes the files for content itself.
    @ivar channels: those of the connections that are open.
    """

    choosesFiles = False

    always: Mapping[bytes, bytes] = {}

    protocol = Channel  # type: ignore[assignment]
    requestFactory = Request  # type: ignore[assignment]

    def __init__(
        self,
        resource: IResource,
        *args: Any,
        limits: Limits | None = None,
        patience: Patience | None = None,
        **options: Any,
    ) -> None:
        """
        @param limits: how much is read of a request.
        @param patience: how long a client may take.
        @param args: as for a L{server.Site}.
        @param options: as for a L{server.Site}; C{timeout} is how long a connection may
            be idle, in seconds.
        """
        super().__init__(resource, *args, **options)
        self.writeBatch = WriteBatch(self.reactor)
        self.channels: set[Channel] = set()
        self.turns = Turns(self.reactor)
        self.limits = limits or Channel.limits
        self.patience = patience or Channel.patience
        self.fields = Always(Channel.fields.beside(self.always))

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.choosesFiles = cls.getContentFile is not Site.getContentFile

    def getContentFile(self, length: int | None) -> Any:
        """
        Make the file for the content of a request: Twisted's request asks for it. Nobody
        knows how long content in chunks will be; most is short, and making a file on disk
        takes longer than the request.

        @param length: in bytes, if it was said.
        @return: the file, to be written and then read; a subclass may choose any kind.
        """
        if length is None:
            return SpooledTemporaryFile(IN_MEMORY - 1)
        return BytesIO() if length < IN_MEMORY else TemporaryFile()

    def getResourceFor(self, request: server.Request) -> IResource:
        """
        Find the resource for a request. As the superclass does, but without a detour
        through the C{copy} module that costs a microsecond.
        """
        request.site = self
        request.sitepath = request.prepath[:]  # type: ignore[attr-defined,index]
        resource: IResource = getChildForRequest(self.resource, request)
        return resource

    def buildProtocol(self, addr: IAddress | None) -> Channel:  # type: ignore[override]
        """
        Make the channel of a new connection.
        """
        channel: Channel = super().buildProtocol(addr)
        channel.limits, channel.patience = self.limits, self.patience
        channel.fields, channel.siblings = self.fields, self.channels
        self.channels.add(channel)
        return channel

    def acceptableProtocols(self) -> list[bytes]:
        """
        What may be spoken over TLS, the best first (RFC 7301).
        """
        return [b"h2", b"http/1.1", b"http/1.0"]
