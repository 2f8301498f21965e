"""
What the search needs in a reactor.
"""

from __future__ import annotations

from twisted.internet.interfaces import (
    IReactorCore,
    IReactorProcess,
    IReactorThreads,
    IReactorTime,
)


class IReactor(IReactorCore, IReactorTime, IReactorThreads, IReactorProcess):
    """
    Time, threads for what waits, and processes for an engine that is a program.
    """
