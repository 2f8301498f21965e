"""
Reads from a command line where the trusted proxies are.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

#: Means whoever connects to a UNIX socket, and has no address.
UNIX_SOCKETS = "unix"


def readNetworks(text: str) -> list[Network | None]:
    """
    Read whom to trust from a command line: addresses or networks, with commas between them.

    @return: the networks; L{None} among them for C{unix}.
    @raise ArgumentTypeError: when one of them is not a network.
    """
    return [None if part == UNIX_SOCKETS else readNetwork(part) for part in text.split(",")]


def readNetwork(text: str) -> Network:
    """
    Read one network.

    @raise ArgumentTypeError: when it is not one.
    """
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise ArgumentTypeError(
            f"{text!r} is neither an address nor a network: "
            "write 10.0.0.7, 10.0.0.0/8, ::1 or unix"
        ) from None
    if ip_address(text.partition("/")[0]) != network.network_address:
        raise ArgumentTypeError(f"{text!r} is not a network: did you mean {network}?")
    return network
