"""
Where a proxy may connect to.

Whoever asks a proxy for something sees it with the proxy's eyes. Ours runs on a machine
with servers that only this machine, or this house, should reach. So it goes only to public
addresses, and to what the person who started it has named.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from server.pages import BadRequest, Forbidden
from server.proxy.target import Target, readAuthority

Address = IPv4Address | IPv6Address

#: RFC 4291 section 2.4 and the IANA registry: the part of IPv6 whose addresses
#: are given out for everybody to reach.
GLOBAL_UNICAST = IPv6Network("2000::/3")

#: RFC 6052: an IPv4 address as a network that speaks only IPv6 writes it.
NAT64 = IPv6Network("64:ff9b::/96")

#: RFC 9110 section 9.3.6: proxies that support CONNECT "SHOULD restrict its use to
#: a limited set of known ports", or else a tunnel could reach any mail server.
TUNNEL_PORTS = frozenset((443,))


def embedded(address: IPv6Address) -> list[IPv4Address]:
    """
    Find the IPv4 addresses to which packets for an IPv6 address may really go.
    """
    if address in NAT64:
        return [IPv4Address(address.packed[-4:])]
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    return [one for one in found if one is not None]


def isPublic(address: Address) -> bool:
    """
    Tell whether an address is for everybody: not one of this machine, of a private
    network, of a link, of a group, or of no one.
    """
    if isinstance(address, IPv6Address):
        inner = embedded(address)
        if inner:
            return all(map(isPublic, inner))
        return address in GLOBAL_UNICAST and address.is_global
    return address.is_global and not address.is_multicast


@dataclass(frozen=True)
class Allowed:
    """
    A destination that was named with C{--allow}.

    @ivar host: a name or an address, as it must be asked for. An address does not cover
        the names that lead to it: whoever owns a name can let it lead anywhere (this is
        called DNS rebinding).
    @ivar port: L{None} for any port.
    """

    host: str
    port: int | None = None

    def covers(self, target: Target) -> bool:
        """
        Tell whether a request names this destination.
        """
        return target.host == self.host and self.port in (None, target.port)


def readAllowed(text: str) -> Allowed:
    """
    Read C{HOST} or C{HOST:PORT} from a command line.

    @raise ArgumentTypeError: when it is neither.
    """
    bare = f"[{text}]" if text.count(":") > 1 and not text.startswith("[") else text
    hasPort = ":" in bare.rpartition("]")[2]
    try:
        host, port = readAuthority(bare.encode("ascii"), default=0 if hasPort else 80)
    except (UnicodeEncodeError, BadRequest):
        raise ArgumentTypeError(f"{text!r} is not HOST or HOST:PORT") from None
    return Allowed(host, port if hasPort else None)


class Policy:
    """
    Decides where requests may go: to public addresses, and to what was named.
    """

    def __init__(self, allowed: Iterable[Allowed] = ()) -> None:
        """
        @param allowed: what was named with C{--allow}.
        """
        self.allowed = tuple(allowed)

    def isNamed(self, target: Target) -> bool:
        """
        Tell whether the one who started the proxy has named a destination.
        """
        return any(one.covers(target) for one in self.allowed)

    def checkTarget(self, target: Target) -> None:
        """
        Check what can be checked before any name is looked up.

        @raise Forbidden: when nobody may go there, whatever the address turns out to be.
        """
        if target.isTunnel and target.port not in TUNNEL_PORTS and not self.isNamed(target):
            raise Forbidden(
                f"Tunnels lead to port 443 only, and not to {target.place}."
                f" To allow it, start the proxy with --allow {target.place}."
            )

    def permits(self, target: Target, address: str) -> bool:
        """
        Tell whether a connection for a target may be made to an address.

        @param address: the one that the connection is made to, written as the
            system does.
        """
        return self.isNamed(target) or isPublic(ip_address(address))

    def refusal(self, target: Target) -> Forbidden:
        """
        Make the error that says why a target's address is refused.
        """
        return Forbidden(
            f"{target.place} is not a public address, and this proxy does not go there."
            f" To allow it, start the proxy with --allow {target.place}."
        )
