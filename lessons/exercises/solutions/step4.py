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
from lessons.step4 import NOT_ALLOWED, PageChannel, PageFactory, RequestHandler, makePage
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
        if self.path == b"/news":
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
        self.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
        self.setHeader(b"Content-Length", b"%d" % len(MOTTO))
        self.write(MOTTO)
        self.finish()


# ---- Exercise 4.1: a method that nobody knows ----


class KnownMethods(RequestHandler):
    """
    405 says "not on this page", and Allow lists what works there. A method that
    the server does not know at all, on any page, is answered with 501 and the
    page NOT_IMPLEMENTED. The methods that it knows are those of RFC 9110: GET,
    HEAD, POST, PUT, DELETE, CONNECT, OPTIONS and TRACE.
    """

    KNOWN = b"GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE".split()

    def process(self) -> None:
        if self.method in self.KNOWN:
            super().process()
        else:
            self.answer(501, NOT_IMPLEMENTED)


# ---- Exercise 4.2: a page that counts ----


class VisitFactory(PageFactory):
    """
    One server. Each of its requests finds it as self.channel.factory.
    """

    visits = 0


class Visits(RequestHandler):
    """
    GET /visits is answered with a page that has the line "<p>Visits: 3." in it,
    when it is the third GET for that page on this server, on whichever connection.
    HEAD gets the fields of the page as it is now, and is not a visit. Other
    methods are answered as on every other page, and so are all other paths.
    """

    channel: "VisitChannel"

    def process(self) -> None:
        if self.path != b"/visits":
            super().process()
        elif self.method not in (b"GET", b"HEAD"):
            self.setHeader(b"Allow", b"GET, HEAD")
            self.answer(405, NOT_ALLOWED)
        else:
            factory = self.channel.factory
            if self.method == b"GET":
                factory.visits += 1
            self.answer(200, makePage("Visits", f"<p>Visits: {factory.visits}."))


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
