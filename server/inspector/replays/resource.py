"""
Where a replay is stopped. It is begun by a button of the sender's form.
"""

from __future__ import annotations

from twisted.web.server import Request

from server.inspector.replays.run import Runs
from server.inspector.view import readView
from server.linked.posted import Posted
from server.pages import Answer, Layout, seeOther


class StopReplay(Posted):
    """
    Ends the replay that goes on.
    """

    isLeaf = True

    def __init__(self, runs: Runs, layout: Layout) -> None:
        super().__init__(layout)
        self._runs = runs

    async def answer(self, request: Request) -> Answer:
        """
        End it, and lead back to the page.
        """
        self._runs.stop()
        return seeOther(readView(request).at("replay"))
