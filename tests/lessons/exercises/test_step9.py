"""
The exercises of step 9.
"""

from __future__ import annotations

import gc

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong
from tests.support.collector import sparing

CANCEL = "        request.notifyFinish().addErrback(lambda reason: counting.cancel())\n"
TRAP = "        counting.addErrback(lambda reason: reason.trap(CancelledError))\n"
GATHER = "        weather, traffic = await gatherResults(both, consumeErrors=True)\n"
LATE = "        page.addTimeout(self.SECONDS, self.reactor)\n"

WRONG = [
    Wrong(
        "9.a",
        "calls greet at once",
        "name.addCallback(greet)",
        "name.addCallback(greet(name))",
        2,
        "return name.addCallback(greet(name)) TypeError: 'bytes' object is not callable "
        "Something that is not a function was called",
    ),
    Wrong(
        "9.a",
        "greets the Deferred itself",
        "return name.addCallback(greet)",
        "later: Deferred[bytes] = Deferred()\n    later.callback(greet(name))\n    return later",
        1,
        "The greeting is there, and the name is not.",
    ),
    Wrong(
        "9.a",
        "forgets to return it",
        "return name.addCallback(greet)",
        "name.addCallback(greet)",
        1,
        "greetLater returned: None",
    ),
    Wrong(
        "9.a",
        "makes a coroutine of it",
        "def greetLater",
        "async def greetLater",
        1,
        "Deferred.fromCoroutine makes a Deferred of it.",
    ),
    Wrong(
        "9.a",
        "adds it where errors go",
        "name.addCallback(greet)",
        "name.addErrback(greet)",
        2,
        "it brings: 'Ann'",
    ),
    Wrong(
        "9.a",
        "adds it for both",
        "name.addCallback(greet)",
        "name.addBoth(greet)",
        3,
        "The error does not go on.",
    ),
    Wrong(
        "9.a",
        "returns what greet makes of it",
        "return name.addCallback(greet)",
        "return greet(name)",
        1,
        "What it returns is not a Deferred.",
    ),
    Wrong(
        "9.a",
        "calls it with nothing",
        "name.addCallback(greet)",
        "name.addCallback(lambda: greet(name))",
        2,
        "it takes one argument",
    ),
    Wrong(
        "9.a",
        "takes the Deferred for its result",
        "name.addCallback(greet)",
        "name.addCallback(lambda result: greet(name))",
        2,
        "Hello, <Deferred at",
    ),
    Wrong(
        "9.b",
        "mends every error",
        "        reason.trap(NoForecast)\n        return self.sorry(request)\n",
        "        return self.sorry(request)\n",
        3,
        "accepts what is expected, and raises everything else again",
    ),
    Wrong(
        "9.b",
        "forgets to return the page",
        "        return self.sorry(request)\n",
        "        self.sorry(request)\n",
        2,
        "did a function return nothing? sent and 2 seconds",
    ),
    Wrong(
        "9.b",
        "adds it after sendLater",
        "        page.addErrback(self.failed, request)\n        return sendLater(request, page)\n",
        "        sendLater(request, page)\n        page.addErrback(self.failed, request)\n"
        "        return NOT_DONE_YET\n",
        2,
        "NoForecast",
    ),
    Wrong(
        "9.b",
        "adds it as a callback",
        "page.addErrback(self.failed, request)",
        "page.addCallback(self.failed, request)",
        1,
        "trap is for the Failure that an errback gets",
    ),
    Wrong(
        "9.b",
        "calls it at once",
        "page.addErrback(self.failed, request)",
        "page.addErrback(self.sorry(request))",
        2,
        "page.addErrback(self.sorry(request)) TypeError: 'bytes' object is not callable "
        "Something that is not a function was called",
    ),
    Wrong(
        "9.b",
        "traps another error",
        "reason.trap(NoForecast)",
        "reason.trap(ValueError)",
        2,
        "raise NoForecast",
    ),
    Wrong(
        "9.b",
        "adds a function that wants no Failure",
        "page.addErrback(self.failed, request)",
        "page.addErrback(self.sorry, request)",
        2,
        "Whoever calls it later hands something over: to an errback the Failure",
    ),
    Wrong(
        "9.b",
        "catches it with except, where nothing is raised yet",
        "        page.addErrback(self.failed, request)\n        return sendLater(request, page)\n",
        """        try:
            return sendLater(request, page)
        except NoForecast:
            return sendLater(request, succeed(self.sorry(request)))
""",
        2,
        "NoForecast",
    ),
    Wrong(
        "9.1",
        "gives the errback a function without arguments",
        "addErrback(lambda reason: counting.cancel())",
        "addErrback(lambda: counting.cancel())",
        2,
        "request.notifyFinish().addErrback(lambda: counting.cancel()) "
        "TypeError: Countdown.render_GET.<locals>.<lambda>() takes 0 positional arguments but 1 "
        "was given Whoever calls it later hands something over",
    ),
    Wrong(
        "9.3",
        "catches the TimeoutError of Python",
        "    TimeoutError,\n",
        "",
        2,
        "this TimeoutError is Python's own, and Twisted's is a different one: from "
        "twisted.internet.defer import TimeoutError brings that.",
    ),
    Wrong(
        "9.1",
        "handles the client's leaving, and does nothing about it",
        CANCEL,
        "        request.notifyFinish().addErrback(lambda reason: None)\n",
        2,
        "a timer is running",
    ),
    Wrong(
        "9.1",
        "cancels, and leaves the cancelling unhandled",
        TRAP,
        "",
        3,
        "CancelledError",
    ),
    Wrong(
        "9.1",
        "lets the client's leaving itself go unhandled",
        "addErrback(lambda reason: counting.cancel())",
        "addErrback(lambda reason: counting.cancel() or reason)",
        3,
        "ConnectionDone",
    ),
    Wrong(
        "9.1",
        "keeps the counting in the resource",
        CANCEL,
        "        self.counting = counting\n"
        "        request.notifyFinish().addErrback(lambda reason: self.counting.cancel())\n",
        4,
        "while another client asks, and leaves",
    ),
    Wrong(
        "9.1",
        "cancels at once",
        CANCEL,
        "        counting.cancel()\n",
        1,
        "1 seconds have passed, and the last line is not 4.",
    ),
    Wrong(
        "9.2",
        "asks for both first, and then waits for one after the other",
        GATHER,
        "        weather, traffic = await both[0], await both[1]\n",
        4,
        "a timer is running",
    ),
    Wrong(
        "9.2",
        "still asks for the second when the first is there",
        GATHER,
        '        weather = await self.lookUp("weather", secondsFor(request, b"weather"))\n'
        '        traffic = await self.lookUp("traffic", secondsFor(request, b"traffic"))\n',
        1,
        "the page is ready when the slower of the two is",
    ),
    Wrong(
        "9.2",
        "takes whichever is there first",
        GATHER,
        "        from twisted.internet.defer import DeferredList\n"
        "        first, _ = await DeferredList(both, fireOnOneCallback=True)\n"
        "        weather = traffic = first\n",
        2,
        "An answer came before both were ready.",
    ),
    Wrong(
        "9.2",
        "mixes the two up",
        "weather, traffic = await",
        "traffic, weather = await",
        3,
        "the page holds the weather and the traffic, in this order",
    ),
    Wrong(
        "9.2",
        "leaves the second error unhandled",
        "(both, consumeErrors=True)",
        "(both)",
        5,
        "or by consumeErrors=True where gatherResults has it.",
    ),
    Wrong(
        "9.2",
        "takes the pairs of a DeferredList for results",
        GATHER,
        "        from twisted.internet.defer import DeferredList\n"
        "        weather, traffic = await DeferredList(both, consumeErrors=True)\n",
        3,
        "<p>(True,",
    ),
    Wrong(
        "9.2",
        "takes asyncio's function",
        GATHER,
        "        import asyncio\n        weather, traffic = await asyncio.gather(*both)\n",
        1,
        "gatherResults([one, other]) for gather",
    ),
    Wrong(
        "9.2",
        "writes the Deferreds themselves into the page",
        GATHER,
        "        weather, traffic = both\n",
        2,
        "is there in place of what it will bring: is an await missing?",
    ),
    Wrong(
        "9.2",
        "forgets to await",
        "await gatherResults(both, consumeErrors=True)",
        "gatherResults(both, consumeErrors=True)",
        1,
        "Of a Deferred, await brings the result.",
    ),
    Wrong(
        "9.3",
        "leaves the error as it is",
        "        page.addErrback(self.tooLate, request)\n",
        "",
        2,
        "TimeoutError",
    ),
    Wrong(
        "9.3",
        "waits for CancelledError, which addTimeout has replaced",
        "reason.trap(TimeoutError)",
        "reason.trap(CancelledError)",
        2,
        "TimeoutError",
    ),
    Wrong(
        "9.3",
        "takes every error for that one",
        "        reason.trap(TimeoutError)\n",
        "",
        4,
        "connection was lost",
    ),
    Wrong(
        "9.3",
        "says that it is the gateway's fault",
        'long today.</p>", 503)',
        'long today.</p>", 504)',
        2,
        "The status is 504, but should be 503.",
    ),
    Wrong(
        "9.3",
        "sets a timer, and never cancels it",
        LATE,
        "        self.reactor.callLater(self.SECONDS, page.cancel)\n"
        "        page.addErrback(lambda reason: reason.raiseException()\n"
        "            if self.reactor.seconds() < self.SECONDS else Failure(TimeoutError()))\n",
        3,
        "a timer is running",
    ),
    Wrong(
        "9.3",
        "limits the work to nothing at all",
        LATE,
        "        page.addTimeout(0, self.reactor)\n",
        1,
        "The status is 503, but should be 200.",
    ),
]


class Step9Proofs(solutionproofs.Proofs):
    """
    The exercises of step 9 and their checks.
    """

    step = "step9"
    wrong = WRONG

    def setUp(self) -> None:
        """
        As in the other steps; what a wrong answer leaves behind comes after this.
        """
        self.enterContext(sparing())
        super().setUp()

    def tearDown(self) -> None:
        """
        Throw away what the wrong answers have left behind, with its errors.
        """
        gc.collect()
        self.flushLoggedErrors()
