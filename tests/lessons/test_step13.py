"""
Step 13: temperature, with a server behind the tree.
"""

from __future__ import annotations

import subprocess
from argparse import ArgumentTypeError

from twisted.internet.testing import MemoryReactorClock
from twisted.trial.unittest import SynchronousTestCase

from lessons import step13
from server.temperature.client import TIME_LIMIT
from tests.support.memory import Conversation
from tests.support.needs import need
from tests.support.process import StepProcess
from tests.support.producing import get, produceBy
from tests.support.raw import connect, readToEnd
from tests.support.responses import Response, only, readResponses
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "has the home page wait for the back end",
        "succeed(Answer(page))",
        "__import__('twisted.internet.defer').internet.defer.Deferred()",
        "test_home",
    ),
    Variant(
        "asks a fixed address",
        "lambda: options.temperature",
        'lambda: "http://127.0.0.1:8081/"',
        "test_asksTheBackEnd",
    ),
    Variant(
        "takes any text for a URL",
        'if url.scheme != "http" or',
        "if False and",
        "test_wrongURL",
    ),
    Variant(
        "forgets the style sheet",
        "    addStyleSheet(root)\n",
        "",
        "test_styleSheet",
    ),
]

URL = "http://127.0.0.1:9/"


class TemperatureTests(StepTestCase):
    """
    The site in memory, with a back end that says what the test says.
    """

    step = step13

    def setUp(self) -> None:
        """
        Connect, with a back end somewhere else.
        """
        self.reactor = MemoryReactorClock()
        self.conversation = Conversation(self.step, "--temperature", URL, clock=self.reactor)

    def get(self, path: str) -> bytes:
        """
        Ask for a page, and return all that comes back.
        """
        return self.conversation.send(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())

    def test_home(self) -> None:
        """
        The home page answers at once, and links the form.
        """
        response = only(self.get("/"))
        self.assertEqual(response.status, 200)
        self.assertIn('<a href="temperature/">', response.text)

    def test_styleSheet(self) -> None:
        """
        The style sheet is where the pages look for it.
        """
        self.assertIn('href="/style.css"', only(self.get("/")).text)
        produceBy(self, self.reactor)
        self.assertEqual(get(self.conversation, "/style.css").fields["content-type"], "text/css")

    def test_form(self) -> None:
        """
        The form needs no back end.
        """
        self.assertIn('name="temperature"', only(self.get("/temperature/")).text)

    def test_asksTheBackEnd(self) -> None:
        """
        A conversion asks the back end that the command line names; meanwhile
        others are served.
        """
        path = "/temperature/convert_temperature?temperature=1&direction=c2f"
        self.assertEqual(self.get(path), b"")
        (host, port, *_) = self.reactor.tcpClients[0]
        self.assertEqual((host, port), ("127.0.0.1", 9))
        other = self.conversation.again()
        self.assertEqual(only(other.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")).status, 200)

    def test_timeLimit(self) -> None:
        """
        A back end that does not answer is given up.
        """
        self.get("/temperature/convert_temperature?temperature=1&direction=c2f")
        self.reactor.advance(TIME_LIMIT)
        self.assertEqual(only(self.conversation.received()).status, 504)

    def test_pieces(self) -> None:
        """
        Whole, byte by byte, and glued to the next request, the answers are the
        same.
        """
        request = b"GET /temperature/ HTTP/1.1\r\nHost: a\r\n\r\n"
        whole = only(self.conversation.send(request)).content
        self.assertEqual(only(self.conversation.sendByteByByte(request)).content, whole)
        answers = readResponses(self.conversation.send(request * 2))
        self.assertEqual([answer.content for answer in answers], [whole, whole])

    def test_wrongURL(self) -> None:
        """
        What is not a URL of a back end is named on the command line.
        """
        for text in ("", "x", "ftp://a/", "http://", "http://a:b/", "http://ä/"):
            self.assertRaises(ArgumentTypeError, self.step.httpURL, text)
        for port in ("0", "65536", "73536", "-1"):
            self.assertRaises(ArgumentTypeError, self.step.httpURL, f"http://a:{port}/")
        for url in (URL, "http://[::1]:9/", "http://a_b:65535/x"):
            self.assertEqual(self.step.httpURL(url), url)


class ProcessTests(SynchronousTestCase):
    """
    The programs: the step, and each of the back ends.
    """

    def ask(self, backEnd: str) -> Response:
        """
        Convert with curl, through both processes.
        """
        curl = need("curl")
        with (
            StepProcess(backEnd) as behind,
            StepProcess(
                "lessons.step13", "--temperature", f"http://127.0.0.1:{behind.port}/"
            ) as step,
        ):
            url = f"http://127.0.0.1:{step.port}/temperature/convert_temperature"
            query = ["-G", "-d", "temperature=100", "-d", "direction=c2f"]
            command = [curl, "--silent", "--include", *query, url]
            return only(subprocess.run(command, capture_output=True, check=True).stdout)

    def test_backEnds(self) -> None:
        """
        Both back ends serve the same page.
        """
        twisted, blocking = map(
            self.ask, ["server.temperature.backend", "server.temperature.blocking"]
        )
        self.assertIn("100.00 °C = 212.00 °F", twisted.text)
        self.assertEqual(twisted.content, blocking.content)

    def test_down(self) -> None:
        """
        Without a back end the page says so, and the terminal stays quiet.
        """
        with StepProcess("lessons.step13", "--temperature", "http://127.0.0.1:1/") as step:
            target = b"/temperature/convert_temperature?temperature=1&direction=c2f"
            request = b"GET " + target + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            with connect(step.port) as connection:
                connection.sendall(request)
                response = only(readToEnd(connection))
            self.assertEqual(response.status, 502)
            self.assertIn("cannot be reached", response.text)
            self.assertEqual(step.err, "")
