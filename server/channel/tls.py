"""
TLS under a channel: bytes come out decrypted, and whoever forgot the s of https is told.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import (
    IOpenSSLServerConnectionCreator,
    IProtocolFactory,
    IReactorTime,
)
from twisted.protocols.tls import BufferingTLSTransport, TLSMemoryBIOFactory

from server.channel.answering import currentDate
from server.http1.errors import RemoteProtocolError
from server.http1.refusal import writeRefusal

#: RFC 8446 section 5.1: a record begins with its type, and the first one is a handshake.
HANDSHAKE = b"\x16"

SENTENCE = "This port speaks TLS: the address begins with https:, not with http:."


class TlsConnection(BufferingTLSTransport):
    """
    A connection that has to begin with a TLS handshake.
    """

    transport: Any

    _isBegun = False
    _isRefused = False

    def dataReceived(self, data: bytes) -> None:
        """
        Decrypt what comes, unless the first bytes are not a handshake: then they are refused.
        """
        if not self._isBegun:
            self._isBegun = True
            if not data.startswith(HANDSHAKE):
                self._refuse(data)
        if not self._isRefused:
            super().dataReceived(data)

    def _refuse(self, data: bytes) -> None:
        """
        Answer in plain HTTP, the only way for the client to read it; then wait until it
        has, as L{server.channel.connection.Connection.close} does.
        """
        self._isRefused = True
        error = RemoteProtocolError(400, SENTENCE, "RFC 9110 section 4.2.2")
        error.answersHead = data.startswith(b"HEAD ")
        self.transport.write(writeRefusal(error, currentDate()))
        self.transport.loseWriteConnection()


class TlsFactory(TLSMemoryBIOFactory):
    """
    Puts TLS under the protocols of another factory.
    """

    protocol = TlsConnection

    def __init__(
        self,
        context: IOpenSSLServerConnectionCreator,
        wrapped: IProtocolFactory,
        clock: IReactorTime,
    ) -> None:
        """
        @param context: certificate and key, and the protocols that are offered.
        """
        super().__init__(context, False, wrapped, clock)
