"""
Step 13: another server behind the tree.

The temperature pages compute nothing. They ask a second server, in a process of
its own, and everything that can go wrong with it becomes a page.
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from hyperlink import URL
from twisted.internet.defer import succeed
from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import tags

from server.files import addStyleSheet
from server.pages import HOME, Answer, Layout, Link, Section, respond
from server.runner import main
from server.stock import Site
from server.temperature.client import TemperatureClient
from server.temperature.pages import TemperatureResource

LAYOUT = Layout([HOME, Link("/temperature/", "Temperature")])


class Home(Resource):
    """
    The home page answers at once, whatever the server behind it does.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> int:
        link = tags.a("convert a temperature", href="temperature/")
        page = LAYOUT.page("Step 13", tags.p("Here you can ", link, "."))
        return respond(request, LAYOUT, succeed(Answer(page)))


def httpURL(text: str) -> str:
    try:
        url = URL.from_text(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a URL: {error}") from None
    isPort = 0 < (url.port or 0) < 65536
    if url.scheme != "http" or not (url.host and isPort and text.isascii()):
        raise ArgumentTypeError(f"{text!r} is not a URL: give one like http://127.0.0.1:8081/")
    return text


def addOptions(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--temperature",
        type=httpURL,
        metavar="URL",
        default="http://127.0.0.1:8081/",
        help="where the back end is; default http://127.0.0.1:8081/",
    )


def makeRoot(reactor: IReactorTime, options: Namespace) -> Resource:
    client = TemperatureClient(reactor, lambda: options.temperature)
    root = Section(LAYOUT)  # what is not mounted on it is told in the layout
    root.putChild(b"", Home())
    root.putChild(b"temperature", TemperatureResource(LAYOUT, client))
    addStyleSheet(root)
    return root


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(makeRoot(reactor, options), reactor=reactor)


if __name__ == "__main__":
    main(makeFactory, ["a browser at http://{host}:{port}/temperature/"], addOptions)
