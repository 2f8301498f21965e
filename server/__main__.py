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
from twisted.python.failure import Failure
from twisted.web.error import UnsupportedMethod
from twisted.web.resource import IResource, Resource
from twisted.web.server import Request as TwistedRequest

# Nothing of what is imported is garbage, and to look for some takes a tenth of the start.
gc.disable()

from lessons import step6, step7, step8, step9, step10, step13
from lessons.withheld import givesAway
from server.channel.request import Request
from server.channel.site import Site as OwnChannelSite
from server.database import addDatabaseOptions, openDatabase
from server.files import addIcon, addStyleSheet
from server.greenhouse.compression import CompressText
from server.greenhouse.course import CourseResource, pageOf
from server.greenhouse.home import Home
from server.greenhouse.inspecting import ToInspector
from server.greenhouse.methods import Dressed
from server.greenhouse.options import addGreenhouseOptions
from server.greenhouse.request import sayWhatIsAllowed
from server.greenhouse.site import SECURITY, Rules
from server.greenhouse.small import Echo, Health, Hello
from server.listening import Beside
from server.pages import HOME, Layout, Link, Problem, sendProblem, wantsPage
from server.pages.methods import Refusing
from server.plants import PLANT_TABLE, addPlantOptions, makePlants
from server.practice import FormRequest, mayBeForm, putPractice
from server.problem import WRONG_HERE
from server.runner import main
from server.search.options import addSearchOptions, makeSearch
from server.search.repository import IReactor as ISearchReactor
from server.stock import Request as StockChannelRequest
from server.stock import Site as StockChannelSite
from server.temperature.client import TemperatureClient
from server.temperature.pages import TemperatureResource
from server.temperature.process import BackEnd
from server.temperature.process import IReactor as IProcessReactor

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

#: Where "make docs" puts the book.
BOOK = step6.LESSONS.parent / "build" / "book"

#: The steps whose own resources are mounted here as they are.
STEPS = (step6, step7, step8, step9)


def addOptions(parser: ArgumentParser) -> None:
    """
    Add what every application takes.
    """
    addDatabaseOptions(parser)
    addPlantOptions(parser)
    addSearchOptions(parser, hides=givesAway)
    step6.addOptions(parser)
    step9.addOptions(parser)
    step13.addOptions(parser)
    parser.set_defaults(temperature=None)
    addGreenhouseOptions(parser)


def makeRoot(reactor: IReactorTime, options: Namespace) -> Resource:
    """
    Put everything together.
    """
    findInspector = options.inspector and options.inspector.access.linkFor
    root = Home(LAYOUT, findInspector)
    putApplications(root, reactor, options)
    putSteps(root, reactor, options)
    putPractice(root, reactor, LAYOUT)
    root.putChild(b"course", CourseResource(LAYOUT, BOOK))
    root.putChild(b"inspector", ToInspector(LAYOUT, findInspector))
    root.putChild(b"hello", Hello())
    root.putChild(b"echo", Echo())
    root.putChild(b"healthz", Health())
    addStyleSheet(root)
    addIcon(root)
    return root


def putApplications(root: Resource, reactor: IReactorTime, options: Namespace) -> None:
    """
    Mount the three applications.
    """
    database = openDatabase(reactor, options, [PLANT_TABLE])
    search = makeSearch(cast(ISearchReactor, reactor), LAYOUT, options, pageOf)
    temperature = TemperatureClient(reactor, backEnd(reactor, options))
    root.putChild(b"plants", makePlants(reactor, options, database, LAYOUT))
    root.putChild(b"search", search)
    root.putChild(b"temperature", TemperatureResource(LAYOUT, temperature))


def putSteps(root: Resource, reactor: IReactorTime, options: Namespace) -> None:
    """
    Mount what stands below the roots of the steps, under the same names.
    """
    for step in STEPS:
        for name, child in step.makeRoot(reactor, options).children.items():
            if name:  # the empty name is the step's own home page
                root.putChild(name, child)
    root.putChild(b"dispatch", step10.makeDispatchers(reactor, LAYOUT))


def backEnd(reactor: IReactorTime, options: Namespace) -> Callable[[], str]:
    """
    Find out where the temperature service is: where the command line says, or in
    a process of our own, which lives as long as the reactor runs.
    """
    if options.temperature is not None:
        return lambda: str(options.temperature)
    own = BackEnd(cast(IProcessReactor, reactor))
    running = cast(IReactorCore, reactor)
    running.callWhenRunning(own.start)
    running.addSystemEventTrigger("before", "shutdown", own.stop)
    return own.url


class OwnRequest(Request):
    """
    A request on our own channel.
    """

    encoding = CompressText()

    def refuseMethod(self, resource: Any, unsupported: UnsupportedMethod) -> None:
        """
        Answer where a resource does not.
        """
        self.render(Refusing(LAYOUT, unsupported))

    def tellProblem(self, problem: Problem) -> None:
        """
        Tell a problem on a page of ours, where a person looks at it.
        """
        if wantsPage(self):
            sendProblem(self, problem)
        else:
            super().tellProblem(problem)

    def tellFailure(self, reason: Failure) -> None:
        """
        Log an error, and tell on such a page that there was one.
        """
        self._log.failure("{request} failed", reason, request=self)
        sendProblem(self, Problem(WRONG_HERE))

    def aboutServer(self) -> None:
        """
        Answer what is asked about the server as a whole.
        """
        sayWhatIsAllowed(self)
        super().aboutServer()


class OwnFormRequest(FormRequest, OwnRequest):
    """
    One whose multipart form is read as it arrives.
    """


def makeOwnRequest(channel: Any, queued: object = False) -> OwnRequest:
    """
    Make the request for a head that has come.

    @param channel: ours, which knows the head.
    """
    types = channel.event.values.get(b"content-type")
    kind = OwnFormRequest if types and mayBeForm(types[-1]) else OwnRequest
    return kind(channel, queued)


class OwnSite(Rules, OwnChannelSite):
    """
    The greenhouse on our own channel.
    """

    requestFactory = staticmethod(makeOwnRequest)  # type: ignore[assignment]
    always = SECURITY


class StockRequest(FormRequest, StockChannelRequest):
    """
    A request on Twisted's channel.
    """

    def process(self) -> None:
        """
        Have it answered.
        """
        if self.path == b"*":
            sayWhatIsAllowed(self)
        super().process()


class StockSite(Rules, StockChannelSite):
    """
    The greenhouse on Twisted's channel, for comparison.
    """

    requestFactory = StockRequest

    def getResourceFor(self, request: TwistedRequest) -> IResource:
        """
        Find the resource for a request, and dress it in what our own channel brings.
        """
        for name, value in SECURITY.items():
            request.setHeader(name, value)
        return cast(IResource, Dressed(super().getResourceFor(request), self.layout))


def makeSite(root: Resource, reactor: IReactorTime, options: Namespace) -> Rules:
    """
    Put a site around a tree. Either keeps the same rules; what differs is who
    turns bytes into requests: step 3, grown up, or Twisted.
    """
    kind = StockSite if options.channel == "stock" else OwnSite
    site: Rules = kind(root, reactor=reactor)
    site.obey(LAYOUT, options)
    return site


def makeFactory(reactor: IReactorTime, options: Namespace) -> Rules:
    """
    Make the whole greenhouse.
    """
    return makeSite(makeRoot(reactor, options), reactor, options)


def makeBeside(site: Rules, options: Namespace) -> Sequence[Beside]:
    """
    Listen with TLS as well, where that is wanted.
    """
    if options.tls is None:
        return ()
    from server.channel.tls import TlsFactory
    from server.greenhouse.certificate import contextFor

    context = contextFor(options.data / "tls", site.acceptableProtocols())
    clock: Any = site.reactor
    return [Beside("TLS", "--tls", options.tls, site, lambda it: TlsFactory(context, it, clock))]


#: What to try.
HINTS = ["a browser at http://{host}:{port}/", "curl http://{host}:{port}/hello"]


if __name__ == "__main__":
    main(makeFactory, HINTS, addOptions, makeBeside)
