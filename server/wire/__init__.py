"""
The wire: what really arrives and leaves, chunk by chunk.
"""

from server.escapes import visible
from server.wire.chunk import Chunk, Direction, both
from server.wire.conversation import Conversation
from server.wire.recorder import Recorder
from server.wire.tap import Tap
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
