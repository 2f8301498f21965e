"""
Step 12: another process behind the tree: a search engine.

"/search/" finds lines in a folder of texts. Three parts make it: a repository
that knows one engine, the logic, and a formatter that makes the pages.
"""

from argparse import ArgumentParser, Namespace
from typing import cast

from twisted.internet.defer import succeed
from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import tags

from lessons.withheld import givesAway
from server.database import addDatabaseOptions
from server.dispatchers import TableDispatcher, UnknownRequest
from server.files import addStyleSheet
from server.pages import HOME, Answer, Layout, Link, respond
from server.runner import main
from server.search.formatter import SearchFormatter
from server.search.logic import SearchApplication
from server.search.options import addSearchOptions, makeRepository
from server.search.reactor import IReactor
from server.stock import Site


class Home(Resource):
    """
    The page at "/", and "not found" for every path that leads nowhere.
    """

    def __init__(self, reactor: IReactorTime, layout: Layout) -> None:
        super().__init__()
        self.reactor = reactor
        self.layout = layout

    def getChild(self, path: bytes, request: Request) -> Resource:
        isHome = path == b"" and not request.postpath
        return self if isHome else UnknownRequest(self.layout, self.reactor)

    def render_GET(self, request: Request) -> int:
        link = tags.a("Search the course and the garden notes", href="search/")
        return respond(request, self.layout, succeed(Answer(self.layout.page("Step 12", link))))


def addOptions(parser: ArgumentParser) -> None:
    addDatabaseOptions(parser)
    addSearchOptions(parser, hides=givesAway)


def makeSearch(reactor: IReactor, layout: Layout, options: Namespace) -> Resource:
    repository = makeRepository(reactor, options)
    repository.start()  # as soon as the reactor runs; it stops with the reactor
    formatter = SearchFormatter(layout, repository.corpus.name)
    application = SearchApplication(repository, formatter)
    return TableDispatcher(application.table(), layout, reactor, index="show_search_form")


def makeRoot(reactor: IReactorTime, options: Namespace) -> Resource:
    layout = Layout([HOME, Link("/search/", "Search")])
    root = Home(reactor, layout)
    root.putChild(b"search", makeSearch(cast(IReactor, reactor), layout, options))
    addStyleSheet(root)
    return root


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(makeRoot(reactor, options), reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl 'http://{host}:{port}/search/show_search_results?querystr=tomato'",
            "a browser at http://{host}:{port}/search/",
        ],
        addOptions=addOptions,
    )
