"""
The parts of a request target, in each of its four forms (RFC 9112 section 3.2).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from re import Match

from server.explain.descriptions import ofPath
from server.explain.span import Row, Span
from server.http1.grammar import AUTHORITY_FORM, HOST, HTTP_URI

SEPARATED = re.compile(rb"&|[^&]++")
SCHEME_END = b"://"


def splitTarget(method: bytes, target: bytes, start: int) -> Sequence[Span]:
    """
    Lay out the parts of a target that the engine has accepted.

    @param start: its offset.
    """
    row = Row(start)
    uri = HTTP_URI.fullmatch(target)
    if method == b"CONNECT":
        layAuthority(row, AUTHORITY_FORM.fullmatch(target))
    elif target == b"*":
        row.lay("whole server", target)
    elif uri is None:
        _layPath(row, target)
    else:
        scheme = target.partition(SCHEME_END)[0]
        row.lay("scheme", scheme)
        row.lay("scheme end", SCHEME_END)
        layAuthority(row, uri)
        _layPath(row, uri["path"])
    return row.spans


def splitHost(value: bytes, start: int) -> Sequence[Span]:
    """
    Lay out a Host field's value; nothing where it is not one.
    """
    row = Row(start)
    layAuthority(row, HOST.fullmatch(value))
    return row.spans


def layAuthority(row: Row, match: Match[bytes] | None) -> None:
    """
    Lay a host, and the port after it if there is one.
    """
    if match is not None:
        row.lay("host", match["host"])
        if match["port"] is not None:
            row.lay("port colon", b":")
            row.lay("port", match["port"])


def _layPath(row: Row, rest: bytes) -> None:
    path, mark, query = rest.partition(b"?")
    row.lay("path", path, ofPath(path))
    row.lay("query mark", mark)
    for part in SEPARATED.findall(query):
        row.lay("query separator" if part == b"&" else "query argument", part)
