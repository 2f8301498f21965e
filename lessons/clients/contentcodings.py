"""
Undoing the compression of an answer's content.

RFC 9110 section 8.4.1: "All content codings are case-insensitive and ought to be
registered within the 'HTTP Content Coding Registry'". Of those there, we know
C{gzip} with its old name C{x-gzip}, and C{deflate}.
"""

from __future__ import annotations

from twisted.web.iweb import IResponse

from lessons.clients.content import Collector
from lessons.clients.errors import ClientError
from lessons.clients.statuses import Exit
from server.proxy.codings import Undecodable, decode, makeDecoders


class ContentDecoder:
    """
    Passes content on as it was before it was compressed.
    """

    def __init__(self, response: IResponse, collector: Collector) -> None:
        """
        @param collector: called with each piece.
        @raise ClientError: when it is compressed in a way that we do not know.
        """
        self.collector = collector
        self.isEmpty = True
        try:
            self.decoders = makeDecoders(codingsOf(response))
        except Undecodable as error:
            raise ClientError(f"cannot be unpacked: {error}", Exit.PROTOCOL) from error

    def take(self, data: bytes) -> None:
        """
        Take a piece of the compressed content.

        @raise ClientError: when it is not compressed as the server said.
        """
        self.isEmpty = False
        try:
            for piece in decode(self.decoders, data):
                self.collector(piece)
        except Undecodable as error:
            raise ClientError(f"cannot be unpacked: {error}", Exit.PROTOCOL) from error

    def end(self) -> None:
        """
        All has come.

        @raise ClientError: when there should be more. No content at all is
            taken as such, whatever it was meant to be compressed with.
        """
        if not (self.isEmpty or all(decoder.isWhole() for decoder in self.decoders)):
            words = "cut short: the compressed content ends in the middle"
            raise ClientError(words, Exit.PROTOCOL)


def codingsOf(response: IResponse) -> list[str]:
    """
    Read the codings that Content-Encoding names, in the order in which they were applied.
    """
    values = response.headers.getRawHeaders(b"content-encoding", [])
    names = b",".join(values).decode("latin-1").split(",")
    return [name.strip() for name in names if name.strip()]
