"""
Which names this server answers to.

A browser lets the script of a page talk to the server that the page came from,
and knows that server by its name. Whoever owns a name can have it point to this
machine (DNS rebinding): his page then talks to us, from inside. It cannot
choose what the browser writes into C{Host}, though.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address

#: Allows every name.
ANY = "*"

HOST = re.compile(r"(?P<name>\[[^\[\]]*\]|[^:\[\]]*)(?::\d*)?")


@lru_cache(256)  # asked with each request, and clients use few names
def isAllowed(host: bytes, allowed: frozenset[str]) -> bool:
    """
    Tell whether a request is for this server.

    An address cannot be rebound, and C{localhost} is nobody's: both always pass.

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
