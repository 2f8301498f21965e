"""
Which names this server answers to.

A browser lets the script of a page talk to the server that the page came from, and knows
that server by its name. Whoever owns a name can make it point to this machine (DNS
rebinding): then their page talks to us, from inside. But it cannot choose what the browser
writes into C{Host}.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address

#: Allows every name.
ANY = "*"

HOST = re.compile(r"(?P<name>\[[^\[\]]*\]|[^:\[\]]*)(?::\d*)?")


@lru_cache(256)  # needed with each request, and clients use few names
def isAllowed(host: bytes, allowed: frozenset[str]) -> bool:
    """
    Tell whether a request is for this server.

    An address cannot be rebound, and nobody owns C{localhost}: both are always allowed.

    @param host: the value of the C{Host} field.
    @param allowed: further names, in lower case, or C{*}.
    """
    match = HOST.fullmatch(host.decode("latin-1"))
    if match is None:
        return False
    name = match["name"].lower().removesuffix(".")
    return ANY in allowed or name == "localhost" or name in allowed or isAddress(name)


def isAddress(name: str) -> bool:
    """
    Tell whether a name is an IP address as RFC 3986 section 3.2.2 writes one.
    """
    try:
        version = ip_address(name.removeprefix("[").removesuffix("]")).version
    except ValueError:
        return False
    return name.startswith("[") == (version == 6)
