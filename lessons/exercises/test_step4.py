"""
The checks for the exercises of step 4: C{trial lessons.exercises.test_step4}.
"""

from __future__ import annotations

from twisted.internet.protocol import Factory

from lessons.exercises.checks import Connection, ExerciseTestCase, Response, needs
from lessons.exercises.checks.responses import readFinal, readResponses

UNKNOWN = (
    "501 is the answer when the server does not recognize the method, and cannot support it for "
    "any resource (RFC 9110 section 15.6.2)."
)
KNOWN = (
    "405 means that the method is known to the server, and this page does not have it (RFC 9110 "
    "section 15.5.6)."
)
ALLOW = "a 405 MUST have the field Allow, with the methods (RFC 9110 section 15.5.6)."
CASE = "the method token is case-sensitive (RFC 9110 section 9.1)."
FIRST = "whether a server knows a method does not depend on the path (exercise 4.1)."
UNCHANGED = "what step 4 did well is not part of the exercise (lessons/step4.rst)."
VISITS = 'the page has "<p>Visits: ", the number and a full stop in it (exercise 4.2).'
SHARED = (
    "Twisted makes one request object for each request, and one channel for each connection. What "
    "belongs to the whole server is an attribute of the factory (lessons/step4.rst)."
)
OWN = "a second server is another factory, and begins with 1 (exercise 4.2)."
SAFE = (
    "HEAD is answered with the fields that GET would have, without content (RFC 9110 section "
    "9.3.2); here it is no visit (exercise 4.2)."
)

METHODS = b"POST PUT DELETE OPTIONS TRACE".split()


def request(method: bytes, path: bytes) -> bytes:
    """
    Write a request without content.
    """
    return b"%b %b HTTP/1.1\r\nHost: me\r\n\r\n" % (method, path)


class Exercise1MethodTests(ExerciseTestCase):
    """
    A method that nobody knows.
    """

    exercise = "4.1"

    def test_1_unknown(self) -> None:
        """
        A method that the server does not know is answered with 501.
        """
        for method in b"BREW", self.word().upper().encode():
            self.checkStatus(method, b"/", 501, UNKNOWN)

    def test_2_known(self) -> None:
        """
        A method that it knows, and the page does not have, is still answered with
        405 and Allow.
        """
        for method in METHODS:
            for response in self.checkStatus(method, b"/about", 405, KNOWN):
                response.mustHaveField("Allow", ALLOW, b"GET, HEAD")

    @needs(1, 2)
    def test_3_anyPath(self) -> None:
        """
        A method that it does not know is answered with 501 on every path, also
        where no page is.
        """
        self.checkStatus(b"BREW", b"/" + self.word().encode(), 501, FIRST)

    @needs(1, 2)
    def test_4_case(self) -> None:
        """
        "get" is not "GET".
        """
        for method in b"get", b"Delete":
            self.checkStatus(method, b"/", 501, CASE)

    @needs()
    def test_5_pages(self) -> None:
        """
        GET and HEAD are answered as before.
        """
        for method in b"GET", b"HEAD":
            self.checkStatus(method, b"/about", 200, UNCHANGED)
            self.checkStatus(method, b"/" + self.word().encode(), 404, UNCHANGED)

    def checkStatus(self, method: bytes, path: bytes, status: int, rule: str) -> list[Response]:
        """
        Demand the status of an answer.
        """
        found: list[Response] = []
        for answer in self.deliveries(request(method, path)):
            found = answer.responses(rule)
            for response in found:
                response.mustHaveStatus(status, rule)
            answer.mustStayOpen(UNCHANGED)
        return found


class Exercise2VisitTests(ExerciseTestCase):
    """
    A page that counts.
    """

    exercise = "4.2"

    def test_1_first(self) -> None:
        """
        The first GET is answered with "<p>Visits: 1.".
        """
        for answer in self.deliveries(request(b"GET", b"/visits"), twice=False):
            for response in answer.responses():
                response.mustHaveStatus(200, VISITS)
                response.mustSay(b"<p>Visits: 1.", VISITS)

    def test_2_further(self) -> None:
        """
        Each further one on the connection has the next number.
        """
        connection = self.connect()
        connection.how = "in one piece"
        times = self.random.randint(3, 12)
        connection.send(request(b"GET", b"/visits") * times)
        for number, response in enumerate(readResponses(connection, [b"GET"] * times, ""), 1):
            response.mustSay(b"<p>Visits: %d." % number, SHARED)

    @needs(1, 2)
    def test_3_connections(self) -> None:
        """
        A visit on another connection counts as well.
        """
        server = self.makeServer()
        for number in range(1, 4):
            self.checkNumber(server, number, SHARED)

    @needs(1, 2, 3)
    def test_4_servers(self) -> None:
        """
        A second server counts its own visits.
        """
        self.checkNumber(self.makeServer(), 1, VISITS)
        self.checkNumber(self.makeServer(), 1, OWN)

    @needs(1, 2)
    def test_5_head(self) -> None:
        """
        HEAD is answered with 200, and is no visit.
        """
        server = self.makeServer()
        head = self.ask(server, b"HEAD", b"/visits")
        head.mustHaveStatus(200, SAFE)
        head.mustHaveField("Content-Length", SAFE)
        self.checkNumber(server, 1, SAFE)

    @needs(1, 2)
    def test_6_others(self) -> None:
        """
        Another method is answered with 405 and Allow, and is no visit.
        """
        server = self.makeServer()
        response = self.ask(server, b"DELETE", b"/visits")
        response.mustHaveStatus(405, KNOWN)
        response.mustHaveField("Allow", ALLOW, b"GET, HEAD")
        self.checkNumber(server, 1, KNOWN)

    @needs(1, 2)
    def test_7_otherPaths(self) -> None:
        """
        Every other path is answered as before, and is no visit.
        """
        server = self.makeServer()
        self.ask(server, b"GET", b"/about").mustSay(b"<h1>About</h1>", UNCHANGED)
        nothing = b"/" + self.word().encode()
        self.ask(server, b"GET", nothing).mustHaveStatus(404, UNCHANGED)
        self.checkNumber(server, 1, VISITS)

    def ask(self, server: Factory, method: bytes, path: bytes) -> Response:
        """
        Send one request on a connection of its own.
        """
        connection: Connection = self.connect(server)
        connection.how = "on a connection of its own"
        connection.send(request(method, path))
        return readFinal(connection, method)

    def checkNumber(self, server: Factory, number: int, rule: str) -> None:
        """
        Demand the number of one visit more.
        """
        self.ask(server, b"GET", b"/visits").mustSay(b"<p>Visits: %d." % number, rule)
