"""
Reading a URL strictly, wherever it comes from: from a command line, or from the
field Location of an answer.
"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from ipaddress import IPv6Address
from urllib.parse import quote, urljoin

from lessons.arguments import hostName

# RFC 3986 appendix B: scheme "://" authority path [ "?" query ] [ "#" fragment ]
WEB_URL = re.compile(r"(https?)://([^/?#]*)([^?#]*(?:\?[^#]*)?)(?:#.*)?", re.IGNORECASE)
# Section 3.2: authority = [ userinfo "@" ] host [ ":" port ]
AUTHORITY = re.compile(r"(?:\[([^\]]*)\]|([^:\[\]@]+))(?::([0-9]*))?")
# Section 2.2 and 2.3: what may be in a URL as it is. "%" is left alone, since it begins what is
# percent-encoded already.
ALLOWED = "%!$&'()*+,;=:@/?~-._[]"
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
CONTROL = re.compile(r"[\0-\x1f\x7f]")


FORM = "it is not of the form http://HOST/PATH"


class BadURL(ValueError):
    """
    This is not a URL of the web. Argument: why, for a person.
    """


def checkURL(text: str) -> str:
    """
    Check a URL.

    @param text: it may hold what must be percent-encoded: letters beyond ASCII,
        blanks, and also bytes that are not UTF-8, as surrogates.
    @return: the URL in ASCII, as it goes over the wire, without its fragment.
    @raise BadURL: when it is not an C{http} or C{https} URL.
    """
    match = WEB_URL.fullmatch(text)
    if CONTROL.search(text) or match is None:
        raise BadURL(FORM)
    scheme, authority, rest = match.groups()
    place = checkAuthority(authority).removesuffix(DEFAULT_PORTS[scheme.lower()])
    target = quote(rest, ALLOWED, errors="surrogateescape")
    return f"{scheme.lower()}://{place}{target}"


def checkAuthority(authority: str) -> str:
    """
    Check host and port.

    @return: both in ASCII.
    @raise BadURL: when they cannot be meant.
    """
    if "@" in authority:
        raise BadURL("no user and password in a URL: webcat3 asks for them")
    match = AUTHORITY.fullmatch(authority)
    if match is None:
        raise BadURL(FORM)
    address, name, port = match.groups()
    host = checkAddress(address) if name is None else checkName(name)
    # RFC 3986 section 3.2.3: an empty port means the default.
    return f"{host}:{checkPort(port)}" if port else host


def checkAddress(address: str) -> str:
    """
    Check what is between brackets: an IPv6 address. It has no zone, which
    means something on one machine alone (RFC 9844 section 5).
    """
    try:
        if "%" in address:
            raise ValueError(address)
        return f"[{written(IPv6Address(address))}]"
    except ValueError as error:
        raise BadURL("between the brackets is not an IPv6 address") from error


def written(address: IPv6Address) -> str:
    """
    Write an address of IPv6. RFC 5952 section 5 recommends that one of IPv4 inside it is
    written as such; L{str} does so from Python 3.13 on.
    """
    inside = address.ipv4_mapped
    return str(address) if inside is None else f"::ffff:{inside}"


def checkName(name: str) -> str:
    """
    Check a host name, or an IPv4 address.

    @return: the name as DNS has it.
    """
    try:
        return hostName(name)
    except ArgumentTypeError as error:
        raise BadURL("the host has no name that can be looked up") from error


# RFC 9293 section 3.1: a port has 16 bits. A number that needs more would lose
# its first bits on the way, and lead to another server.
def checkPort(port: str) -> int:
    """
    Read a port from its digits, and check that there can be one of that number.
    """
    number = int(port[:6])
    if not 1 <= number <= 65535:
        raise BadURL("a port is a number from 1 to 65535")
    return number


def resolve(base: str, reference: str) -> str:
    """
    Find where a reference leads that came in the answer of C{base} (RFC 3986 section 5).

    @raise BadURL: when it leads nowhere.
    """
    if CONTROL.search(reference):
        raise BadURL("it holds a control character")
    try:
        return checkURL(urljoin(base, reference.strip(" ")))
    except BadURL:
        raise
    except ValueError as error:  # urljoin's, of brackets that do not fit
        raise BadURL(FORM) from error
