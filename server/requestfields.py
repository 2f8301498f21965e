"""
The one place that reads the fields of a request as text.

RFC 9110 section 5.5: "a recipient SHOULD treat other allowed octets in field content
(i.e., obs-text) as opaque data." So any field may hold any byte from 0x80 on, and code
that decodes them as UTF-8 or ASCII fails whenever a client likes. Twisted's does, where a
field is asked for by a name that is text. Here names are bytes, and each byte of a value
is one character (latin-1): nothing fails, nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from twisted.web.http import Request


def fieldOf(request: Request, name: bytes) -> str | None:
    """
    Read a field that has one value.

    @return: the last value where it comes several times; L{None} where it does not come.
    """
    value: bytes | None = request.getHeader(name)
    return None if value is None else value.decode("latin-1")


def hasAnyOf(request: Request, names: frozenset[bytes]) -> bool:
    """
    Tell whether a request has any of these fields.

    @param names: in lower case.
    """
    ask = getattr(request, "hasAnyOf", None)
    if ask is None:  # Twisted's own request
        return any(request.requestHeaders.hasHeader(name) for name in names)
    return bool(ask(names))


def linesOf(request: Request, name: bytes) -> Sequence[bytes]:
    """
    Read each line of a field as it came.

    @param name: in lower case.
    """
    values = getattr(request, "values", None)  # our own request has them: so no Headers are made
    if values is None:
        return request.requestHeaders.getRawHeaders(name) or ()
    lines: Sequence[bytes] = values.get(name, ())
    return lines


def listOf(request: Request, name: bytes) -> list[str]:
    """
    Read a field that is a list. RFC 9110 section 5.3: a list may be sent in several
    lines, which are one list together. Section 5.6.1.2: "A recipient MUST parse and
    ignore a reasonable number of empty list elements".
    """
    if request.getHeader(name) is None:  # so nobody needs all of the fields
        return []
    lines = request.requestHeaders.getRawHeaders(name) or ()
    members = b",".join(lines).decode("latin-1").split(",")
    return [member.strip() for member in members if member.strip()]
