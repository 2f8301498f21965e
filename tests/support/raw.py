"""
Raw bytes to a port, raw bytes back: the harness of the course, for its tests.
"""

from __future__ import annotations

from lessons.clients.harness import (
    HOST,
    PATIENCE,
    connect,
    exchange,
    readToEnd,
    readUntil,
    sendAll,
)

__all__ = ["HOST", "PATIENCE", "connect", "exchange", "readToEnd", "readUntil", "sendAll"]
