"""
The ladder: client and server, and between them, time running down, all that goes to and
fro. So it can be seen what is kept alive, pipelined, cut in pieces, and waited for.
"""

from server.inspector.ladder.drawing import drawLane
from server.inspector.ladder.geometry import Arrow, Mark

__all__ = ["Arrow", "Mark", "drawLane"]
