"""
Exercises for step 4. Each class below is the request of that step with one
thing to do.

Run one:         python -m lessons.exercises.step4 --exercise 4.2
Check your work: python -m lessons check 4        (or: check 4.2)
When stuck:      python -m lessons hint 4.2
"""

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime

from lessons.exercises.choosing import offer
from lessons.step4 import PageChannel, PageFactory, RequestHandler, makePage
from server.runner import main

NEWS = makePage("News", "<p>Nothing new today.")
MOTTO = "Grüße, and a good day.\n".encode()
NOT_IMPLEMENTED = makePage("501 Not Implemented", "<p>This server does not know that method.")

# ---- Exercise 4.a: a query after the path ----


class News(RequestHandler):
    """
    GET /news is answered with the page NEWS, and so is /news?page=2, or any other query
    after the same path. All other paths are answered as before.
    """

    def process(self) -> None:
        # TODO 4.a: it is found only without a query. What does Twisted put where?
        if self.uri == b"/news":
            self.answer(200, NEWS)
        else:
            super().process()


# ---- Exercise 4.b: the head goes first ----


class Motto(RequestHandler):
    """
    GET /motto is answered with MOTTO, and says that it is plain text in UTF-8, and how long
    it is. Each of the four lines is right, but their order is not.
    """

    def process(self) -> None:
        if self.path != b"/motto":
            super().process()
            return
        # TODO 4.b: which of these lines sends the head, with the fields that are set by then?
        self.write(MOTTO)
        self.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
        self.setHeader(b"Content-Length", b"%d" % len(MOTTO))
        self.finish()


# ---- Exercise 4.1: a method that nobody knows ----


class KnownMethods(RequestHandler):
    """
    405 says "not on this page", and Allow lists what works there. A method that
    the server does not know at all, on any page, is answered with 501 and the
    page NOT_IMPLEMENTED. The methods that it knows are those of RFC 9110: GET,
    HEAD, POST, PUT, DELETE, CONNECT, OPTIONS and TRACE.
    """

    def process(self) -> None:
        # TODO 4.1: answer a method that is none of these; all else goes on as before.
        super().process()


# ---- Exercise 4.2: a page that counts ----


class VisitFactory(PageFactory):
    """
    One server. Each of its requests finds it as self.channel.factory.
    """

    # TODO 4.2: something to count with.


class Visits(RequestHandler):
    """
    GET /visits is answered with a page that has the line "<p>Visits: 3." in it,
    when it is the third GET for that page on this server, on whichever connection.
    HEAD gets the fields of the page as it is now, and is not a visit. Other
    methods are answered as on every other page, and so are all other paths.
    """

    channel: "VisitChannel"

    def process(self) -> None:
        # TODO 4.2: count and answer GET /visits; answer HEAD /visits.
        super().process()


# ---- The program ----


class NewsChannel(PageChannel):
    requestFactory = News


class MottoChannel(PageChannel):
    requestFactory = Motto


class MethodChannel(PageChannel):
    requestFactory = KnownMethods


class VisitChannel(PageChannel):
    requestFactory = Visits
    factory: VisitFactory


CHANNELS = {
    "4.a": NewsChannel,
    "4.b": MottoChannel,
    "4.1": MethodChannel,
    "4.2": VisitChannel,
}


def makeFactory(reactor: IReactorTime, options: Namespace) -> PageFactory:
    kind = VisitFactory if options.exercise == "4.2" else PageFactory
    factory = kind(reactor=reactor)
    factory.protocol = CHANNELS[options.exercise]
    return factory


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl -i http://{host}:{port}/news?page=2",
            "curl -i http://{host}:{port}/motto",
            "curl -i -X BREW http://{host}:{port}/",
            "curl -i http://{host}:{port}/visits",
        ],
        addOptions=offer(CHANNELS),
    )
