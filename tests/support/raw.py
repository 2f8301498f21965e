"""
Raw bytes to a port, raw bytes back: the harness of the course, for its tests. C{ANSWER_PATIENCE}
is how many seconds an answer is waited for.
"""

from __future__ import annotations

from lessons.clients.harness import (
    ANSWER_TIMEOUT as ANSWER_PATIENCE,
)
from lessons.clients.harness import (
    HOST,
    connect,
    exchange,
    readToEnd,
    readUntil,
    sendAll,
)

__all__ = ["ANSWER_PATIENCE", "HOST", "connect", "exchange", "readToEnd", "readUntil", "sendAll"]
