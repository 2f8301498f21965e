"""
The answer to what is no message.
"""

from __future__ import annotations

from server.http1.errors import MessageError
from server.http1.lines import writeHead
from server.http1.status import reasonFor


def writeRefusal(error: MessageError, date: bytes) -> bytes:
    """
    Write the response to a message that the reader refuses. The connection ends
    behind it.
    """
    found = f"{error.rule}; byte {error.offset} of this connection"
    reason = reasonFor(error.status)
    content = f"{error.status} {reason.decode()}\n{error.sentence}\n({found})\n".encode()
    fields = [
        (b"Content-Type", b"text/plain; charset=utf-8"),
        (b"Content-Length", b"%d" % len(content)),
        (b"Date", date),
        (b"Connection", b"close"),
    ]
    if error.location is not None:
        fields.append((b"Location", error.location))
    head = writeHead(error.status, fields)
    return head if error.answersHead else head + content
