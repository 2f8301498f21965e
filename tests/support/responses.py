"""
A strict reader of responses: the one of the course's test harness.
"""

from __future__ import annotations

from lessons.clients.responses import (
    Response,
    only,
    readChunks,
    readContent,
    readFields,
    readResponse,
    readResponses,
)

__all__ = [
    "Response",
    "only",
    "readChunks",
    "readContent",
    "readFields",
    "readResponse",
    "readResponses",
]
