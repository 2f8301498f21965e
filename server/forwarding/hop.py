"""
What one proxy says: who has connected to it, over what, and which host was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from server.forwarding.node import Node
from server.http1.errors import FieldOffence
from server.http1.target import checkHost

SCHEMES = (b"http", b"https")


class Hop(NamedTuple):
    """
    What a proxy says about a request.

    @ivar node: who has connected to it; L{None} where it does not say, or says nonsense.
    @ivar scheme: C{http} or C{https}, by which it was asked.
    @ivar host: the Host field that it got.
    """

    node: Node | None = None
    scheme: bytes | None = None
    host: bytes | None = None


NOTHING_SAID = Hop()


class Client(NamedTuple):
    """
    Who asks, as far as that can be known.

    @ivar scheme: by which scheme; L{None} where no trusted proxy has said so.
    @ivar host: for which host; L{None} likewise.
    """

    node: Node
    scheme: bytes | None = None
    host: bytes | None = None


def findClient(peer: Node, hops: Iterable[Hop], isTrusted: Callable[[Node], bool]) -> Client:
    """
    Follow the proxies to the first one that is not trusted: that is the client. What comes
    after that is the client's own word, and nobody knows whether it is true.

    @param peer: who has connected to us.
    @param hops: what the proxies say, the last one first.
    """
    node, scheme, host = peer, None, None
    for hop in hops:
        if not isTrusted(node):
            break
        scheme, host = hop.scheme or scheme, hop.host or host
        if hop.node is None:
            break
        node = hop.node
    return Client(node, scheme, host)


def readScheme(value: bytes | None) -> bytes | None:
    """
    Read a scheme, whatever its case.

    @return: L{None} where it is not one of HTTP's.
    """
    scheme = (value or b"").lower()
    return scheme if scheme in SCHEMES else None


def readHost(value: bytes | None) -> bytes | None:
    """
    Read what follows the grammar of a Host field.

    @return: L{None} where it does not, or is empty.
    """
    if not value:
        return None
    try:
        return checkHost([value], b"HTTP/1.1")
    except FieldOffence:
        return None
