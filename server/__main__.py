"""
The whole greenhouse on one site: C{python -m server}.

This is the composition root: the one place that knows every application, and
the only file of the server that takes anything from the lessons.
"""

from __future__ import annotations

import gc
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import Any, cast

from twisted.internet.interfaces import IReactorCore, IReactorTime
from twisted.web.resource import Resource

# Nothing of what is imported is garbage, and looking for some takes a tenth of the start.
gc.disable()

from lessons import step6, step7, step8, step9, step10, step13
from lessons.withheld import givesAway
from server.database import Database, addDatabaseOptions, openDatabase
from server.files import addIcon, addStyleSheet
from server.forwarding import addForwardingOptions, trustOf
from server.greenhouse.course import CourseResource, pageOf
from server.greenhouse.echo import Echo
from server.greenhouse.health import Health
from server.greenhouse.hello import Hello
from server.greenhouse.home import Home
from server.greenhouse.inspectorlink import InspectorLink
from server.greenhouse.options import addGreenhouseOptions
from server.greenhouse.site import Rules
from server.greenhousesite import OwnSite, StockSite
from server.listening import Beside
from server.pages import HOME, Layout, Link
from server.plants import PLANT_TABLE, addPlantOptions, makePlants
from server.practice import putPractice
from server.processes.options import addProcessOptions
from server.runner import main
from server.search.options import addSearchOptions, makeSearch
from server.search.reactor import IReactor as ISearchReactor
from server.state import (
    COUNTER_TABLE,
    ETAG,
    SESSION_TABLE,
    SHARED,
    SessionStore,
    StoredCounter,
    openSecret,
    secretTables,
)
from server.state.pages import SessionPage, SharedPage
from server.temperature.client import TemperatureClient
from server.temperature.pages import TemperatureResource
from server.temperature.process import NOWHERE, BackEnd
from server.temperature.process import IReactor as IProcessReactor
from server.timeofday import ByTimeOfDay

gc.enable()

LAYOUT = Layout(
    [
        HOME,
        Link("/plants/", "Plants"),
        Link("/search/", "Search"),
        Link("/temperature/", "Temperature"),
        Link("/course/", "Course"),
    ]
)

#: The name under which all processes are told where the temperature service is.
TEMPERATURE = "temperature"

#: Where "make docs" puts the book; where pip has installed the course, --book says it.
BOOK = step6.LESSONS.parent / "build" / "book"

#: The tables that the database has to hold.
TABLES = (PLANT_TABLE, SESSION_TABLE, COUNTER_TABLE)

#: The steps whose own resources are mounted here as they are.
STEPS = (step6, step7, step8, step9)


def addOptions(parser: ArgumentParser) -> None:
    """
    Add the options of all applications, of the steps that are mounted, and of the site
    itself.
    """
    addDatabaseOptions(parser)
    addPlantOptions(parser)
    addSearchOptions(parser, hides=givesAway)
    step6.addOptions(parser)
    step9.addOptions(parser)
    step13.addOptions(parser)
    parser.set_defaults(temperature=None)
    addGreenhouseOptions(parser)
    addForwardingOptions(parser)
    addProcessOptions(parser, startOnce)
    parser.set_defaults(book=BOOK)


def makeRoot(reactor: IReactorTime, options: Namespace) -> Resource:
    """
    Make the tree of the whole site.
    """
    findInspector = options.inspector and options.inspector.access.linkFor
    root = Home(LAYOUT, findInspector)
    database = openDatabase(reactor, options, [*TABLES, *secretTables(options)])
    putApplications(root, reactor, options, database)
    putSteps(root, reactor, options)
    putRemembered(root, database)
    putPractice(root, reactor, LAYOUT, StoredCounter(database, ETAG))
    root.putChild(b"course", CourseResource(LAYOUT, options.book))
    root.putChild(b"inspector", InspectorLink(LAYOUT, findInspector))
    root.putChild(b"hello", Hello())
    root.putChild(b"echo", Echo())
    root.putChild(b"healthz", Health(options.draining))
    addStyleSheet(root)
    addIcon(root)
    return root


def putApplications(
    root: Resource, reactor: IReactorTime, options: Namespace, database: Database
) -> None:
    """
    Mount the three applications: plants, search, temperature.
    """
    secret = openSecret(options, database)
    search = makeSearch(cast(ISearchReactor, reactor), LAYOUT, options, pageOf)
    temperature = TemperatureClient(reactor, backEnd(reactor, options))
    root.putChild(b"plants", makePlants(reactor, options, database, LAYOUT, secret))
    root.putChild(b"search", search)
    root.putChild(b"temperature", TemperatureResource(LAYOUT, temperature))


def putSteps(root: Resource, reactor: IReactorTime, options: Namespace) -> None:
    """
    Mount what is below the roots of the steps, under the same names.
    """
    clock = cast(IReactorTime, ByTimeOfDay(reactor))  # they show it
    for step in STEPS:
        for name, child in step.makeRoot(clock, options).children.items():
            if name:  # the empty name is the step's own home page
                root.putChild(name, child)
    root.putChild(b"dispatch", step10.makeDispatchers(reactor, LAYOUT))


def putRemembered(root: Resource, database: Database) -> None:
    """
    Mount what step 8 remembers in its memory: here it is in the database, since there may
    be other processes, and other machines.
    """
    root.putChild(b"session", SessionPage(LAYOUT, SessionStore(database)))
    root.putChild(b"shared", SharedPage(LAYOUT, StoredCounter(database, SHARED)))


def backEnd(reactor: IReactorTime, options: Namespace) -> Callable[[], str]:
    """
    Find out where the temperature service is: where the command line says, or in
    a process of our own, which lives as long as the reactor runs.
    """
    if options.temperature is not None:
        return lambda: str(options.temperature)
    if options.worker is not None:  # its parent has one for all
        told = options.worker.told
        return lambda: str(told.get(TEMPERATURE, NOWHERE))
    return keepBackEnd(reactor).url


def keepBackEnd(
    reactor: IReactorTime, onMoved: Callable[[str], object] = lambda url: None
) -> BackEnd:
    """
    Run a temperature service as long as the reactor runs.

    @param onMoved: called with its address whenever that has changed.
    """
    own = BackEnd(cast(IProcessReactor, reactor), onMoved)
    running = cast(IReactorCore, reactor)
    running.callWhenRunning(own.start)
    running.addSystemEventTrigger("before", "shutdown", own.stop)
    return own


def startOnce(
    reactor: IReactorTime, options: Namespace, tell: Callable[[str, str], object]
) -> None:
    """
    Start what several processes share.

    @param tell: tells all of them something, by name.
    """
    if options.temperature is None:
        keepBackEnd(reactor, lambda url: tell(TEMPERATURE, url))


def makeSite(root: Resource, reactor: IReactorTime, options: Namespace) -> Rules:
    """
    Put a site around a tree. Either keeps the same rules; what differs is what turns bytes
    into requests: step 3, grown up, or Twisted.
    """
    kind: type[StockSite] | type[OwnSite]
    kind = StockSite if options.channel == "stock" else OwnSite
    site = kind(root, reactor=reactor)
    site.obey(LAYOUT, options)
    if trust := trustOf(options):
        site.trust(trust)
    return site


def makeFactory(reactor: IReactorTime, options: Namespace) -> Rules:
    """
    Make the site of the whole greenhouse.
    """
    return makeSite(makeRoot(reactor, options), reactor, options)


def makeBeside(site: Rules, options: Namespace) -> Sequence[Beside]:
    """
    Make the listener with TLS, where that is wanted.
    """
    if options.tls is None:
        return ()
    from server.channel.tls import TlsFactory
    from server.greenhouse.certificate import contextFor

    context = contextFor(options.data / "tls", site.acceptableProtocols())
    clock: Any = site.reactor
    return [Beside("TLS", "--tls", options.tls, site, lambda it: TlsFactory(context, it, clock))]


#: What to try, once the server listens.
HINTS = ["a browser at http://{host}:{port}/", "curl http://{host}:{port}/hello"]


if __name__ == "__main__":
    main(makeFactory, HINTS, addOptions, makeBeside)
