"""
Status codes and their reason phrases.
"""

from __future__ import annotations

from http import HTTPStatus

#: Python 3.11 still has the names of RFC 7231; these are those of RFC 9110.
RENAMED = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}

REASONS = {status.value: status.phrase.encode("ascii") for status in HTTPStatus} | {
    code: phrase.encode("ascii") for code, phrase in RENAMED.items()
}


def reasonFor(status: int) -> bytes:
    """
    Find the reason phrase of a status code. RFC 9112 section 4 lets it be absent: it is
    C{b""} for a code that nobody has registered.
    """
    return REASONS.get(status, b"")
