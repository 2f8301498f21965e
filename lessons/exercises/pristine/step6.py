"""
Exercises for step 6. A short function first. Each of the others is a piece of the tree
with one thing to do.

Run one:         python -m lessons.exercises.step6 --exercise 6.2
Check your work: python -m lessons check 6        (or: check 6.2)
When stuck:      python -m lessons hint 6.2
"""

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request

from lessons.exercises.choosing import offer
from lessons.step6 import LESSONS, Home, Page
from server.files import PublicFile
from server.pages import makePage
from server.runner import main
from server.stock import Site

FILES = LESSONS / "sample" / "files"
FLOWERS = FILES / "flowers"

# ---- Exercise 6.a: the segments of a path ----


def segments(path: bytes) -> list[bytes]:
    """
    Take a path apart as Site does: b"/files/flowers/" has three segments, b"files",
    b"flowers" and an empty one. In each of them, %20 is a blank, and %2F a slash that cuts
    nothing: b"/a%2Fb/c" has two, b"a/b" and b"c".
    """
    # TODO 6.a: nothing comes before the first slash, and what % encodes has yet to be decoded.
    return path.split(b"/")


# ---- Exercise 6.b: where a page is mounted ----


def mountNames(root: Resource) -> None:
    """
    Mount a page, Names, so that /names shows it, and /names/ as well.
    """
    # TODO 6.b: nobody finds it there. What is a name in putChild, and what follows a slash?
    root.putChild(b"/names/", Names())


class Names(Page):
    """
    This part is done.
    """

    def render_GET(self, request: Request) -> bytes:
        return makePage(request, "Names", "<p>tulip, daisy, rose</p>")


# ---- Exercise 6.1: a branch of a branch ----


class Garden(Page):
    """
    A page with a link to a directory below it. This part is done.
    """

    def render_GET(self, request: Request) -> bytes:
        return makePage(request, "Garden", '<p><a href="flowers/">flowers/</a></p>')


def plantGarden(root: Resource) -> None:
    """
    Mount a Garden and a directory: the path /garden/ shows the page, and
    /garden/flowers/ the directory FLOWERS, as safely as step 6 shows its own.
    """
    # TODO 6.1: which resources are needed, and which is mounted below which?


# ---- Exercise 6.2: files that are not for others ----


class TidyFile(PublicFile):
    """
    Some programs leave the last version of a file beside it: notes.txt~ or
    notes.txt.bak. What has such a name, in any mixture of small letters and
    capitals, is not shown: the answer is the 404 of PublicFile, and no listing
    names it. All else is shown or hidden as before.
    """

    # TODO 6.2: PublicFile decides in one place what may be shown: server/files/public.py.


# ---- The program ----

EXERCISES = ["6.b", "6.1", "6.2"]


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    root = Home()
    root.putChild(b"", root)
    if options.exercise == "6.b":
        mountNames(root)
    elif options.exercise == "6.1":
        plantGarden(root)
    else:
        root.putChild(b"files", TidyFile(str(FILES)))
    return Site(root, reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl -i http://{host}:{port}/names/",
            "curl -i http://{host}:{port}/garden/flowers/names.txt",
            "curl -i http://{host}:{port}/files/",
        ],
        addOptions=offer(EXERCISES),
    )
