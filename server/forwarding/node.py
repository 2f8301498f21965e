"""
How proxies write down who has connected to them.

RFC 7239 section 6::

    node     = nodename [ ":" node-port ]
    nodename = IPv4address / "[" IPv6address "]" / "unknown" / obfnode
    obfnode  = "_" 1*( ALPHA / DIGIT / "." / "_" / "-" )
    node-port = port / obfport
    port     = 1*5DIGIT
    obfport  = "_" 1*( ALPHA / DIGIT / "." / "_" / "-" )
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

obfuscated = rb"_[A-Za-z0-9._\-]+"
port = rb"(?::(?:(?P<port>[0-9]{1,5})|" + obfuscated + rb"))?"

NODE = re.compile(
    rb"(?:(?P<ipv4>[0-9.]+)|\[(?P<ipv6>[0-9A-Fa-f:.]+)\]|(?P<name>(?i:unknown)|"
    + obfuscated
    + rb"))"
    + port
)

#: X-Forwarded-For has no grammar. Most proxies write an IPv6 address without brackets there,
#: and no port.
BARE_IPV6 = re.compile(rb"[0-9A-Fa-f:.]+")

LARGEST_PORT = 65535

#: The name of a node about which nothing is said.
UNKNOWN = "unknown"


class Node(NamedTuple):
    """
    One end of a connection.

    @ivar host: an address; or the name that a proxy gives instead of an address:
        C{unknown}, or one that begins with C{_}.
    @ivar port: 0 where it is not said.
    """

    host: str
    port: int = 0

    @property
    def isAddress(self) -> bool:
        """
        Whether the host is an address, and not a mere name.
        """
        return self.host != UNKNOWN and not self.host.startswith("_")


def readNode(value: bytes) -> Node | None:
    """
    Read a node as C{Forwarded} has it.

    @return: L{None} where it is not one.
    """
    match = NODE.fullmatch(value)
    number = 0 if match is None or match["port"] is None else int(match["port"])
    if match is None or number > LARGEST_PORT:
        return None
    if match["name"] is not None:
        return Node(match["name"].decode("ascii").lower(), number)
    host = readAddress(match["ipv4"] or match["ipv6"], 4 if match["ipv4"] else 6)
    return None if host is None else Node(host, number)


def readLooseNode(value: bytes) -> Node | None:
    """
    Read a node as C{X-Forwarded-For} has it.

    @return: L{None} where it is not one.
    """
    if value.count(b":") > 1 and BARE_IPV6.fullmatch(value):
        host = readAddress(value, 6)
        return None if host is None else Node(host)
    return readNode(value)


def readAddress(value: bytes, version: int) -> str | None:
    """
    Read an address, and write it in its one normal form (RFC 5952).

    @param version: 4 or 6.
    @return: L{None} where it is not one.
    """
    try:
        text = value.decode("ascii")
        address = IPv4Address(text) if version == 4 else IPv6Address(text)
    except ValueError:
        return None
    if "%" in text:  # a zone means something to one machine only
        return None
    return plainHost(address)


def plainHost(address: IPv4Address | IPv6Address) -> str:
    """
    Write an address. RFC 4291 section 2.5.5.2: an "IPv4-Mapped IPv6 Address" is an IPv4
    address, as a socket for both kinds reports it.
    """
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
