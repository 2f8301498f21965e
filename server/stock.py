"""
Twisted's own channel under Twisted's own C{Site}, with one thing mended: a
client that asks for ever and never reads cannot fill the memory.

What else the stock channel gets wrong stays as it is, and is listed in the
walkthrough of step 4.
"""

from __future__ import annotations

from twisted.web import http, server


class StockChannel(http.HTTPChannel):
    """
    A channel that stops reading while its answers wait to be sent.
    """

    def pauseProducing(self) -> None:
        """
        The transport's buffer is full. The stock channel goes on reading where
        it is told so in the middle of a request, which is where it always is:
        it is its own answer that has filled the buffer.
        """
        super().pauseProducing()
        self.transport.pauseProducing()  # type: ignore[union-attr]


class Site(server.Site):
    """
    Twisted's C{Site} on that channel.
    """

    noisy = False  # its starting and stopping is no event
    protocol = StockChannel  # type: ignore[assignment]
