"""
Reads from a command line where the proxies are that are to be trusted.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

#: Stands for whoever connects to a UNIX socket, and has no address.
UNIX = "unix"


def readNetworks(text: str) -> list[Network | None]:
    """
    Read whom to trust from a command line: addresses or networks, with commas between them.

    @return: L{None} for C{unix}.
    @raise ArgumentTypeError: when one is none.
    """
    return [None if part == UNIX else readNetwork(part) for part in text.split(",")]


def readNetwork(text: str) -> Network:
    """
    Read one network.

    @raise ArgumentTypeError: when it is none.
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
