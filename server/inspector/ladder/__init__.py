"""
The ladder: client and server, and between them all that goes to and fro, with time running
down. So one can see what is kept alive, pipelined, cut into pieces, and waited for.
"""

from server.inspector.ladder.drawing import drawLane
from server.inspector.ladder.geometry import Arrow, Mark

__all__ = ["Arrow", "Mark", "drawLane"]
