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
    RFC 9112 section 4: the reason phrase may be absent, and is for a code that
    nobody registered.
    """
    return REASONS.get(status, b"")
