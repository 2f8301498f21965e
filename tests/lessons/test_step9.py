"""
Step 9: waiting without blocking.
"""

from __future__ import annotations

import gc
import re
import signal
import socket
import subprocess
import time
from argparse import ArgumentTypeError
from contextlib import ExitStack
from types import ModuleType
from urllib.parse import urljoin

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

from lessons import step9
from tests.support.collector import sparing
from tests.support.memory import Conversation, optionsOf
from tests.support.needs import need
from tests.support.process import StepProcess, poll
from tests.support.raw import connect, readToEnd
from tests.support.responses import Response, only, readResponses
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "sleeps where it should wait",
        "deferLater(self.reactor, self.delay, self.ready, request)",
        "deferLater(self.reactor, sleep(self.delay) or 0, self.ready, request)",
        "test_nobodySleeps",
    ),
    Variant(
        "sleeps in a coroutine, as if async made it wait",
        "await deferLater(self.reactor, self.delay)",
        "sleep(self.delay)",
        "test_nobodySleeps",
    ),
    Variant(
        "writes to a client that has left",
        "    over.addErrback(lambda reason: page.cancel())\n",
        "    over.addErrback(lambda reason: None)\n",
        "test_clientLeaves",
    ),
    Variant(
        "forgets to listen for the client's leaving",
        "    over.addErrback(lambda reason: page.cancel())\n",
        "",
        "test_clientLeaves",
    ),
    Variant(
        "answers a client that has left with an error",
        "if over.called:",
        "if False:",
        "test_clientLeaves",
    ),
    Variant(
        "forgets to finish",
        "        request.finish()\n",
        "        pass\n",
        "test_glued",
    ),
    Variant(
        "leaves the client without an answer when the work fails",
        "    page.addErrback(failed)\n",
        "",
        "test_workFails",
    ),
    Variant(
        "logs an error twice",
        "request.processingFailed(reason)  # logs it, and answers 500",
        "return request.processingFailed(reason)",
        "test_workFails",
    ),
    Variant(
        "takes any number for a delay",
        "if not 0 <= value <= MAX_DELAY:",
        "if value < 0:",
        "test_badDelay",
    ),
]

PATHS = ("/non_blocking", "/coroutine")


def get(path: str, method: str = "GET") -> bytes:
    """
    Write a GET request for a path.
    """
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


class Sleeper:
    """
    Takes the place of C{time.sleep}, and moves the clock instead.

    @ivar slept: the seconds that were slept, sleep by sleep.
    """

    def __init__(self, case: StepTestCase, clock: Clock) -> None:
        self.clock = clock
        self.slept: list[float] = []
        case.patch(case.step, "sleep", self.sleep)

    def sleep(self, seconds: float) -> None:
        """
        Move the clock instead, and note the seconds.
        """
        self.slept.append(seconds)
        self.clock.rightNow += seconds


class PageTests(StepTestCase):
    """
    What every page has in common.
    """

    step = step9

    def setUp(self) -> None:
        """
        Connect to the step, on a clock.
        """
        self.conversation = Conversation(self.step, "--delay", "2")
        self.clock = self.conversation.clock
        self.sleeper = Sleeper(self, self.clock)

    def get(self, path: str) -> Response:
        """
        @return: the answer to a GET, for which two seconds may pass.
        """
        data = self.conversation.send(get(path))
        self.clock.advance(2)
        return only(data + self.conversation.received())

    def test_pages(self) -> None:
        """
        Every page names its type, its encoding, its language and its title.
        """
        for path in ("/", "/blocking", *PATHS, "/nothing"):
            page = self.get(path)
            self.assertEqual(page.fields["content-type"], "text/html; charset=utf-8")
            self.assertTrue(page.text.startswith('<!DOCTYPE html>\n<html lang="en">\n'), path)
            self.assertIn('<meta charset="utf-8" />', page.text)
            self.assertIn('<meta name="viewport" content="width=device-width', page.text)
            self.assertRegex(page.text, r"<title>\S[^<]*</title>")
            self.assertTrue(page.text.endswith("\n"), path)

    def test_home(self) -> None:
        """
        The home page answers at once, and links the others.
        """
        home = only(self.conversation.send(get("/")))
        links = re.findall(r'href="([^"]*)"', home.text.partition("</h1>")[2])
        self.assertEqual(links, ["blocking", "non_blocking", "coroutine"])
        for link in links:
            self.assertEqual(self.get(urljoin("/", link)).status, 200, link)

    def test_mounted(self) -> None:
        """
        The links lead to the right place when the pages are below another path.
        """
        top = Resource()
        top.putChild(b"below", self.step.makeRoot(self.clock, optionsOf(self.step)))
        self.conversation.connect(Site(top, reactor=self.clock))
        home = only(self.conversation.send(get("/below/")))
        self.assertIn('href="non_blocking"', home.text)
        bare = only(self.conversation.send(get("/below")))
        self.assertEqual(urljoin("/below", bare.fields["location"]), "/below/")

    def test_notFound(self) -> None:
        """
        What is not there is a 404, even below a page that is there.
        """
        for path in ("/nothing", "/blocking/", "/coroutine/more", "//"):
            self.assertEqual(only(self.conversation.send(get(path))).status, 404, path)

    def test_methods(self) -> None:
        """
        A page that cannot be changed says so at once, and names what it allows.
        """
        for path in ("/blocking", *PATHS):
            answer = only(self.conversation.send(get(path, "POST")))
            self.assertEqual(answer.status, 405)
            self.assertEqual(sorted(answer.fields["allow"].split(", ")), ["GET", "HEAD"])
        self.assertEqual(self.sleeper.slept, [])

    def test_head(self) -> None:
        """
        HEAD waits as GET does, and gets the same head and no content.
        """
        for path in PATHS:
            page = self.get(path)
            self.assertEqual(self.conversation.send(get(path, "HEAD")), b"")
            self.clock.advance(2)
            answer = only(self.conversation.received(), toHead=True)
            self.assertEqual(answer.fields["content-length"], str(len(page.content)))


class DelayedPageTests(StepTestCase):
    """
    Pages that are ready later, on a clock that only the test moves.
    """

    step = step9

    def setUp(self) -> None:
        """
        Connect to the step, on a clock.
        """
        self.enterContext(sparing())
        self.conversation = Conversation(self.step, "--delay", "2")
        self.clock = self.conversation.clock
        self.sleeper = Sleeper(self, self.clock)

    def assertLogged(self, *errors: type[Exception]) -> None:
        """
        Assert that exactly these errors were logged.
        """
        logged = [failure.type for failure in self.flushLoggedErrors()]
        gc.collect()  # a Deferred logs the error that nobody handled when it is thrown away
        logged += [failure.type for failure in self.flushLoggedErrors()]
        self.assertEqual(logged, [*errors])

    def test_blocking(self) -> None:
        """
        The blocking page sleeps as long as it was told, and then answers.
        """
        answer = only(self.conversation.send(get("/blocking")))
        self.assertEqual(self.sleeper.slept, [2])
        self.assertIn("<p>It took 2 s.</p>", answer.text)

    def test_nobodySleeps(self) -> None:
        """
        The others answer after the delay, not before, and do not sleep.
        """
        for path in PATHS:
            self.assertEqual(self.conversation.send(get(path)), b"", path)
            self.clock.advance(1.9)
            self.assertEqual(self.conversation.received(), b"", path)
            self.clock.advance(0.1)
            self.assertIn("<p>It took 2 s.</p>", only(self.conversation.received()).text)
            self.assertEqual(self.sleeper.slept, [])

    def test_together(self) -> None:
        """
        Clients who ask at the same time are answered at the same time.
        """
        for path in PATHS:
            clients = [self.conversation.again() for _ in range(5)]
            for client in clients:
                client.send(get(path))
            self.clock.advance(2)
            statuses = [only(client.received()).status for client in clients]
            self.assertEqual(statuses, [200] * 5, path)

    def test_othersAreServed(self) -> None:
        """
        While one client waits, another is answered.
        """
        for path in PATHS:
            self.conversation.again().send(get(path))
            self.assertEqual(only(self.conversation.send(get("/"))).status, 200)

    def test_byteByByte(self) -> None:
        """
        A request may arrive in any number of pieces.
        """
        for path in PATHS:
            self.assertEqual(self.conversation.sendByteByByte(get(path)), b"")
            self.clock.advance(2)
            self.assertEqual(only(self.conversation.received()).status, 200, path)

    def test_glued(self) -> None:
        """
        Two requests in one piece are answered in order: the second waits for
        the first, and then for itself.
        """
        for path in PATHS:
            self.assertEqual(self.conversation.send(get(path) + get("/") + get(path)), b"")
            self.clock.advance(2)
            first, home = readResponses(self.conversation.received())
            self.assertIn("Ready", first.text)
            self.assertIn("Step 9", home.text)
            self.clock.advance(2)
            self.assertIn("Ready", only(self.conversation.received()).text)

    def test_clientLeaves(self) -> None:
        """
        When a client leaves early, nothing is written to it, nothing logged,
        and nothing waits any longer.
        """
        for path in PATHS:
            client = self.conversation.again()
            client.send(get(path))
            self.clock.advance(1)
            client.hangUp()
            self.assertEqual(len(self.clock.getDelayedCalls()), 1, path)  # setUp's connection
            self.clock.advance(1)
            self.assertEqual(client.received(), b"", path)
            self.assertLogged()

    def test_clientLeavesAfterwards(self) -> None:
        """
        A client that leaves with its answer leaves nothing behind.
        """
        for path in PATHS:
            client = self.conversation.again()
            client.send(get(path))
            self.clock.advance(2)
            client.hangUp()
            self.assertEqual(only(client.received()).status, 200)
            self.assertEqual(len(self.clock.getDelayedCalls()), 1)

    def test_workFails(self) -> None:
        """
        An error in the waiting code is a 500 without its words, and logged
        once.
        """
        self.patch(self.step.Waiting, "ready", lambda page, request: 1 // 0)
        for path in PATHS:
            self.conversation.send(get(path))
            self.clock.advance(2)
            answer = only(self.conversation.received())
            self.assertEqual(answer.status, 500, path)
            self.assertNotIn("Zero", answer.text)
            self.assertLogged(ZeroDivisionError)
            self.assertEqual(only(self.conversation.send(get("/"))).status, 200)

    def test_cleanUpFails(self) -> None:
        """
        An error on the way out of work that was cancelled is logged, and not
        sent to the client, who has left.
        """

        def cancelled(page: Deferred[bytes]) -> None:
            page.errback(ZeroDivisionError())

        class Broken(Resource):
            def render_GET(self, request: Request) -> object:
                return step.sendLater(request, Deferred(cancelled))

        step: ModuleType = self.step
        client = self.conversation
        top = Resource()
        top.putChild(b"", Broken())
        client.connect(Site(top, reactor=self.clock))
        client.send(get("/"))
        client.hangUp()
        self.assertEqual(client.received(), b"")
        self.assertLogged(ZeroDivisionError)


class OptionTests(StepTestCase):
    """
    The option C{--delay}: the seconds for which the step's pages wait.
    """

    step = step9

    def test_default(self) -> None:
        """
        By default, the delay is five seconds.
        """
        self.assertEqual(optionsOf(self.step).delay, 5.0)

    def test_delay(self) -> None:
        """
        Any number of seconds from none to sixty is a delay.
        """
        for text, seconds in (("0", 0.0), ("0.5", 0.5), ("60", 60.0), ("1e1", 10.0)):
            self.assertEqual(optionsOf(self.step, "--delay", text).delay, seconds)

    def test_badDelay(self) -> None:
        """
        Everything else is refused in words.
        """
        for text in ("-1", "60.1", "nan", "inf", "-inf", "1e999", "soon", "", "1,5", "9" * 5000):
            with self.assertRaises(ArgumentTypeError) as caught:
                self.step.seconds(text)
            self.assertIn("give seconds from 0 to 60", str(caught.exception))


class ProcessTests(SynchronousTestCase):
    """
    The program, asked by several real clients at the same time.
    """

    def ask(self, step: StepProcess, path: str, clients: int) -> float:
        """
        Have several clients ask at the same time, each on a connection of its
        own, and read every answer.

        @return: the seconds until the last answer was there.
        """
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        with ExitStack() as stack:
            connections = [stack.enter_context(connect(step.port)) for _ in range(clients)]
            began = time.monotonic()
            for connection in connections:
                connection.sendall(request)
            for connection in connections:
                self.assertIn("It took 0.4 s.", only(readToEnd(connection)).text)
            return time.monotonic() - began

    def test_measured(self) -> None:
        """
        N clients wait N times the delay for the page that blocks, and less
        than half of that for those that do not.
        """
        with StepProcess("lessons.step9", "--delay", "0.4") as step:
            blocking = self.ask(step, "/blocking", 6)
            self.assertGreaterEqual(blocking, 6 * 0.4)
            for path in PATHS:
                self.assertLess(self.ask(step, path, 6), blocking / 2, path)
            self.assertEqual((step.stop(), step.err), (0, ""))

    def test_order(self) -> None:
        """
        Where the page blocks, each request is answered before the next is
        read; where it does not, all are read before the first is answered.
        """
        orders = {}
        with StepProcess("lessons.step9", "--delay", "0.4", "--wire") as step:
            for path in ("/blocking", *PATHS):
                skip = len(step.out)
                self.ask(step, path, 4)
                poll(lambda skip=skip: step.out[skip:].count("closed") == 4)  # type: ignore[misc]
                orders[path] = "".join(re.findall(r"(->|<-) (?:GET|HTTP)", step.out[skip:]))
        self.assertEqual(orders["/blocking"], "-><-" * 4)
        for path in PATHS:
            self.assertEqual(orders[path], "->" * 4 + "<-" * 4)

    def test_curl(self) -> None:
        """
        curl gets each page, and one that gives up early leaves no trace.
        """
        curl = need("curl")
        with StepProcess("lessons.step9", "--delay", "0.4") as step:
            for path in ("/blocking", *PATHS):
                url = f"http://127.0.0.1:{step.port}{path}"
                subprocess.run([curl, "-s", "-m", "0.1", url], check=False, capture_output=True)
                page = subprocess.run([curl, "-s", url], check=True, capture_output=True).stdout
                self.assertIn(b"<p>It took 0.4 s.</p>", page)
            self.assertEqual((step.stop(), step.err), (0, ""))

    def test_clientsThatReset(self) -> None:
        """
        Clients that break their connections off while they wait leave no
        trace, whatever page they wait for.
        """
        with StepProcess("lessons.step9", "--delay", "0.2") as step:
            for path in ("/blocking", *PATHS):
                for _ in range(3):
                    with connect(step.port) as connection:
                        connection.setsockopt(
                            socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0"
                        )
                        connection.sendall(get(path))
            with connect(step.port) as connection:
                connection.sendall(get("/").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
                self.assertEqual(only(readToEnd(connection)).status, 200)
            self.assertEqual((step.stop(), step.err), (0, ""))

    def test_interrupted(self) -> None:
        """
        On Ctrl-C, whoever waits for a page that does not block gets it within the grace; whoever
        waits for longer is cut off, and nothing is said of it.
        """
        for delay, ending in (("0.4", b"</html>\n"), ("30", b"")):
            with (
                StepProcess("lessons.step9", "--delay", delay, "--wire") as step,
                connect(step.port) as connection,
            ):
                connection.sendall(get("/coroutine"))
                poll(lambda step=step: "GET /coroutine" in step.out)  # type: ignore[misc]
                self.assertEqual((step.stop(), step.err), (0, ""))
                self.assertTrue(readToEnd(connection).endswith(ending))
                self.assertEqual("<- HTTP/1.1 200 OK" in step.out, bool(ending))

    def test_interruptedWhileBlocked(self) -> None:
        """
        A page that blocks delays Ctrl-C until it is ready.
        """
        with (
            StepProcess("lessons.step9", "--delay", "2.5", "--wire") as step,
            connect(step.port) as connection,
        ):
            connection.sendall(get("/blocking"))
            poll(lambda: "GET /blocking" in step.out)
            began = time.monotonic()
            step.process.send_signal(signal.SIGINT)
            self.assertTrue(readToEnd(connection).endswith(b"</html>\n"))
            self.assertEqual(step.process.wait(20), 0)
            self.assertGreater(time.monotonic() - began, 1.5)  # the runner's grace
            self.assertEqual(step.err, "")
