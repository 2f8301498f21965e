"""
The transport of a connection in memory.
"""

from __future__ import annotations

from twisted.internet.testing import StringTransport


class Transport(StringTransport):
    """
    A string transport that can end its own side alone.

    @ivar isHalfClosed: whether it has.
    """

    isHalfClosed = False

    def loseWriteConnection(self) -> None:
        """
        Send no more, but still receive.
        """
        self.isHalfClosed = True

    def unregisterProducer(self) -> None:
        """
        Forget the producer. As on a real transport, there need be none.
        """
        self.producer = None
