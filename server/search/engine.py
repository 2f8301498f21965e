"""
What a search engine has to do.

An engine remembers texts and proposes, for a query, the files that may hold a
line that matches. It may propose too many: what matches is decided by
L{server.search.matching}, the same for every engine. It must not propose too
few. Where it cannot tell, it proposes all files.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from twisted.internet.defer import Deferred

from server.search.corpus import Found


@dataclass(frozen=True)
class Document:
    """
    What is remembered of a file.

    @ivar digest: of its text; empty if it has none.
    @ivar reason: why the file is not searched; empty if it is.
    @ivar text: L{None} where the engine has it already.
    """

    file: Found
    digest: bytes = b""
    reason: str = ""
    text: str | None = None


class Engine(Protocol):
    """
    A search engine.

    C{known} and C{update} block, and are called in a thread: the same one for both, and
    one call at a time.
    """

    def known(self) -> dict[str, Document]:
        """
        Tell which files are remembered, by path.
        """

    def update(self, documents: Sequence[Document], gone: Collection[str]) -> None:
        """
        Remember some files, in place of what was known about them, and forget others:
        either all of it is done or, where the process is killed, nothing.

        @param gone: the paths of the files to forget.
        """

    def start(self) -> Deferred[None]:
        """
        Get ready to propose: all files are known now.
        """

    def propose(self, words: Sequence[str]) -> Deferred[Collection[str]]:
        """
        Propose files.

        @param words: what one line has to hold, folded without regard to case.
        @return: the paths of files; fails with L{EngineFailure}.
        """

    def stop(self) -> Deferred[None]:
        """
        Stop whatever the engine has started.
        """


class Elsewhere(Exception):
    """
    Another process keeps the index up to date, and has not finished.
    """


class EngineFailure(Exception):
    """
    An engine does not work; the argument says how, for the log.
    """
