"""
The options of the command line that are about proxies in front of us.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IProtocolFactory

from server.forwarding.networks import readNetworks
from server.listening import BadOption

if TYPE_CHECKING:
    from server.forwarding.trust import Trust


def addForwardingOptions(parser: ArgumentParser) -> None:
    """
    Add the options that say which proxies are in front of us.
    """
    add = parser.add_argument
    add(
        "--trust",
        action="append",
        type=readNetworks,
        default=[],
        metavar="ADDR[/NET],...",
        help="believe what proxies at these addresses say about their clients, in Forwarded or "
        "X-Forwarded-For, -Proto and -Host; unix for a UNIX socket; default: nobody",
    )
    add(
        "--proxy-protocol",
        action="store_true",
        help="these proxies begin each connection with the PROXY protocol, version 1 or 2",
    )


def trustOf(options: Namespace) -> Trust | None:
    """
    Find out whom to trust.

    @return: L{None} for nobody.
    """
    networks = [network for each in getattr(options, "trust", ()) for network in each]
    if not networks:
        return None
    from server.forwarding.trust import Trust  # most servers do without it, and start sooner

    return Trust([network for network in networks if network is not None], None in networks)


def behindProxies(options: Namespace, factory: IProtocolFactory) -> IProtocolFactory:
    """
    Make connections begin with the PROXY protocol, where that is wanted.

    @raise BadOption: when nobody is trusted to do so.
    """
    if not getattr(options, "proxy_protocol", False):
        return factory
    trust = trustOf(options)
    if trust is None:
        raise BadOption("--proxy-protocol", "name the proxies that begin with it: see --trust.")
    from server.forwarding.opening import ProxyFactory

    return ProxyFactory(factory, trust)
