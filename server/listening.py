"""
Listening on ports, and saying in one line why that is not possible.
"""

from __future__ import annotations

import select
from argparse import Namespace
from collections.abc import Callable
from errno import EACCES, EADDRINUSE, EADDRNOTAVAIL
from typing import Any, NamedTuple

from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import (
    IListeningPort,
    IProtocolFactory,
    IReactorCore,
    IReactorFromThreads,
    IReactorTCP,
    IReactorTime,
)
from twisted.python.failure import Failure

from server.portowner import findOwner


class IReactor(IReactorCore, IReactorTCP, IReactorTime, IReactorFromThreads):
    """
    What the runner needs in a reactor.
    """


class Beside(NamedTuple):
    """
    A further listener of a program, on a port of its own.

    @ivar name: what is there; it is announced as C{NAME at HOST:PORT}.
    @ivar option: the option of the command line that chooses the port.
    @ivar port: the port; 0 takes any free one.
    @ivar encrypt: puts TLS under a factory, where that is wanted; what goes over it is the
        same as on the main port, so C{--wire} shows it decrypted.
    @ivar link: makes the announced link from C{HOST:PORT}.
    @ivar interface: where to listen, if not where the program listens.
    @ivar isAside: whether people who connect here only look on: a program that stops does
        not wait for them, and lets them look to the end.
    """

    name: str
    option: str
    port: int
    factory: IProtocolFactory
    encrypt: Callable[[IProtocolFactory], IProtocolFactory] | None = None
    link: Callable[[str], str] = str
    interface: str | None = None
    isAside: bool = False


class BadOption(Exception):
    """
    What an option of the command line asks for is not possible.
    """

    def __init__(self, option: str, sentence: str) -> None:
        super().__init__(f"{option}: {sentence}")


def explain(
    error: Exception, options: Namespace, port: int | None = None, option: str = "--port"
) -> str:
    """
    Say in one line why a port is not available, and what to do.

    @param error: what the operating system said.
    @param port: the port, where it is not the main one.
    @param option: the option that chooses it.
    """
    port, number = options.port if port is None else port, getattr(error, "errno", None)
    if number == EADDRINUSE:
        owner = findOwner(port)
        holder = f" by: {owner.command} (pid {owner.pid})" if owner else ""
        return f"port {port} is taken{holder}. Stop that, or choose another port with {option}."
    if number == EACCES:
        return f"port {port} is not for ordinary users: choose one above 1023 with {option}."
    if number == EADDRNOTAVAIL:
        return f"{options.interface} is not an address of this machine: see --interface."
    return f"cannot listen on {options.interface}, port {port}: {error}"


#: Twisted's endpoints that take a backlog.
WITH_BACKLOG = ("tcp:", "ssl:", "unix:")


def listenAt(
    reactor: IReactor, endpoint: str, factory: IProtocolFactory, backlog: int
) -> IListeningPort:
    """
    Listen on one of Twisted's endpoints: C{tcp:8000}, C{systemd:domain=INET:index=0}.

    @param backlog: how many connections may wait, where the text does not say it.
    @raise BadOption: when the text is not an endpoint.
    @raise CannotListenError: when it is not available.
    """
    # Imported here, because most servers do without --endpoint, and start sooner.
    from twisted.internet.endpoints import serverFromString

    if endpoint.startswith(WITH_BACKLOG) and ":backlog=" not in endpoint:
        endpoint += f":backlog={backlog}"
    try:
        listening = serverFromString(reactor, endpoint).listen(factory)
    except (ValueError, TypeError, LookupError) as error:
        raise BadOption("--endpoint", f"{endpoint!r} is not an endpoint: {error}") from error
    result: list[IListeningPort | Failure] = []
    listening.addBoth(result.append)  # an endpoint of a server is ready at once
    if isinstance(result[0], Failure):
        result[0].raiseException()
    return result[0]


def hasWaiting(port: Any) -> bool:
    """
    Tell whether a connection waits at a port. (Not with select(), which does not take
    descriptors beyond 1023.)
    """
    poll = select.poll()
    poll.register(port, select.POLLIN)
    return bool(poll.poll(0))


#: How often we look at a port that is about to be closed. Each time, Twisted accepts about
#: a hundred.
MOST_LOOKS = 20


def acceptWaiting(port: Any) -> None:
    """
    Accept the connections that the system has accepted on our behalf, and that wait for
    us: the system resets them when the port is closed, whatever they have sent.

    @param port: what Twisted listens with.
    """
    for _ in range(MOST_LOOKS):
        if not hasWaiting(port):
            break
        port.doRead()


def closePort(port: Any) -> None:
    """
    Accept who waits at a port, and close it at once. (C{stopListening} closes it in the next
    turn of the reactor: until then the system still accepts connections, only to reset them.)

    @param port: what Twisted listens with; that of another kind of reactor is told to stop.
    """
    if not (hasattr(port, "doRead") and hasattr(port, "fileno")):
        port.stopListening()
        return
    acceptWaiting(port)
    port.stopReading()
    port.connectionLost(Failure(ConnectionDone()))
