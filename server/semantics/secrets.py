"""
What a log must not show of a head.

RFC 9110 section 17.16.1: "HTTP depends on the security properties of the underlying
transport- or session-level connection to provide confidential transmission of fields." A
log has no such properties: whoever reads a credential there can use it as its owner does.
A cookie is as good as a password for as long as it is valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Parts of the names of fields whose values are secrets: those of the RFCs, such as
#: Authorization and Set-Cookie, and those that programs invent, such as X-Api-Key.
SECRET = re.compile(
    rb"authori[sz]ation|authentication-info|cookie|token|secret|passw|credential|session|"
    rb"api-?key|signature",
    re.IGNORECASE,
)

MASK = b"(secret)"


def masked(fields: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """
    Put a mask in place of each value that is a secret. Whatever shows fields to anybody
    but their sender and receiver calls this.
    """
    return [(name, MASK if SECRET.search(name) else value) for name, value in fields]


#: The name and the password that a URL may have before its host (RFC 3986 section 3.2.1).
USERINFO = re.compile(rb"(?<=//)[^/?#@]*@")
#: A parameter of a query: its name, and its value.
PARAMETER = re.compile(rb"(?<=[?&])([^=&#]*=)([^&#]*)")


def maskedURL(url: bytes) -> bytes:
    """
    Put a mask in place of each secret in a URL. RFC 9110 section 17.9: "URIs are intended
    to be shared, not secured". But people put secrets there all the same.
    """
    if b"@" in url:
        url = USERINFO.sub(MASK + b"@", url)
    if b"?" in url and SECRET.search(url):
        url = PARAMETER.sub(_maskParameter, url)
    return url


def _maskParameter(match: re.Match[bytes]) -> bytes:
    name, value = match.groups()
    return name + (MASK if SECRET.search(name) else value)
