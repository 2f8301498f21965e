"""
Step 6: a tree instead of a dictionary: Site, Resource, File, putChild.

"/" is a home page; "/files/", "/doc/" and "/logs/" show three directories, which
--files, --doc and --logs choose.
"""

import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request

from lessons.withheld import CourseFile
from server.files import addStyleSheet
from server.pages import makeErrorPage, makePage
from server.runner import main
from server.stock import Site

LESSONS = Path(__file__).parent
DIRECTORIES = {
    "files": LESSONS / "sample" / "files",
    "doc": LESSONS,
    "logs": LESSONS / "sample" / "logs",
}

LINKS = """<ul>
<li><a href="files/">files/</a>: some files to try</li>
<li><a href="doc/">doc/</a>: this course</li>
<li><a href="logs/">logs/</a>: what a server has noted</li>
</ul>"""


class Page(Resource):
    """
    A node of the tree. Twisted hands it the next segment of the path, if there
    is one, and asks it to render itself, if there is none.
    """

    def getChild(self, path: bytes, request: Request) -> Resource:
        return NotFound()  # whatever was not mounted with putChild


class NotFound(Page):
    def render(self, request: Request) -> bytes:
        return makeErrorPage(request, 404, "There is no such page here.")


class Home(Page):
    def render_GET(self, request: Request) -> bytes:
        return makePage(request, "Step 6", LINKS)


def directory(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise ArgumentTypeError(f"{text!r} is not a directory")
    if not os.access(path, os.R_OK | os.X_OK):
        raise ArgumentTypeError(f"{text!r} cannot be read by you")
    return path


def addOptions(parser: ArgumentParser) -> None:
    for name, default in DIRECTORIES.items():
        told = f"show this at /{name}/; default {default.relative_to(LESSONS.parent)}"
        parser.add_argument(f"--{name}", type=directory, default=default, metavar="DIR", help=told)


def makeRoot(reactor: IReactorTime, options: Namespace) -> Resource:
    root = Home()
    root.putChild(b"", root)  # the path "/" is one empty segment
    for name in DIRECTORIES:
        root.putChild(name.encode(), CourseFile(str(getattr(options, name))))
    return addStyleSheet(root)


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(makeRoot(reactor, options), reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl -i http://{host}:{port}/files/hello.txt",
            "a browser at http://{host}:{port}/",
        ],
        addOptions=addOptions,
    )
