"""
Where a replay is stopped. It is begun by a button of the sender's form.
"""

from __future__ import annotations

from twisted.web.resource import Resource
from twisted.web.server import Request

from server.inspector.replays.run import Runs
from server.inspector.view import readView
from server.pages import Answer, Layout, respond, seeOther


class StopReplay(Resource):
    """
    Ends the replay that goes on. Who may ask for it has been found out before.
    """

    isLeaf = True

    def __init__(self, runs: Runs, layout: Layout) -> None:
        super().__init__()
        self._runs = runs
        self._layout = layout

    def render_POST(self, request: Request) -> int:
        """
        End it.
        """
        return respond(request, self._layout, self._end(request))

    async def _end(self, request: Request) -> Answer:
        self._runs.stop()
        return seeOther(readView(request).href() + "#replay")
