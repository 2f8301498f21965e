"""
The wire: what really arrives and leaves, chunk by chunk.
"""

from server.escapes import visible
from server.wire.recorder import Conversation, Recorder, both
from server.wire.tap import Chunk, Direction, Tap
from server.wire.terminal import WirePrinter

__all__ = [
    "Chunk",
    "Conversation",
    "Direction",
    "Recorder",
    "Tap",
    "WirePrinter",
    "both",
    "visible",
]
