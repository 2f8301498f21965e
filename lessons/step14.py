"""
Step 14: a server that is also a client: the proxy.

It asks other servers on behalf of its clients, prints a line for each request, and
counts the words of the HTML pages that pass through. The counts are on a port of
their own.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from twisted.internet.defer import succeed
from twisted.internet.interfaces import IReactorTime
from twisted.logger import FileLogObserver, LogEvent, Logger, formatEvent
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import tags

from server.commandline import portNumber
from server.listening import Beside
from server.pages import HOME, Answer, Layout, NotFound, ProblemPage, Section, respond
from server.proxy import (
    Counts,
    CountsResource,
    PageCounter,
    Policy,
    Proxy,
    ProxyRequest,
    RemoteProtocolError,
    Response,
    Slices,
    readAllowed,
    watchPage,
)
from server.runner import main
from server.stock import Site

# No navigation, and nothing to be asked for: the page may appear in place of any site's.
LAYOUT = Layout([], carriesStyle=True)
MAX_LINE = 300  # characters


def asLine(event: LogEvent) -> str:
    return formatEvent(event)[:MAX_LINE] + "\n"


class SimpleProxy(Proxy):
    """
    Forwards requests, and prints a line when one is done.
    """

    requestLog: Logger

    def requestDone(self, request: ProxyRequest, isAnswered: bool) -> None:
        self.requestLog.info(
            "{client} {method} {uri} {status} {length}",
            client=request.client.host,
            method=request.method.decode("ascii"),
            uri=request.url,
            status=request.code if isAnswered else "broken off",
            length=request.sentLength,
        )

    def requestRefused(self, client: str, error: RemoteProtocolError) -> None:
        self.requestLog.info("{client} refused: {error}", client=client, error=error)


class WordCountProxy(SimpleProxy):
    """
    Lets a counter see the content of each response, while it passes.
    """

    counts: Counts
    slices: Slices

    def watch(self, request: ProxyRequest, response: Response) -> PageCounter | None:
        url, status, fields = request.url, response.status, response.fields
        return watchPage(self.counts, self.slices, url, status, fields)


class Home(Section):
    """
    What a client sees that takes the proxy for a web site.
    """

    def getChild(self, name: bytes, request: Request) -> Resource:
        own, path = request.getHost(), request.path.decode("latin-1")
        text = (
            f"This is a proxy: ask it for a whole address, as in GET http://example.com{path}."
            f" So does curl with -x http://{own.host}:{own.port}, and a browser whose settings"
            " name this proxy."
        )
        return ProblemPage(LAYOUT, NotFound(text))

    def render_GET(self, request: Request) -> int:
        text = "This is a proxy: a browser asks it for other sites, where it is told to."
        page = LAYOUT.page("Step 14", tags.p(text), tags.p("Its counts are on another port."))
        return respond(request, LAYOUT, succeed(Answer(page)))


def addOptions(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--allow",
        type=readAllowed,
        action="append",
        default=[],
        metavar="HOST[:PORT]",
        help="a destination that is not public, or a port for tunnels; may be repeated",
    )
    parser.add_argument(
        "--counts-port", type=portNumber, default=8001, metavar="PORT", help="default 8001"
    )


def makeFactory(reactor: IReactorTime, options: Namespace) -> WordCountProxy:
    home = Home(LAYOUT)
    home.putChild(b"", home)  # the path "/" is one empty segment, see step 6
    proxy = WordCountProxy(home, LAYOUT, reactor, Policy(options.allow))
    proxy.requestLog = Logger(observer=FileLogObserver(sys.stdout, asLine))
    proxy.counts, proxy.slices = Counts(), Slices(reactor)
    return proxy


def makeBeside(proxy: WordCountProxy, options: Namespace) -> Sequence[Beside]:
    layout = Layout([HOME], carriesStyle=True)  # these pages are a site's own
    counts = Site(CountsResource(layout, proxy.counts), reactor=proxy.reactor)
    return [Beside("counts", "--counts-port", options.counts_port, counts)]


if __name__ == "__main__":
    main(
        makeFactory,
        ["curl -x http://{host}:{port} http://example.com/", "a browser at http://{counts}/"],
        addOptions,
        makeBeside,
    )
