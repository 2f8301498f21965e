"""
Raw bytes to a port, raw bytes back: the harness of the course, for its tests. C{ANSWER_PATIENCE}
is how many seconds an answer is waited for.
"""

from __future__ import annotations

from lessons.clients.harness import (
    HOST,
    connect,
    exchange,
    readToEnd,
    readUntil,
    sendAll,
)
from lessons.clients.harness import (
    PATIENCE as ANSWER_PATIENCE,
)

__all__ = ["ANSWER_PATIENCE", "HOST", "connect", "exchange", "readToEnd", "readUntil", "sendAll"]
