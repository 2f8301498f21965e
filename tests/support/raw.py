"""
Raw bytes to a port, raw bytes back: the harness of the course, for its tests. C{ANSWER_TIMEOUT}
is how many seconds an answer is waited for.
"""

from __future__ import annotations

from lessons.clients.harness import (
    ANSWER_TIMEOUT,
    HOST,
    connect,
    exchange,
    readToEnd,
    readUntil,
    sendAll,
)

__all__ = ["ANSWER_TIMEOUT", "HOST", "connect", "exchange", "readToEnd", "readUntil", "sendAll"]
