"""
Step 11: a database behind the tree: adbapi, and one task in five styles.

"/plants/" shows a database of plants, and forms to add, change and delete them.
"""

from argparse import ArgumentParser, Namespace
from typing import cast
from urllib.parse import quote

from twisted.internet.defer import succeed
from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import tags

from server.database import addDatabaseOptions, openDatabase
from server.dispatchers import PrefixDispatcher, UnknownRequest
from server.files import addStyleSheet
from server.pages import HOME, Answer, Layout, Link, respond
from server.plants import PLANT_TABLE, STYLES, PlantApplication, PlantStore, addPlantOptions
from server.redirects import redirectTo
from server.runner import main
from server.stock import Site


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


def addOptions(parser: ArgumentParser) -> None:
    addDatabaseOptions(parser)
    addPlantOptions(parser)


def makePlants(reactor: IReactorTime, options: Namespace, layout: Layout) -> Resource:
    # One database for the whole site. Its pool has a few connections, which
    # all requests share.
    database = openDatabase(reactor, options, [PLANT_TABLE])
    store = PlantStore(database)
    application = PlantApplication(store, STYLES[options.style], layout)
    return PrefixDispatcher(application, layout, reactor, index="show_plants")


def makeRoot(reactor: IReactorTime, options: Namespace) -> Resource:
    layout = Layout([HOME, Link("/plants/", "Plants")])
    root = Directory(reactor, layout, "Step 11", ["plants/"])
    root.putChild(b"plants", makePlants(reactor, options, layout))
    addStyleSheet(root)
    return root


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(makeRoot(reactor, options), reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl http://{host}:{port}/plants/show_plants",
            "a browser at http://{host}:{port}/",
        ],
        addOptions=addOptions,
    )
