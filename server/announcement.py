"""
What a server says when it has begun: where it listens, and what to try.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from twisted.internet.interfaces import IAddress

from server.listening import Beside
from server.ownaddress import isLoopback
from server.wire.tap import describe


def announce(
    address: IAddress, beside: Iterable[tuple[Beside, IAddress]], tryThis: Sequence[str]
) -> None:
    """
    Say where a server listens, and what to try.

    @param address: that of the main port.
    @param beside: the listeners beside it, with their addresses.
    @param tryThis: command lines; C{{host}} and C{{port}} are filled in, and
        C{{NAME}} with the address of a listener beside the main one. In a URL, an IPv6
        address is in brackets (RFC 3986 section 3.2.2).
    """
    host, port = getattr(address, "host", ""), getattr(address, "port", "")
    place = describe(address)
    print(f"listening on {place}")
    names = {each.name: each.link(describe(it)) for each, it in beside}
    for name, where in names.items():
        print(f"{name} at {where}")
    for hint in tryThis:
        hint = hint.replace("{host}:{port}", "{place}")
        if host or "{place}" not in hint:  # a UNIX socket has no URL
            print("  try:", hint.format(host=host, port=port, place=place, **names))
    print("  stop: Ctrl-C", flush=True)


def warn(interface: str) -> None:
    """
    Print a warning where people other than this machine's users can connect.
    """
    if not isLoopback(interface):
        reach = f"anyone who can reach {interface} can use this server"
        print(f"warning: {reach}; 127.0.0.1 keeps it to this machine", file=sys.stderr)
