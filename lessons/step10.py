"""
Step 10: from a URL to a method: one application, two dispatchers.

"/dispatch/table/hello" looks the method up in a table, "/dispatch/prefix/hello"
looks for a method whose name is "webrequest_hello".
"""

from argparse import Namespace
from typing import cast
from urllib.parse import quote

from twisted.internet.defer import succeed
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.logger import Logger
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import tags

from server.console import printable
from server.dispatchers import Method, PrefixDispatcher, TableDispatcher, UnknownRequest
from server.files import addStyleSheet
from server.pages import HOME, Answer, Layout, Link, respond
from server.redirects import redirectTo
from server.runner import main
from server.stock import Site

MAX_NAMES = 20

log = Logger()


class Greeter:
    """
    The application: every method whose name begins with C{webrequest_} answers
    a request, later where it has to wait. It knows nothing of URLs.
    """

    def __init__(self, layout: Layout, reactor: IReactorTime) -> None:
        self.layout = layout
        self.reactor = reactor
        self.names: list[str] = []

    async def webrequest_index(self, request: Request) -> Answer:
        links = ["hello?name=Ann", "slowly?name=Bob", "greeted", "draft", "forget"]
        items = [tags.li(tags.a(link, href=link)) for link in links]
        return Answer(self.layout.page("What may be asked for", tags.ul(items)))

    async def webrequest_hello(self, request: Request) -> Answer:
        name = printable(request.args.get(b"name", [b"you"])[0].decode(errors="replace"))[:80]
        self.remember(name)
        return Answer(self.layout.page("Hello", tags.p(f"Hello, {name}.")))

    async def webrequest_slowly(self, request: Request) -> Answer:
        await deferLater(self.reactor, 1)
        return await self.webrequest_hello(request)

    async def webrequest_greeted(self, request: Request) -> Answer:
        names = ", ".join(self.names) or "nobody yet"
        return Answer(self.layout.page("Greeted", tags.p(names)))

    async def webrequest_draft(self, request: Request) -> Answer:
        return Answer(self.layout.page("A draft", tags.p("Not ready to be seen.")))

    def remember(self, name: str) -> None:
        log.debug("greeting {name}", name=name)
        self.names = [*self.names, name][-MAX_NAMES:]

    async def forget(self, request: Request) -> Answer:
        """
        Called by a request, this would forget everybody. None can call it.
        """
        self.names = []
        return await self.webrequest_greeted(request)


def makeTable(greeter: Greeter) -> dict[str, Method]:
    return {
        "index": greeter.webrequest_index,
        "hello": greeter.webrequest_hello,
        "slowly": greeter.webrequest_slowly,
        "greeted": greeter.webrequest_greeted,
    }


class Directory(Resource):
    """
    A page of links, whose path ends in a slash.
    """

    def __init__(
        self, reactor: IReactorTime, layout: Layout, title: str, links: list[str]
    ) -> None:
        super().__init__()
        self.reactor = reactor
        self.layout = layout
        self.title = title
        self.links = links

    def getChild(self, path: bytes, request: Request) -> Resource:
        isSlashAtEnd = path == b"" and not request.postpath
        return self if isSlashAtEnd else UnknownRequest(self.layout, self.reactor)

    def render_GET(self, request: Request) -> int | bytes:
        name = cast(list[bytes], request.prepath)[-1]
        if name:  # the slash is missing
            return redirectTo(quote(name, safe="").encode() + b"/", request)
        items = [tags.li(tags.a(link, href=link)) for link in self.links]
        page = self.layout.page(self.title, tags.ul(items))
        return respond(request, self.layout, succeed(Answer(page)))


def makeDispatchers(reactor: IReactorTime, layout: Layout) -> Resource:
    greeter = Greeter(layout, reactor)
    both = Directory(reactor, layout, "Two dispatchers", ["table/", "prefix/"])
    both.putChild(b"table", TableDispatcher(makeTable(greeter), layout, reactor))
    both.putChild(b"prefix", PrefixDispatcher(greeter, layout, reactor))
    return both


def makeRoot(reactor: IReactorTime, options: Namespace) -> Resource:
    layout = Layout([HOME, Link("/dispatch/", "Dispatchers")])
    root = Directory(reactor, layout, "Step 10", ["dispatch/"])
    root.putChild(b"dispatch", makeDispatchers(reactor, layout))
    addStyleSheet(root)
    return root


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(makeRoot(reactor, options), reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl http://{host}:{port}/dispatch/table/hello?name=Ann",
            "a browser at http://{host}:{port}/",
        ],
    )
