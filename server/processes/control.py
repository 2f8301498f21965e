"""
The channel between the parent and a worker: a pair of sockets, with one word per line, and
what belongs to it::

    parent:  tell temperature http://127.0.0.1:40713/
    worker:  ready
    worker:  say search: 61 files (61 read, 0 gone, 0 skipped)
    parent:  leave 60.0 5.0
    parent:  leave 1.5 0.1

The system closes it when one of the two dies, for whatever reason; so the other always
learns of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from socket import AF_UNIX
from typing import cast

from twisted.internet.interfaces import IReactorSocket
from twisted.internet.protocol import Protocol, ServerFactory, connectionDone
from twisted.protocols.basic import LineOnlyReceiver
from twisted.python.failure import Failure

#: What a parent says: a fact, by name; and that the worker is to end, with the seconds
#: that a running request gets, and those that an idle connection stays open.
TELL, LEAVE = "tell", "leave"
#: A fact: the server has been told to stop, and goes on for a while (C{--drain}).
DRAINING = "draining"
#: Another fact: all workers end, not this one alone.
ENDING = "ending"
#: More facts: where the inspector is, with its token; and whether somebody looks on.
INSPECTOR, LOOKED_AT = "inspector", "looked-at"
#: What a worker says: that it accepts connections; and a line for the terminal.
READY, SAY = "ready", "say"
#: What it says when it ends: that it has accepted all that waited, and accepts no more.
CLOSED = "closed"


class Control(LineOnlyReceiver):
    """
    One end of the channel.
    """

    delimiter = b"\n"

    def __init__(
        self, words: Mapping[str, Callable[[str], object]], onLost: Callable[[], object]
    ) -> None:
        """
        @param words: what to do when the other end says a word, called with the rest of the
            line.
        @param onLost: called when the other end is gone.
        """
        self.words = words
        self.onLost = onLost

    def lineReceived(self, line: bytes) -> None:
        """
        Do what the other end says.
        """
        word, _, rest = line.decode(errors="surrogateescape").partition(" ")
        self.words[word](rest)

    def say(self, word: str, rest: object = "") -> None:
        """
        Say something. If the other end is gone, it is lost.
        """
        if self.transport is not None:
            line = f"{word} {rest}".rstrip().replace("\n", " ")
            self.sendLine(line.encode(errors="surrogateescape"))

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        The other end is gone, with its process or before.
        """
        self.onLost()


def adopt(reactor: IReactorSocket, descriptor: int, protocol: Protocol) -> None:
    """
    Put a protocol (a control, or one that sends or receives reports) on its end of a pair
    of sockets.

    @param descriptor: of the end; it is the reactor's from now on.
    """
    os.set_blocking(descriptor, False)
    factory = ServerFactory.forProtocol(lambda: protocol)
    reactor.adoptStreamConnection(descriptor, AF_UNIX, cast(ServerFactory, factory))
    os.close(descriptor)  # the reactor has made its own of it
