"""
The inspector of one running step: what it knows.
"""

from __future__ import annotations

from typing import Any

from server.inspector.beginnings import isBetween
from server.inspector.catalog import Catalog
from server.inspector.clients import Clients
from server.inspector.imports import Imports
from server.inspector.outline import Outline
from server.inspector.pace import Pace
from server.inspector.partcache import PartCache
from server.inspector.rawsender.sender import Sender
from server.inspector.replays.run import Runs
from server.inspector.students.owners import ConnectionOwners
from server.inspector.studies import Studies
from server.inspector.study import Study
from server.inspector.subscriptions import Subscriptions
from server.inspector.upstreamconnections import UpstreamConnections
from server.inspector.view import View
from server.linked.access import Access
from server.wire import Recorder
from server.xray import Happening, RequestRecord, XRay

#: For how many conversations the outline is kept: for more than are shown together.
OUTLINES = 60


class Inspector:
    """
    Watches a step. L{server.inspector.site} shows what it knows.

    @ivar recorder: what has gone over the wire.
    @ivar studies: what it means.
    @ivar outlines: the same in outline, which is enough to look over many connections.
    @ivar catalog: the facts by which connections are chosen.
    @ivar lanes: the lanes of the ladder that were drawn last.
    @ivar clients: numbers for them, where their addresses are not shown.
    @ivar upstream: which connections the program has made itself, to other servers.
    @ivar xray: what becomes of requests inside the program, from step 4 on.
    @ivar sender: what is sent to the step from the page.
    @ivar imports: what was read from a file.
    @ivar runs: what is replayed on every step.
    @ivar access: who may look.
    @ivar pace: how much of the time onlookers may take.
    @ivar subscriptions: tell all open pages what has happened.
    @ivar owners: which connections are which student's; L{None} where no class is expected.
    @ivar program: the step's name on the command line, such as C{lessons.step3}.
    @ivar step: its number; 0 where it is not one of the steps.
    """

    def __init__(self, reactor: Any, program: str) -> None:
        self.reactor = reactor
        self.program = program
        self.step = stepNumber(program)
        self.recorder = Recorder()
        self.recorder.isBetween = isBetween
        self.studies = Studies(self.recorder, make=Study)
        self.outlines = Studies(self.recorder, OUTLINES, make=Outline)
        self.catalog = Catalog(self.recorder, self.outlines)
        self.upstream = UpstreamConnections(self.recorder)
        self.clients = Clients(self.recorder, self.upstream)
        self.lanes = PartCache()
        self.xray = XRay(reactor)
        self.sender = Sender(reactor, self.recorder)
        self.imports = Imports()
        self.runs = Runs(reactor)
        self.access = Access()
        self.pace = Pace(reactor)
        self.subscriptions = Subscriptions(self.recorder)
        self.owners: ConnectionOwners | None = None
        self.xray.whenChanged = self._tell

    def expectClass(self) -> ConnectionOwners:
        """
        Have clients say who they are.
        """
        self.owners = owners = ConnectionOwners(self.recorder, self.reactor.seconds)
        self.catalog.labelOf = owners.labelOf
        return owners

    def lookedAt(self, view: View) -> tuple[Studies[Study], int]:
        """
        Find what explains the conversation that somebody looks at, and its number there: one
        that was recorded, or one from a file, where numbers are the file's own.
        """
        if not view.imported:
            return self.studies, view.connection
        imported = self.imports.kept.get(view.imported)
        return (imported.studies, view.talk or 1) if imported else (self.studies, 0)

    def recorderOf(self, view: View) -> Recorder | None:
        """
        Find what holds the conversation that somebody looks at.
        """
        if not view.imported:
            return self.recorder
        imported = self.imports.kept.get(view.imported)
        return imported.recorder if imported else None

    def _tell(self, record: RequestRecord, happening: Happening) -> None:
        """
        Tell whoever looks at a connection that something has happened inside the program.
        """
        if record.connection is not None:
            self.recorder.note(record.connection)


def stepNumber(program: str) -> int:
    """
    Tell which step a program is: C{server} is the last one.
    """
    if program == "server":
        return 15
    number = program.removeprefix("lessons.step")
    return int(number) if number.isdigit() else 0
