"""
Who watches the wire of a program: the terminal, the inspector, both or nobody.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from server.listening import Beside, IReactor
from server.wire import WirePrinter, both
from server.wire.tap import Watch

if TYPE_CHECKING:
    from server.inspector import Inspector


def makeInspector(reactor: IReactor, options: Namespace, program: str) -> Inspector | None:
    """
    Make the inspector, where it is wanted.

    @param program: the program's name, as C{python -m} takes it.
    """
    if options.inspect is None:
        return None
    from server.inspector import Inspector  # most programs start without, and sooner

    return Inspector(reactor, program)


def makeWatch(options: Namespace) -> Watch | None:
    """
    Find out who watches, if anybody does.
    """
    watches: list[Watch] = []
    if options.wire:
        watches.append(WirePrinter(sys.stdout))
    if options.inspector is not None:
        watches.append(options.inspector.recorder)
    return both(*watches) if len(watches) > 1 else next(iter(watches), None)


def showBeside(options: Namespace) -> Sequence[Beside]:
    """
    Listen for browsers that look into the inspector, if there is one.
    """
    if options.inspector is None:
        return ()
    from server.inspector.site import listenerOf

    return [listenerOf(options.inspector, options.inspect, options.interface)]
