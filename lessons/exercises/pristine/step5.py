"""
Exercises for step 5. Two short functions first. Then each function below makes a page,
and has one thing to do.

Run one:         python -m lessons.exercises.step5 --exercise 5.2
Check your work: python -m lessons check 5        (or: check 5.2)
When stuck:      python -m lessons hint 5.2
"""

from argparse import Namespace
from collections.abc import Callable
from typing import BinaryIO, cast

from twisted.internet.interfaces import IReactorTime
from twisted.web import http

from lessons.exercises.choosing import offer
from lessons.step5 import FormChannel, FormFactory, FormHandler, makePage, makeVisible
from server.runner import main

# ---- Exercise 5.a: what is in request.args ----


def predict() -> dict[bytes, dict[bytes, list[bytes]]]:
    """
    What is request.args, for each of these queries? Write it in place of each {},
    before you try it. The first is done.
    """
    # TODO 5.a: names and values are bytes; what + and % mean in them has been undone
    # already.
    return {
        b"name=Ada": {b"name": [b"Ada"]},
        b"flavour=vanilla&flavour=coffee": {},
        b"name=Ada&flavour=coffee": {},
        b"sum=1+1": {},
        b"sum=1%2B1": {},
        b"name=%C3%85sa": {},
        b"name=": {},
    }


# ---- Exercise 5.b: a link with any name in it ----


def linkTo(name: str) -> str:
    """
    Write the link to the greeting of somebody: "/?name=" and the name, encoded so that
    request.args has it as it was. Think of "Tom & Jerry", "C++", "100%" and "Åsa".
    """
    # TODO 5.b: what has a meaning in a link is encoded, and so is all that is not ASCII.
    return f"/?name={name}"


# ---- Exercise 5.1: a page that a stranger can write ----


def greet(request: http.Request) -> bytes:
    """
    Greet a client by name, and put the name into the form again. Try the name
    <b>Ada</b>, and then one that begins with "> (a quotation mark and a bracket).
    Whatever the name is, the page has the same elements and the same attributes.
    """
    values = request.args.get(b"name", [b"stranger"])
    name = (values[0] or b"").decode("utf-8", "backslashreplace")
    # TODO 5.1: what a client has sent must be in the page as text, and as
    # nothing else.
    return makePage(
        "A greeting",
        f'<p>Hello, {name}!</p>\n<form><input name="name" value="{name}"></form>',
    )


# ---- Exercise 5.2: all values of a field ----


def takeOrder(request: http.Request) -> bytes:
    """
    A client orders ice cream, a scoop for each field "flavour":
    /?flavour=vanilla&flavour=coffee gets "<p>2 scoops: vanilla, coffee.", in the
    order in which they came. One is "<p>1 scoop: vanilla.", and none at all is
    "<p>No scoops.".
    """
    # TODO 5.2: one flavour is not enough.
    flavour = request.args[b"flavour"][0]
    return makePage("Your order", f"<p>1 scoop: {makeVisible(flavour)}.")


# ---- Exercise 5.3: content over a limit ----

MOST = 1000
TOO_LARGE = makePage("413 Content Too Large", f"<p>the limit here is {MOST} bytes.")


def showAll(request: http.Request) -> bytes:
    """
    Show all of the content, if it has no more than MOST bytes. If it has more,
    the status is 413, and the page TOO_LARGE.
    """
    content = cast(BinaryIO, request.content)  # a file
    # TODO 5.3: find out how long it is, and refuse what is too long.
    return makePage("Your content", f"<pre>{makeVisible(content.read())}</pre>")


# ---- The program ----

PAGES = {"5.1": greet, "5.2": takeOrder, "5.3": showAll}


class OnePageFactory(FormFactory):
    showPage: Callable[[http.Request], bytes]


class OnePageHandler(FormHandler):
    """
    One function answers every path.
    """

    channel: "OnePageChannel"

    def process(self) -> None:
        self.answer(self.channel.factory.showPage(self))


class OnePageChannel(FormChannel):
    requestFactory = OnePageHandler
    factory: OnePageFactory


def makeFactory(reactor: IReactorTime, options: Namespace) -> OnePageFactory:
    factory = OnePageFactory(reactor=reactor)
    factory.protocol = OnePageChannel
    factory.showPage = PAGES[options.exercise]
    return factory


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "a browser at http://{host}:{port}/?name=Ada",
            "curl -d flavour=vanilla -d flavour=coffee http://{host}:{port}/",
            "curl -d 'some content' http://{host}:{port}/",
        ],
        addOptions=offer(PAGES),
    )
