"""
The answer to what is not a message.
"""

from __future__ import annotations

from server.http1.errors import RemoteProtocolError
from server.http1.serialization import writeResponseHead
from server.http1.status import reasonFor


def writeRefusal(error: RemoteProtocolError, date: bytes, page: bytes | None = None) -> bytes:
    """
    Write the response to a message that the reader refuses. The connection ends
    after it.

    @param page: the content, which tells the error in HTML; without it, plain words tell
        it.
    """
    kind = b"text/plain" if page is None else b"text/html"
    content = inPlainWords(error) if page is None else page
    fields = [
        (b"Content-Type", kind + b"; charset=utf-8"),
        (b"Content-Length", b"%d" % len(content)),
        (b"Date", date),
        (b"Connection", b"close"),
    ]
    if error.location is not None:
        fields.append((b"Location", error.location))
    head = writeResponseHead(error.statusHint, fields)
    return head if error.answersHead else head + content


def inPlainWords(error: RemoteProtocolError) -> bytes:
    """
    Tell an error in three lines of plain text.
    """
    found = f"{error.rule}; byte {error.offset} of {error.place}"
    reason = reasonFor(error.statusHint).decode()
    return f"{error.statusHint} {reason}\n{error.sentence}\n({found})\n".encode()
