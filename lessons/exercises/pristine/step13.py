"""
Exercises for step 13: what a page in front of another server needs. Each is a
function of its own; the program below lets you try it by hand.

Run one:         python -m lessons.exercises.step13 --exercise 13.2
Check your work: python -m lessons check 13       (or: check 13.2)
When stuck:      python -m lessons hint 13.2
"""

from argparse import Namespace
from collections.abc import Awaitable, Callable, Sequence

from twisted.internet.defer import Deferred, TimeoutError
from twisted.internet.error import ConnectionRefusedError
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.web.resource import Resource
from twisted.web.server import Request, Site
from twisted.web.template import tags

from lessons.exercises.choosing import offer
from lessons.step13 import LAYOUT
from server.pages import Answer, Problem, respond
from server.runner import main

# ---- Exercise 13.1: a number, as people write it ----


def readNumber(text: str) -> float:
    """
    Read a temperature from a form: 21.5, or 21,5 as half of Europe writes it. Some
    programs make a true minus sign (\N{MINUS SIGN}) of the hyphen before it.

    @raise BadRequest: where it is not a number, with a sentence that shows the text,
        or the first 50 characters of it. float() also takes "nan" and "inf", which
        are not temperatures.
    """
    # TODO 13.1: "21,5" raises ValueError here, and "nan" does not.
    return float(text)


# ---- Exercise 13.2: whose fault it is ----


def explain(error: Exception) -> Problem:
    """
    Turn what went wrong with the server behind us into what the person in front of us
    should read: BadGateway is a page with the status 502, GatewayTimeout with 504.
    Each takes a sentence. Write three: the service was too slow (TimeoutError), it
    cannot be reached (ConnectError, DNSLookupError), or it made no sense (any other).

    @return: the problem; one that is a Problem already stays what it is.
    """
    # TODO 13.2: 500 says that we are broken ourselves.
    return Problem(f"Something went wrong: {error!r}")


# ---- Exercise 13.3: several calls, one time limit ----

LIMIT = 5.0  # seconds, for all calls together


async def askAll(reactor: IReactorTime, calls: Sequence[Callable[[], Deferred[str]]]) -> list[str]:
    """
    Make several calls to the server behind us, all at the same time.

    @param calls: call each to begin; its Deferred has the answer later.
    @return: the answers, in the order of the calls.
    @raise TimeoutError: after LIMIT seconds; nothing is then still under way.
    @raise Exception: what a call failed with, as soon as one fails; nothing is
        then still under way, either.
    """
    # TODO 13.3: this waits for each call before it begins the next, and for ever.
    return [await call() for call in calls]


# ---- The program ----

ERRORS = {
    b"/slow": TimeoutError("5 seconds"),
    b"/refused": ConnectionRefusedError(),
    b"/nonsense": ValueError("the category is not text"),
}


async def tryNumber(request: Request, reactor: IReactorTime) -> str:
    text = request.args.get(b"temperature", [b"21,5"])[0].decode("utf-8", "replace")
    return f"That is {readNumber(text)}."


async def tryError(request: Request, reactor: IReactorTime) -> str:
    if request.path in ERRORS:
        raise explain(ERRORS[request.path])
    return "Try /slow, /refused, or /nonsense."


async def tryCalls(request: Request, reactor: IReactorTime) -> str:
    def answerAfter(seconds: int) -> Callable[[], Deferred[str]]:
        return lambda: deferLater(reactor, seconds, lambda: f"after {seconds} s")

    begin = reactor.seconds()
    answers = await askAll(reactor, [answerAfter(1), answerAfter(3), answerAfter(2)])
    return f"{', '.join(answers)}: together {reactor.seconds() - begin:.1f} s"


TRY: dict[str, Callable[[Request, IReactorTime], Awaitable[str]]] = {
    "13.1": tryNumber,
    "13.2": tryError,
    "13.3": tryCalls,
}


class TryIt(Resource):
    """
    Answers every request with what an exercise makes of it.
    """

    isLeaf = True

    def __init__(self, exercise: str, reactor: IReactorTime) -> None:
        super().__init__()
        self.exercise, self.reactor = exercise, reactor

    def render_GET(self, request: Request) -> int:
        return respond(request, LAYOUT, self.answer(request))

    async def answer(self, request: Request) -> Answer:
        text = await TRY[self.exercise](request, self.reactor)
        return Answer(LAYOUT.page(f"Exercise {self.exercise}", tags.p(text)))


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(TryIt(options.exercise, reactor), reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "13.1: a browser at http://{host}:{port}/?temperature=nan",
            "13.2: a browser at http://{host}:{port}/slow",
            "13.3: a browser at http://{host}:{port}/",
        ],
        addOptions=offer(TRY),
    )
