"""
What a client asks a proxy for: the request target in its two forms.

RFC 9112 section 3.2.2: "When making a request to a proxy, other than a CONNECT
or server-wide OPTIONS request, a client MUST send the target URI in
absolute-form as the request-target."
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import NamedTuple

from server.http1 import Request
from server.pages import BadRequest

HTTP_PORT = 80

# RFC 3986 section 3.2: authority = [ userinfo "@" ] host [ ":" port ]
AUTHORITY = re.compile(
    rb"(?:(?P<name>[A-Za-z0-9._-]{1,253})|\[(?P<v6>[0-9A-Fa-f:.]{2,45})\])(?::(?P<port>[0-9]{0,5}))?"
)


class Target(NamedTuple):
    """
    Where a request is to go.

    @ivar host: a name or an address, in lower case, without brackets.
    @ivar port: from 1 to 65535.
    @ivar path: path and query, as they go on to the server; empty in a CONNECT.
    @ivar isTunnel: whether it was asked for with CONNECT.
    """

    host: str
    port: int
    path: bytes = b""
    isTunnel: bool = False

    @property
    def place(self) -> str:
        """
        Host and port, as a person writes them.
        """
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def hostField(self) -> bytes:
        """
        The value of Host. RFC 9112 section 3.2.2: a proxy "MUST ignore the
        received Host header field (if any) and instead replace it with the host
        information of the request-target."
        """
        place = self.place
        return place.removesuffix(f":{HTTP_PORT}").encode("ascii")


def readTarget(event: Request) -> Target:
    """
    Read where a request is to go, from a target in absolute-form, or in
    authority-form where the method is CONNECT. The reader knows their grammar.

    @raise BadRequest: when it names no host, or no port. RFC 9110 section 9.3.6: "A
        server MUST reject a CONNECT request that targets an empty or invalid port
        number".
    """
    isTunnel = event.method == b"CONNECT"
    host, port = readAuthority(event.authority, 0 if isTunnel else HTTP_PORT)
    return Target(host, port, event.pathAndQuery, isTunnel)


def readAuthority(text: bytes, default: int) -> tuple[str, int]:
    """
    Read a host and a port.

    @param default: the port where none is given.
    @raise BadRequest: when it names none. RFC 9110 section 4.2.4: a user name in a URL
        should be treated "as an error; it is likely being used to obscure the authority
        for the sake of phishing attacks."
    """
    if b"@" in text:
        raise BadRequest("A user name in the URL is refused: it may hide the host.")
    match = AUTHORITY.fullmatch(text)
    if match is None or not (match["name"] or isIPv6(match["v6"])):
        raise BadRequest("The target of this request names no host.")
    port = int(match["port"] or default)
    if not 0 < port <= 65535:
        raise BadRequest("The target of this request names no port from 1 to 65535.")
    return (match["name"] or match["v6"]).decode("ascii").lower(), port


def isIPv6(text: bytes) -> bool:
    """
    Tell whether what is in brackets is an address.
    """
    try:
        IPv6Address(text.decode("ascii"))
    except ValueError:
        return False
    return True
