"""
The addresses of this machine: which ones are for itself alone, and by which one others
reach it.
"""

from __future__ import annotations

import socket
from ipaddress import ip_address

#: An address that nobody has (RFC 5737): asked for the route to it, this machine says which
#: of its own addresses it would use. Nothing is sent.
NOBODY = ("192.0.2.1", 9)


def reachable(host: str, port: int) -> str:
    """
    Write a place as others type it, C{HOST:PORT}: they cannot type 0.0.0.0.
    """
    host = ownAddress() if isAny(host) else host
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def isAny(interface: str) -> bool:
    """
    Tell whether an interface means all addresses of this machine.
    """
    try:
        return ip_address(interface).is_unspecified
    except ValueError:
        return False


def isLoopback(host: str) -> bool:
    """
    Tell whether a host, or an interface, is this machine as it calls itself: nobody else can
    connect to that.
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def ownAddress() -> str:
    """
    Find an address by which other machines reach this one; its loopback address where there
    is no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(NOBODY)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
