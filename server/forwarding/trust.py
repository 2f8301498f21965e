"""
Whom to believe, and what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple

from server.forwarding import forwarded, xforwarded
from server.forwarding.hop import Client, findClient
from server.forwarding.networks import UNIX_SOCKETS, Network
from server.forwarding.node import Node, plainHost

#: How many clients are remembered: a busy one sends many requests with the same fields.
REMEMBERED = 1024


class Said(NamedTuple):
    """
    The lines of the fields in which proxies speak, each as it came.
    """

    forwarded: tuple[bytes, ...] = ()
    nodes: tuple[bytes, ...] = ()
    schemes: tuple[bytes, ...] = ()
    hosts: tuple[bytes, ...] = ()


class Trust:
    """
    The addresses of the proxies that are believed.

    @ivar contradicting: the proxies that are known to contradict themselves.
    """

    def __init__(self, networks: Iterable[Network], isUnixTrusted: bool = False) -> None:
        """
        @param networks: where the proxies are.
        @param isUnixTrusted: whether whoever connects to a UNIX socket is a trusted proxy.
        """
        self.networks = tuple(networks)
        self.isUnixTrusted = isUnixTrusted
        self.contradicting: set[str] = set()
        self.trusts = lru_cache(REMEMBERED)(self._trusts)
        self.findClient = lru_cache(REMEMBERED)(self._findClient)

    def _trusts(self, host: str) -> bool:
        """
        Tell whether somebody is believed.

        @param host: an address, C{unix}, or whatever else a proxy has called the client.
        """
        if host == UNIX_SOCKETS:
            return self.isUnixTrusted
        try:
            address = ip_address(plainHost(ip_address(host)))
        except ValueError:
            return False
        return any(address in network for network in self.networks)

    def _findClient(self, peer: Node, said: Said) -> Client | None:
        """
        Find out who asks.

        A proxy knows one of the two ways to say so. It may pass on what the client has said
        in the other, without looking at it. So where both come, they are believed if they
        say the same, and not at all if they do not: preferring one would let clients lie
        where the proxy uses the other.

        @param peer: who has connected to us, and is trusted.
        @return: L{None} where the fields contradict each other.
        """
        old = said[1:]
        first = findClient(peer, forwarded.hopsInForwarded(said.forwarded), self.trustsNode)
        second = findClient(peer, xforwarded.hopsInXForwarded(*old), self.trustsNode)
        if said.forwarded and any(old):
            isSame = first[1:] == second[1:] and first.node.host == second.node.host
            return first if isSame else None
        return first if said.forwarded else second

    def trustsNode(self, node: Node) -> bool:
        """
        Tell whether what a node says is believed. A node without an address never is,
        except for our own peer.
        """
        return self.trusts(node.host)
