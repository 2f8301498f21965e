"""
Exercises for step 9. A short function first. Then each class below is a page that waits,
with one thing to do.

Run one:         python -m lessons.exercises.step9 --exercise 9.2
Check your work: python -m lessons check 9        (or: check 9.2)
When stuck:      python -m lessons hint 9.2
"""

from argparse import ArgumentTypeError, Namespace

from twisted.internet.defer import Deferred, FirstError, succeed
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.python.failure import Failure
from twisted.web.server import NOT_DONE_YET, Request

from lessons.exercises.choosing import offer
from lessons.step9 import Page, seconds, sendLater
from server.pages import makePage
from server.runner import main
from server.stock import Site


class TimedPage(Page):
    """
    A page that has the reactor, and with it the time. It answers every path.
    """

    isLeaf = True

    def __init__(self, reactor: IReactorTime) -> None:
        super().__init__()
        self.reactor = reactor


def secondsFor(request: Request, name: bytes) -> float:
    """
    Find out how long something takes: 3 seconds for "?work=3", and 2 if the query
    says nothing sensible.
    """
    try:
        return seconds(request.args[name][0].decode("ascii"))
    except (KeyError, ValueError, ArgumentTypeError):
        return 2.0


# ---- Exercise 9.a: when the name is there ----


def greetLater(name: Deferred[str]) -> Deferred[bytes]:
    """
    Somebody's name is on its way. Return a Deferred that will bring the greeting, which greet
    makes of a name, once the name is there. An error that comes in place of the name goes on to
    whoever waits for the greeting.
    """
    # TODO 9.a: this greets the Deferred itself, at once. Let it call greet later.
    return succeed(greet(name))


def greet(name: object) -> bytes:
    """
    This part is done.
    """
    return f"Hello, {name}!\n".encode()


# ---- Exercise 9.b: an error becomes a page ----


class NoForecast(Exception):
    """
    There is none today.
    """


class Weather(TimedPage):
    """
    The forecast takes 2 seconds, and sometimes it fails with NoForecast: try "/storm". Then
    the client gets what sorry makes, which is a 503. Any other error is a 500, as before, and
    whoever leaves gets nothing.
    """

    def render_GET(self, request: Request) -> int:
        page = deferLater(self.reactor, 2, self.forecast, request)
        # TODO 9.b: add what is called for an error. It gets a Failure; what does it return?
        return sendLater(request, page)

    def forecast(self, request: Request) -> bytes:
        """
        This part is done.
        """
        if request.path == b"/storm":
            raise NoForecast
        if request.path != b"/":
            raise ValueError("a mistake of ours")
        return makePage(request, "Weather", "<p>Sun, and a light wind.</p>")

    def sorry(self, request: Request) -> bytes:
        """
        This part is done as well.
        """
        return makePage(request, "No forecast", "<p>Look out of the window.</p>", 503)


# ---- Exercise 9.1: stop when the client leaves ----


class Countdown(TimedPage):
    """
    Sends a line each second, 5, 4, 3, 2, 1, and ends a second later. A client may
    leave earlier. Then stop counting; and that is not an error, so log nothing.
    """

    def render_GET(self, request: Request) -> int:
        request.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
        Deferred.fromCoroutine(self.count(request))
        # TODO 9.1: fromCoroutine returns a Deferred. Cancel it when the client leaves.
        return NOT_DONE_YET

    async def count(self, request: Request) -> None:
        for left in range(5, 0, -1):
            request.write(b"%d\n" % left)
            await deferLater(self.reactor, 1)
        request.finish()


# ---- Exercise 9.2: two waits at the same time ----


class Report(TimedPage):
    """
    The weather takes some seconds, and the traffic takes some. Neither needs the
    other, so do not wait for one and then for the other: have the page ready when
    the slower of the two is.
    """

    def render_GET(self, request: Request) -> int:
        page = Deferred.fromCoroutine(self.page(request))
        page.addErrback(unwrap)
        return sendLater(request, page)

    async def page(self, request: Request) -> bytes:
        # TODO 9.2: what lookUp returns is a Deferred; one await may do for both.
        weather = await self.lookUp("weather", secondsFor(request, b"weather"))
        traffic = await self.lookUp("traffic", secondsFor(request, b"traffic"))
        return makePage(request, "Report", f"<p>{weather}, {traffic}</p>")

    def lookUp(self, what: str, delay: float) -> Deferred[str]:
        """
        This part is done.
        """
        return deferLater(self.reactor, delay, lambda: f"{what} after {delay:g} s")


def unwrap(reason: Failure) -> Failure:
    """
    This part is done. Where several are waited for, an error comes wrapped, with
    the number of the one that failed. sendLater wants the error itself.
    """
    return reason.value.subFailure if isinstance(reason.value, FirstError) else reason


# ---- Exercise 9.3: a limit on the work ----


class Limited(TimedPage):
    """
    The work may take 4 seconds. When they are over, the client gets a 503, and
    the work is cancelled. Whoever has left gets nothing, as before.
    """

    SECONDS = 4

    def render_GET(self, request: Request) -> int:
        delay = secondsFor(request, b"work")
        page = deferLater(self.reactor, delay, self.ready, request, delay)
        # TODO 9.3: a Deferred has a method for this: addTimeout(seconds, reactor).
        # The error that comes of it is a TimeoutError, that of twisted.internet.defer:
        # turn it into a page.
        return sendLater(request, page)

    def ready(self, request: Request, delay: float) -> bytes:
        return makePage(request, "Ready", f"<p>It took {delay:g} s.</p>")


# ---- The program ----

PAGES: dict[str, type[TimedPage]] = {
    "9.b": Weather,
    "9.1": Countdown,
    "9.2": Report,
    "9.3": Limited,
}


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(PAGES[options.exercise](reactor), reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl -i http://{host}:{port}/storm",
            "curl -N http://{host}:{port}/",
            "curl 'http://{host}:{port}/?weather=2&traffic=3'",
            "curl -i http://{host}:{port}/?work=5",
        ],
        addOptions=offer(PAGES),
    )
