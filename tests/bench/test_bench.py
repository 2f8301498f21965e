"""
The benchmark itself: that it measures what it says.
"""

from __future__ import annotations

import gzip
from contextlib import closing
from dataclasses import replace
from html import unescape

from twisted.trial.unittest import SynchronousTestCase

from lessons.command.sandbox import copyOf
from server.greenhouse.site import SECURITY
from tests.bench import classroom, looking
from tests.bench import running as running_
from tests.bench.commands import (
    AIOHTTP_EQUAL,
    ENGINE,
    EQUAL,
    IMPORT_REACTOR,
    PLANTS,
    STARLETTE_EQUAL,
    STARLETTE_PLANTS,
    STEP1,
    STEP3,
    STEP15,
    STOCK,
    STOCK_PLANTS,
    Command,
    inspected,
    wide,
)
from tests.bench.content import FILES, LARGE
from tests.bench.content import HELLO as HELLO_CONTENT
from tests.bench.loads import BROWSER_FIELDS, CHUNKS, HELLO, Load
from tests.bench.measuring import loaded, memoryPerConnection, sharing, startOf
from tests.bench.prepared import FEW_PLANTS
from tests.bench.running import Server, Unmeasured, running
from tests.support.needs import need
from tests.support.raw import connect, readToEnd
from tests.support.responses import Response, only
from tests.support.warm import Warm


def ask(port: int, request: bytes) -> Response:
    """
    Send a request, and read its answer.
    """
    with closing(connect(port)) as connection:
        connection.sendall(request)
        return only(readToEnd(connection))


def get(port: int, path: str, *fields: str, host: str = "localhost") -> Response:
    """
    Ask a server for a page, with these field lines.
    """
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close", *fields, "", ""]
    return ask(port, "\r\n".join(lines).encode())


def installed(*commands: Command) -> list[Command]:
    """
    Leave out the servers that the extra C{bench} would bring.
    """
    return [command for command in commands if not command.lacking()]


class WarmTestCase(SynchronousTestCase):
    """
    Tests with servers whose start nobody measures.
    """

    def setUp(self) -> None:
        """
        Have servers begin at once.
        """
        self.patch(Server, "start", Warm)


class ServerTests(WarmTestCase):
    """
    The servers that are compared: they answer alike, so that like is measured with like.
    """

    def setUp(self) -> None:
        """
        Ask servers as soon as they answer: nobody measures them.
        """
        super().setUp()
        self.patch(running_, "QUIET", 0.0)

    def test_alike(self) -> None:
        """
        Both channels give the same content, and have counted what was sent.
        """
        upload = b"x" * 200_000
        posted = b"POST /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        posted += b"Content-Length: %d\r\n\r\n" % len(upload) + upload
        with running([ENGINE, STOCK]) as servers:
            for server in servers:
                got = [get(server.port, path).content for path in ("/hello", "/large")]
                self.assertEqual(got, [HELLO_CONTENT, LARGE])
                self.assertEqual(ask(server.port, posted).content, b"200000")

    def test_equal(self) -> None:
        """
        What is compared with step 15 does what step 15 does: it greets, sends back,
        protects, refuses a foreign name.
        """
        posted = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        posted += b"Content-Length: 1000\r\n\r\n" + b"x" * 1000
        with running(installed(STEP15, *EQUAL)) as servers:
            for server in servers:
                hello = get(server.port, "/hello")
                self.assertEqual(hello.content, HELLO_CONTENT, server.name)
                for name, value in SECURITY.items():
                    sent = hello.fields.get(name.decode().lower())
                    self.assertEqual(sent, value.decode(), server.name)
                self.assertEqual(ask(server.port, posted).content, b"x" * 1000, server.name)
                foreign = get(server.port, "/hello", host="evil.example")
                self.assertIn(foreign.status, (400, 421), server.name)

    def test_files(self) -> None:
        """
        The servers that send files send the same bytes.
        """
        commands = installed(STEP15, STOCK, AIOHTTP_EQUAL, STARLETTE_EQUAL)
        with running(commands) as servers:
            for server in servers:
                for name, size in FILES.items():
                    content = get(server.port, f"/files/{name}").content
                    self.assertEqual(content, b"0123456789abcde\n" * (size // 16), server.name)

    def test_plants(self) -> None:
        """
        The page with plants holds the same words in the same elements, whoever makes it.
        """
        commands = installed(PLANTS, STOCK_PLANTS, STARLETTE_PLANTS)
        path = "/plants/show_plants"
        with running(commands, path) as servers:
            pages = [
                unescape(get(server.port, path).content.decode()).replace("%20", "+")
                for server in servers
            ]
        self.assertEqual(pages[0].count('<th scope="row">'), FEW_PLANTS)
        for page in pages[1:]:
            self.assertEqual(page.split(), pages[0].split())

    def test_compressed(self) -> None:
        """
        Whoever makes pages compresses them, where the client can read that.
        """
        commands, path = installed(PLANTS, STARLETTE_PLANTS), "/plants/show_plants"
        with running(commands, path) as servers:
            for server in servers:
                fields = [field for field in BROWSER_FIELDS if "Connection" not in field]
                page = get(server.port, path, *fields)
                self.assertEqual(page.fields.get("content-encoding"), "gzip", server.name)
                self.assertIn(b"<h1>Plants</h1>", gzip.decompress(page.content), server.name)

    def test_browserFields(self) -> None:
        """
        With C{Host}, a browser sends twelve fields.
        """
        self.assertEqual(len({field.partition(":")[0] for field in BROWSER_FIELDS}), 11)


class ServerFigureTests(WarmTestCase):
    """
    Each way to measure gives a plausible figure, with real servers.
    """

    def test_loaded(self) -> None:
        """
        A real load gives real figures, of step 15 as of another.
        """
        need("wrk")
        with running([STEP15, STOCK]) as servers:
            for server in servers:
                rate, cost = loaded(server, HELLO, 1)
                self.assertGreater(rate, 1)
                self.assertGreater(cost, 0)
                self.assertGreater(server.memory(), 2**20)

    def test_shared(self) -> None:
        """
        Where server and client share all cores, it is told how much the client took.
        """
        command = wide(STEP15, 2)
        (measured,) = sharing(HELLO, [command], 1, 1)
        cost, client, rate, alone = measured[command.name]
        self.assertGreater(min(cost, client, rate), 0)
        self.assertAlmostEqual(alone * cost, 2e6)

    def test_chunks(self) -> None:
        """
        The client that posts in chunks gives real figures, too; it does not take a wrong answer
        for one.
        """
        with running([STOCK]) as (server,):
            rate, cost = loaded(server, replace(CHUNKS, path="/echo"), 1)
            self.assertGreater(rate, 0)
            self.assertGreater(cost, 0)
            wrong = Load("/hello", isChunked=True)
            error = self.assertRaises(Unmeasured, loaded, server, wrong, 1)
            self.assertRegex(str(error), r"(?s)^stock Twisted Web: .*405")

    def test_memory(self) -> None:
        """
        An idle connection takes some memory: neither nothing nor very much.
        """
        size = memoryPerConnection(STOCK, 1000)
        self.assertGreater(size, 100)
        self.assertLess(size, 100_000)

    def test_noAnswer(self) -> None:
        """
        A server that ends before it has answered is told by its name.
        """
        ends = Command("a server", ("-c", "pass"))
        for measure in (running([ends]).__enter__, lambda: startOf(ends)):
            error = self.assertRaises(Unmeasured, measure)
            self.assertEqual(str(error), "a server does not answer")


class StartTests(SynchronousTestCase):
    """
    Real figures of programs that start, each with a Python of its own.
    """

    def test_start(self) -> None:
        """
        The start of a server is measured to its first answer, that of a program which
        ends by itself to its end.
        """
        for command in (STEP1, IMPORT_REACTOR):
            took, used = startOf(command)
            self.assertGreater(took, 0.01)
            self.assertGreater(used, 0.01)


class InspectorFigureTests(WarmTestCase):
    """
    Each way to measure the inspector gives plausible figures, with a real one.
    """

    def setUp(self) -> None:
        """
        Reduce the numbers: a few are enough here.
        """
        super().setUp()
        for name, value in (("MARKS", 2), ("OPEN", 12), ("CHOSEN", 2)):
            self.patch(looking, name, value)

    def test_marks(self) -> None:
        """
        A byte is on the page some time after it was sent, even while others are busy.
        """
        need("wrk")
        with running([inspected(STEP3)]) as (server,):
            for measure in (looking.marked, looking.markedUnderLoad):
                self.assertGreater(measure(server), 0.0)

    def test_chosen(self) -> None:
        """
        A part is there sooner than a page with all parts.
        """
        with running([inspected(STEP15)]) as (server,):
            page, part = looking.chosen(server)
        self.assertGreater(part, 0.0)
        self.assertGreater(page, part)

    def test_kept(self) -> None:
        """
        What is said takes memory where it is kept.
        """
        self.patch(looking, "CONTENT", 2**20)
        plain, kept = map(looking.keptBy, (STEP15, inspected(STEP15)))
        self.assertGreater(kept, plain + 10)

    def test_noInspector(self) -> None:
        """
        A server without an inspector cannot be looked at.
        """
        with running([STEP3], "/") as (server,):
            error = self.assertRaises(Unmeasured, looking.marked, server)
        self.assertEqual(str(error), "step 3 has no inspector")


class ClassroomTests(SynchronousTestCase):
    """
    Real figures of a small class.
    """

    def test_verdicts(self) -> None:
        """
        Whoever checks, and whoever watches, waits some time for a verdict; what two have passed
        is on the page some time later.
        """
        self.patch(classroom, "STUDENTS", 2)
        for name, measure in {
            classroom.CHECKS.name: classroom.checking,
            classroom.WATCHES.name: classroom.watching,
        }.items():
            (measured,) = measure((), 1, 1)
            half, longest = measured[name]
            self.assertGreater(half, 0.0)
            self.assertGreaterEqual(longest, half)
        (measured,) = classroom.showing((), 1, 1)
        self.assertGreater(measured[classroom.BROWSER.name][0], 0.0)

    def test_failed(self) -> None:
        """
        A check that does not pass is not a verdict that is measured.
        """
        with copyOf({classroom.STEP: b"1 +"}) as folder:
            error = self.assertRaises(Unmeasured, classroom.checkOnce, folder)
        self.assertIn("Python cannot read", str(error))
