"""
What the proxy expects of a connection, and of a protocol that takes one over.
"""

from __future__ import annotations

from twisted.internet.interfaces import (
    IConsumer,
    IHalfCloseableProtocol,
    IProtocol,
    IPushProducer,
    ITCPTransport,
)
from zope.interface import Attribute


class IConnection(ITCPTransport, IConsumer, IPushProducer):
    """
    A connection that can be told to wait, and that tells others to.
    """

    disconnecting: bool = Attribute("Whether we have closed it.")


class IEnd(IProtocol, IHalfCloseableProtocol):
    """
    One end of a tunnel. It learns when either direction closes.
    """
