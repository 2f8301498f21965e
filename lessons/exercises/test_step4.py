"""
The checks for the exercises of step 4: C{trial lessons.exercises.test_step4}.
"""

from __future__ import annotations

from twisted.internet.protocol import Factory

from lessons.exercises.checks import Connection, ExerciseTestCase, Response, needs
from lessons.exercises.checks.responsereader import readFinal, readResponses

QUERY = "self.uri has the query as well; self.path is the path alone (lessons/step4.rst)."
WHOLE_PATH = "the whole path is compared: /newspaper is another one (exercise 4.a)."
HEAD_FIRST = (
    "the first write of a response sends the head before it, and what is set later is never sent "
    "(lessons/step4.rst)."
)
CHARSET = "charset says in which encoding the text is (RFC 9110 section 8.3.2); this one is UTF-8."
ITS_LENGTH = "the length is that of MOTTO, in bytes (exercise 4.b)."
FINISHED = "finish ends the answer, and the next request may come (lessons/step4.rst)."
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
    "9.3.2); here it is not a visit (exercise 4.2)."
)

METHODS = b"POST PUT DELETE OPTIONS TRACE".split()


def request(method: bytes, path: bytes) -> bytes:
    """
    Write a request without content.
    """
    return b"%b %b HTTP/1.1\r\nHost: me\r\n\r\n" % (method, path)


class Exercise0aQueryTests(ExerciseTestCase):
    """
    A query after the path.
    """

    exercise = "4.a"

    def test_1_path(self) -> None:
        """
        /news is answered with the page.
        """
        self.checkPage(b"/news", 200, b"News", QUERY)

    def test_2_query(self) -> None:
        """
        So it is with a query, whatever that may be.
        """
        word = self.word().encode()
        for query in b"?page=2", b"?" + word, b"?", b"?a=/about?b":
            self.checkPage(b"/news" + query, 200, b"News", QUERY)

    def test_3_whole(self) -> None:
        """
        A path that only begins or ends like it is another one.
        """
        for path in b"/newspaper", b"/news/" + self.word().encode(), b"/old/news":
            self.checkPage(path, 404, b"404 Not Found", WHOLE_PATH)

    @needs()
    def test_4_others(self) -> None:
        """
        The other pages are where they were, with a query as well.
        """
        self.checkPage(b"/about", 200, b"About", UNCHANGED)
        self.checkPage(b"/about?from=/news", 200, b"About", QUERY)

    def checkPage(self, target: bytes, status: int, title: bytes, rule: str) -> None:
        """
        Demand which page comes.
        """
        for answer in self.deliveries(request(b"GET", target)):
            for response in answer.responses():
                response.mustHaveStatus(status, rule)
                response.mustSay(b"<h1>" + title + b"</h1>", rule)


class Exercise0bOrderTests(ExerciseTestCase):
    """
    The head goes first.
    """

    exercise = "4.b"

    def test_1_text(self) -> None:
        """
        GET /motto is answered with the text.
        """
        for response in self.askAll(b"GET"):
            response.mustHaveStatus(200, HEAD_FIRST)
            response.mustHaveContent(self.theirs("MOTTO"), HEAD_FIRST)

    def test_2_type(self) -> None:
        """
        Its type is plain text, in UTF-8.
        """
        for response in self.askAll(b"GET"):
            value = response.mustHaveField("Content-Type", HEAD_FIRST)
            kind, _, charset = value.lower().replace(b" ", b"").replace(b'"', b"").partition(b";")
            if (kind, charset) != (b"text/plain", b"charset=utf-8"):
                response.mustHaveField("Content-Type", CHARSET, b"text/plain; charset=utf-8")

    def test_3_length(self) -> None:
        """
        Its length is announced, to HEAD as well.
        """
        length = b"%d" % len(self.theirs("MOTTO"))
        for method in b"GET", b"HEAD":
            for response in self.askAll(method):
                response.mustHaveField("Content-Length", HEAD_FIRST)
                response.mustHaveField("Content-Length", ITS_LENGTH, length)

    @needs()
    def test_4_others(self) -> None:
        """
        All other pages are answered as before.
        """
        for answer in self.deliveries(request(b"GET", b"/about")):
            for response in answer.responses():
                response.mustSay(b"<h1>About</h1>", UNCHANGED)

    def askAll(self, method: bytes) -> list[Response]:
        """
        Ask for the motto in every way; what is asked twice is answered twice.
        """
        several = self.deliveries(request(method, b"/motto"))
        return [response for answer in several for response in answer.responses(FINISHED)]


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
        A method that it does not know is answered with 501 on every path, even where there is no
        page.
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
        HEAD is answered with 200, and is not a visit.
        """
        server = self.makeServer()
        head = self.ask(server, b"HEAD", b"/visits")
        head.mustHaveStatus(200, SAFE)
        head.mustHaveField("Content-Length", SAFE)
        self.checkNumber(server, 1, SAFE)

    @needs(1, 2)
    def test_6_others(self) -> None:
        """
        Another method is answered with 405 and Allow, and is not a visit.
        """
        server = self.makeServer()
        response = self.ask(server, b"DELETE", b"/visits")
        response.mustHaveStatus(405, KNOWN)
        response.mustHaveField("Allow", ALLOW, b"GET, HEAD")
        self.checkNumber(server, 1, KNOWN)

    @needs(1, 2)
    def test_7_otherPaths(self) -> None:
        """
        Every other path is answered as before, and is not a visit.
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
