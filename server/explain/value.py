"""
The parts of a field's value, for the fields whose parts matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from server.explain.descriptions import ofPart
from server.explain.span import Row, Span
from server.explain.target import splitHost
from server.http1.grammar import OWS

#: What separates the parts: the members of a list, or parameters, or both.
MEMBERS, PARAMETERS, BOTH = b",", b";", b",;"

SEPARATORS = {
    b"accept": BOTH,
    b"accept-charset": BOTH,
    b"accept-encoding": BOTH,
    b"accept-language": BOTH,
    b"accept-ranges": MEMBERS,
    b"allow": MEMBERS,
    b"cache-control": MEMBERS,
    b"connection": MEMBERS,
    b"content-disposition": PARAMETERS,
    b"content-encoding": MEMBERS,
    b"content-type": PARAMETERS,
    b"cookie": PARAMETERS,
    b"expect": MEMBERS,
    b"forwarded": BOTH,
    b"if-match": MEMBERS,
    b"if-none-match": MEMBERS,
    b"keep-alive": MEMBERS,
    b"link": BOTH,
    b"set-cookie": PARAMETERS,
    b"strict-transport-security": PARAMETERS,
    b"te": BOTH,
    b"trailer": MEMBERS,
    b"transfer-encoding": BOTH,
    b"upgrade": MEMBERS,
    b"vary": MEMBERS,
    b"via": MEMBERS,
    b"x-forwarded-for": MEMBERS,
}

# A separator within a quoted string separates nothing (RFC 9110 section 5.6.4).
PIECE = re.compile(rb'(?P<quoted>"(?>(?:[^"\\]++|\\.)*)"?+)|(?P<separator>[,;][ \t]*+)', re.DOTALL)


def splitValue(name: bytes, value: bytes, start: int) -> Sequence[Span]:
    """
    Lay out the parts of a field's value.

    @param name: of the field.
    @param value: without the white space around it.
    @param start: its offset.
    @return: nothing where we know no parts.
    """
    name = name.lower()
    if name == b"host":
        return splitHost(value, start)
    row = Row(start)
    if name in SEPARATORS:
        _layParts(row, name, value)
    return row.spans


def _layParts(row: Row, name: bytes, value: bytes) -> None:
    isParameter = False
    for part, separator in _pieces(value, SEPARATORS[name]):
        # Cookies are a list, although a semicolon separates them.
        isParameter = isParameter and name != b"cookie"
        kind = "parameter" if isParameter else "member"
        row.lay(kind, part, ofPart(name, part, isParameter))
        isParameter = separator.strip(OWS) == b";"
        row.lay("parameter separator" if isParameter else "list separator", separator)


def _pieces(value: bytes, separators: bytes) -> Iterator[tuple[bytes, bytes]]:
    """
    Cut a value.

    @return: each part, and the separator after it with the white space around it.
    """
    begin = 0
    for match in PIECE.finditer(value):
        separator = match["separator"]
        if separator and separator[:1] in separators:
            part = value[begin : match.start()].rstrip(OWS)
            yield part, value[begin + len(part) : match.end()]
            begin = match.end()
    yield value[begin:], b""
