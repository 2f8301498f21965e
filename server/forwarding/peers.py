"""
From Twisted's addresses to nodes, and back.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress
from zope.interface import implementer

from server.forwarding.networks import UNIX_SOCKETS
from server.forwarding.node import Node


@implementer(IAddress)
class Unnamed:
    """
    The address of a client that a proxy does not name.

    @ivar host: what the proxy says instead.
    """

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port


def nodeOf(address: Any) -> Node:
    """
    Tell who is at the other end of a connection.
    """
    host: str | None = getattr(address, "host", None)
    return Node(UNIX_SOCKETS) if host is None else Node(host, address.port)


@lru_cache(1024)  # a client asks again and again
def addressOf(node: Node) -> IPv4Address | IPv6Address | Unnamed:
    """
    Make the address that Twisted would have for a node.
    """
    if not node.isAddress:
        return Unnamed(node.host, node.port)
    kind = IPv6Address if ":" in node.host else IPv4Address
    return kind("TCP", node.host, node.port)
