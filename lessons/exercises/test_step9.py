"""
The checks for the exercises of step 9: C{trial lessons.exercises.test_step9}.
"""

from __future__ import annotations

import gc
from collections.abc import Coroutine

from twisted.internet.defer import Deferred
from twisted.internet.protocol import Factory
from twisted.python.failure import Failure

from lessons.exercises.checks import CheckFailed, Connection, Response, needs
from lessons.exercises.checks.quiet import QuietTestCase
from lessons.exercises.checks.quotation import UNAWAITED, WAITING
from lessons.exercises.checks.responsereader import readFinal
from lessons.language import _

NOT_YET = "nothing is done with a result before it is there (lessons/step9.rst)."
BROUGHT_ON = (
    "addCallback is told what to call, without (), and what that returns is the result from then "
    "on (lessons/step9.rst)."
)
PAST = "an error goes past all callbacks, down to the next errback (lessons/step9.rst)."
READY = "a forecast that is ready is sent as before, with 200 (exercise 9.b)."
BECOMES = (
    "what an errback returns is the result from then on, here the page of sorry, with its 503 "
    "(lessons/step9.rst)."
)
NOT_MINE = (
    "reason.trap(NoForecast) accepts what is expected, and raises everything else again; "
    "sendLater makes a 500 of that (lessons/step9.rst)."
)
EACH_SECOND = "a line each second, from 5 down to 1, and the end a second later (exercise 9.1)."
STOP = (
    "notifyFinish returns a Deferred that fails when the client has left; what is done for that "
    "client is cancelled then (lessons/step9.rst)."
)
NO_ERROR = (
    "client and server may close a connection at any time (RFC 9112 section 9.5): a client who "
    "leaves is not an error."
)
OWN = "one resource serves all clients; what belongs to one request is not an attribute of it."
BOTH = "the page holds the weather and the traffic, in this order (exercise 9.2)."
SLOWER = "the page is ready when the slower of the two is, and no earlier (exercise 9.2)."
IN_TIME = "work that is ready in time is answered with 200 at once (exercise 9.3)."
TOO_LATE = (
    "503 says that the server cannot answer at present (RFC 9110 section 15.6.4); here, when the "
    "4 seconds are over (exercise 9.3)."
)
CANCELLED = (
    "work that nobody is waiting for any more is cancelled, and so is its timer (exercise 9.3)."
)


class WaitingTestCase(QuietTestCase):
    """
    What the exercises have in common.
    """

    reactorName = "self.reactor"

    def ask(self, target: bytes = b"/", server: Factory | None = None) -> Connection:
        """
        Ask for a page on a new connection.
        """
        if server is None:
            self.refresh()
        connection = self.connect(server)
        connection.send(b"GET " + target + b" HTTP/1.1\r\nHost: me\r\n\r\n")
        return connection

    def answer(self, connection: Connection, rule: str) -> Response:
        """
        Read the one answer.
        """
        return readFinal(connection, b"GET", rule)

    def mustNotAnswer(self, connection: Connection, problem: str, rule: str) -> None:
        """
        Demand that nothing has come yet.
        """
        found = UNAWAITED.search(connection.received)
        if found:
            connection.fail(f"{problem}\n{WAITING}", rule, found.start())
        if connection.received:
            connection.fail(problem, rule, 0)

    def leave(self, connection: Connection, rule: str) -> None:
        """
        Let the client leave, and demand that nothing is still to be done.
        """
        connection.leave()
        if self.clock.getDelayedCalls():
            connection.how = "and then the client has left"
            with self.running([connection]):
                gc.collect()  # an error that nobody has handled may be why
            connection.fail("Something is still to be done for it: a timer is running.", rule)

    def mustBeQuiet(self, connection: Connection) -> None:
        """
        Demand that nothing is logged. An error that nobody has handled is told
        when its Deferred is thrown away.
        """
        self.errorRule = NO_ERROR
        gc.collect(0)
        connection.advance(60)


class Exercise0aCallbackTests(QuietTestCase):
    """
    When the name is there.
    """

    exercise = "9.a"

    def test_1_notYet(self) -> None:
        """
        It returns a Deferred, and that waits for the name.
        """
        later = self.begin(Deferred())
        if later.called:
            told = [("it brings", repr(self.resultOf(later)))]
            self.report("The greeting is there, and the name is not.", NOT_YET, parts=told)

    def test_2_greeting(self) -> None:
        """
        When the name is there, so is the greeting.
        """
        for name in "Ann", self.word().title():
            coming: Deferred[str] = Deferred()
            later = self.begin(coming)
            with self.running():
                coming.callback(name)
            got, expected = self.resultOf(later), f"Hello, {name}!\n".encode()
            if got != expected:
                told = [("the name is", repr(name)), ("it brings", repr(got))]
                told.append(("expected", repr(expected)))
                self.report("It brings something else.", BROUGHT_ON, parts=told)

    @needs(1, 2)
    def test_3_error(self) -> None:
        """
        An error in place of the name goes on.
        """
        coming: Deferred[str] = Deferred()
        later = self.begin(coming)
        found: list[object] = []
        later.addBoth(found.append)
        with self.running():
            coming.errback(LookupError("nobody is there"))
        if not (found and isinstance(found[0], Failure) and found[0].check(LookupError)):
            told = [("the name fails with", "LookupError: nobody is there")]
            got = repr(found[0]).partition(": ")[0] + " ..." if found else "nothing"
            told.append(("whoever waits gets", got))
            self.report("The error does not go on.", PAST, parts=told)

    def begin(self, coming: Deferred[str]) -> Deferred[object]:
        """
        Ask for a greeting.
        """
        later = self.call("greetLater", coming)
        if isinstance(later, Coroutine):
            later.close()
            problem = (
                "What it returns is a coroutine. Deferred.fromCoroutine makes a Deferred of it."
            )
            self.report(problem, BROUGHT_ON)
        if not isinstance(later, Deferred):
            told = [("greetLater returned", repr(later))]
            self.report("What it returns is not a Deferred.", BROUGHT_ON, parts=told)
        return later


class Exercise0bErrorTests(WaitingTestCase):
    """
    An error becomes a page.
    """

    exercise = "9.b"

    @needs()
    def test_1_ready(self) -> None:
        """
        A forecast that is ready is sent.
        """
        connection = self.ask(b"/")
        connection.advance(2)
        response = self.answer(connection, READY)
        response.mustHaveStatus(200, READY)
        response.mustSay(b"<h1>Weather</h1>", READY)

    @needs()
    def test_2_sorry(self) -> None:
        """
        Where there is none, the client gets the page of sorry, and nothing is logged.
        """
        self.errorRule = BECOMES
        connection = self.ask(b"/storm")
        connection.how = "and 2 seconds have passed"
        connection.advance(2)
        response = self.answer(connection, BECOMES)
        response.mustHaveStatus(503, BECOMES)
        response.mustSay(b"<h1>No forecast</h1>", BECOMES)

    @needs(1, 2)
    def test_3_others(self) -> None:
        """
        Any other error is still a 500.
        """
        connection = self.ask(b"/" + self.word().encode())
        connection.how = "which makes forecast fail with another error"
        try:
            connection.advance(2)
        except CheckFailed:  # it is logged, and so it must be
            connection.take()
        self.answer(connection, NOT_MINE).mustHaveStatus(500, NOT_MINE)

    @needs(1, 2)
    def test_4_leave(self) -> None:
        """
        When the client has left, nothing is sent, and nothing logged.
        """
        connection = self.ask(b"/storm")
        connection.advance(1)
        self.leave(connection, STOP)
        connection.how = "and then the client has left"
        self.mustBeQuiet(connection)


class Exercise1LeaveTests(WaitingTestCase):
    """
    Stop when the client leaves.
    """

    exercise = "9.1"

    def test_1_all(self) -> None:
        """
        A client that stays gets a line each second, and then the end.
        """
        connection = self.ask()
        for left in range(5, 0, -1):
            before = connection.received
            if not before.endswith(b"%d\n\r\n" % left):
                text = _("{seconds} seconds have passed, and the last line is not {line}.")
                problem = text.format(seconds=5 - left, line=left)
                connection.fail(problem, EACH_SECOND, len(before))
            connection.advance(1)
        response = self.answer(connection, EACH_SECOND)
        response.mustHaveContent(b"5\n4\n3\n2\n1\n", EACH_SECOND)

    @needs()
    def test_2_stop(self) -> None:
        """
        When the client has left, nothing more is done for it.
        """
        for seconds in 0, self.random.randint(1, 4):
            connection = self.ask()
            connection.advance(seconds)
            self.leave(connection, STOP)

    @needs(1, 2)
    def test_3_quiet(self) -> None:
        """
        A client who leaves is not an error: nothing is logged.
        """
        connection = self.ask()
        connection.advance(self.random.randint(0, 4))
        connection.leave()
        connection.how = "and then the client has left"
        self.mustBeQuiet(connection)

    @needs(1, 2, 3)
    def test_4_others(self) -> None:
        """
        Nobody else is affected: the other client gets all its lines.
        """
        for first in True, False:
            self.refresh()
            server = self.makeServer()
            one, other = self.ask(server=server), self.ask(server=server)
            stays, leaves = (one, other) if first else (other, one)
            stays.how = "while another client asks, and leaves"
            leaves.leave()
            for _each in range(5):
                stays.advance(1)
            response = self.answer(stays, OWN)
            response.mustHaveContent(b"5\n4\n3\n2\n1\n", OWN)


class Exercise2BothTests(WaitingTestCase):
    """
    Two waits at the same time.
    """

    exercise = "9.2"

    def test_1_slower(self) -> None:
        """
        The page is ready when the slower of the two is.
        """
        for weather, traffic in self.times():
            connection = self.askBoth(weather, traffic)
            passed = _("and {seconds} seconds have passed")
            connection.how = passed.format(seconds=max(weather, traffic))
            connection.advance(max(weather, traffic))
            self.answer(connection, SLOWER).mustHaveStatus(200, SLOWER)

    @needs()
    def test_2_notEarlier(self) -> None:
        """
        It is not ready earlier.
        """
        for weather, traffic in self.times():
            connection = self.askBoth(weather, traffic)
            connection.how = "and one of the two is ready"
            connection.advance(max(weather, traffic) - 0.5)
            self.mustNotAnswer(connection, "An answer came before both were ready.", SLOWER)

    @needs(1, 2)
    def test_3_content(self) -> None:
        """
        It holds the weather, and then the traffic, whichever was there first.
        """
        for weather, traffic in self.times():
            connection = self.askBoth(weather, traffic)
            connection.advance(max(weather, traffic))
            text = f"<p>weather after {weather} s, traffic after {traffic} s</p>"
            self.answer(connection, BOTH).mustSay(text.encode(), BOTH)

    @needs(1, 2)
    def test_4_leave(self) -> None:
        """
        When the client has left, nobody is waiting for either.
        """
        for weather, traffic in self.times():
            connection = self.askBoth(weather, traffic)
            self.leave(connection, STOP)

    @needs(1, 2, 4)
    def test_5_quiet(self) -> None:
        """
        A client who leaves is not an error: nothing is logged.
        """
        for weather, traffic in self.times():
            connection = self.askBoth(weather, traffic)
            connection.leave()
            connection.how = "and then the client has left"
            self.mustBeQuiet(connection)

    def times(self) -> list[tuple[int, int]]:
        """
        Make up how long each takes, once with the weather the slower.
        """
        quick = self.random.randint(1, 5)
        slow = quick + self.random.randint(1, 5)
        return [(quick, slow), (slow, quick)]

    def askBoth(self, weather: int, traffic: int) -> Connection:
        """
        Ask for the page.
        """
        return self.ask(b"/?weather=%d&traffic=%d" % (weather, traffic))


class Exercise3LimitTests(WaitingTestCase):
    """
    A limit on the work.
    """

    exercise = "9.3"

    def test_1_inTime(self) -> None:
        """
        Work that takes less than 4 seconds is answered when it is ready.
        """
        seconds = self.random.randint(1, 3)
        connection = self.ask(b"/?work=%d" % seconds)
        connection.how = _("and {seconds} seconds have passed").format(seconds=seconds)
        connection.advance(seconds)
        response = self.answer(connection, IN_TIME)
        response.mustHaveStatus(200, IN_TIME)
        response.mustSay(b"It took %d s." % seconds, IN_TIME)

    def test_2_late(self) -> None:
        """
        Where it takes longer, the client gets a 503 after 4 seconds.
        """
        connection = self.askLong()
        connection.how = "and 3.9 seconds have passed"
        connection.advance(3.9)
        self.mustNotAnswer(connection, "An answer came before the 4 seconds were over.", TOO_LATE)
        connection.how = "and 4 seconds have passed"
        connection.advance(0.1)
        self.answer(connection, TOO_LATE).mustHaveStatus(503, TOO_LATE)

    @needs(1, 2)
    def test_3_cancelled(self) -> None:
        """
        After either answer, nothing is left to be done.
        """
        for target, seconds in (b"/?work=60", 4), (b"/?work=1", 1):
            connection = self.ask(target)
            connection.advance(seconds)
            self.leave(connection, CANCELLED)

    @needs(1, 2)
    def test_4_leave(self) -> None:
        """
        A client may still leave before: the work is cancelled, and nothing logged.
        """
        connection = self.askLong()
        connection.advance(self.random.randint(1, 3))
        self.leave(connection, CANCELLED)
        connection.how = "and then the client has left"
        self.mustBeQuiet(connection)

    def askLong(self) -> Connection:
        """
        Ask for what takes too long.
        """
        return self.ask(b"/?work=%d" % self.random.randint(5, 60))
