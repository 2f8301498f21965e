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

from server.pages import BadRequest

HTTP_PORT = 80

# RFC 3986 section 3: scheme ":" "//" authority path-abempty [ "?" query ]
ABSOLUTE_FORM = re.compile(
    rb"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<rest>.*)"
)
# RFC 3986 section 3.2: authority = [ userinfo "@" ] host [ ":" port ]
AUTHORITY = re.compile(
    rb"(?:(?P<name>[A-Za-z0-9._-]{1,253})|\[(?P<v6>[0-9A-Fa-f:.]{2,45})\])(?::(?P<port>[0-9]{0,5}))?"
)
PRINTABLE = re.compile(rb"[!-~]*")


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


def readAbsolute(method: bytes, target: bytes) -> Target:
    """
    Read the absolute-form.

    @raise BadRequest: when it is none, or none of C{http}.
    """
    match = ABSOLUTE_FORM.fullmatch(target)
    if match is None or not PRINTABLE.fullmatch(target):
        raise BadRequest(
            "The target of this request is no absolute URL: ask for http://HOST/PATH."
        )
    if match["scheme"].lower() != b"http":
        raise BadRequest("This proxy asks for http only. For https, a client uses CONNECT.")
    if b"#" in match["rest"]:
        raise BadRequest("A fragment (#) belongs to the browser, and in no request.")
    host, port = readAuthority(match["authority"], HTTP_PORT)
    return Target(host, port, originForm(method, match["rest"]))


def originForm(method: bytes, rest: bytes) -> bytes:
    """
    Make the target that the server gets.

    @param rest: what stands behind the authority.
    """
    # RFC 9112 section 3.2.4: where an OPTIONS has "an empty path and no query
    # component, then the last proxy on the request chain MUST send a
    # request-target of "*"".
    if not rest and method == b"OPTIONS":
        return b"*"
    # Section 3.2.1: "If the target URI's path component is empty, the client
    # MUST send "/" as the path".
    return rest if rest.startswith(b"/") else b"/" + rest


def readTunnel(target: bytes) -> Target:
    """
    Read the authority-form, of CONNECT.

    @raise BadRequest: when it is none. RFC 9110 section 9.3.6: "A server MUST
        reject a CONNECT request that targets an empty or invalid port number".
    """
    host, port = readAuthority(target, 0)
    return Target(host, port, isTunnel=True)


def readAuthority(text: bytes, default: int) -> tuple[str, int]:
    """
    Read a host and a port.

    @param default: the port where none is given.
    @raise BadRequest: when it names none. RFC 9110 section 4.2.4: a user name in
        a URL is to be treated "as an error; it is likely being used to obscure
        the authority for the sake of phishing attacks."
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
    Tell whether what stands in brackets is an address.
    """
    try:
        IPv6Address(text.decode("ascii"))
    except ValueError:
        return False
    return True
