"""
The checks for the exercises of step 8: C{trial lessons.exercises.test_step8}.
"""

from __future__ import annotations

from urllib.parse import quote_plus

from twisted.internet.protocol import Factory

from lessons.exercises.checks import ExerciseTestCase, Response, needs
from lessons.exercises.checks.htmlpage import HTMLPage
from lessons.exercises.checks.responsereader import readFinal
from lessons.language import _

SAFE = "GET and HEAD are safe: whoever looks changes nothing (RFC 9110 section 9.2.1)."
SWITCHED = (
    "Twisted calls the method whose name ends in that of the request: render_GET for GET, "
    "render_POST for POST (lessons/step8.rst)."
)
OWN_LAMP = "two servers have two lamps: state is not an attribute of a class (exercise 8.a)."
ENGLISH = "without a cookie, one is greeted in English (exercise 8.b)."
BROUGHT = (
    "readCookie takes a name, as bytes, and returns the value, as bytes, that the field Cookie "
    "has for it, or None (server/cookies.py)."
)
ONE_OF_SEVERAL = (
    "one field Cookie has all cookies, with a semicolon and a blank between them: ask for one by "
    "its name (RFC 6265 section 4.2.1)."
)
ANYTHING = (
    "a cookie comes from the client, and a client can send anything: one that is not known counts "
    "as none (lessons/step8.rst)."
)
MARKUP = "what came from outside means nothing in a page: it is escaped (lessons/step8.rst)."
ATTRIBUTE = (
    "the quotation mark around an attribute's value ends it; in the value itself it is escaped "
    "(lessons/step8.rst)."
)
ONCE = "text is escaped once, where it goes into the page (lessons/step8.rst)."
SEE_OTHER = (
    "303 sends the browser on, with GET, so that a reload does not send the form again (RFC 9110 "
    "section 15.4.4)."
)
LOCATION = "Location says where to go on; it may be relative (RFC 9110 section 10.2.2)."
ADDED = "a POST adds one guest, a GET none (exercise 8.2)."
BAD = "a form that lacks a field is a 400 (lessons/step8.rst), and changes nothing."
OWN = "two servers of one process have two guest books: state is not an attribute of a class."
VOTE = "the first vote of a browser counts, and is answered with 303 (exercise 8.3)."
ONE_VOTE = "the second vote of a browser is answered with 403 (exercise 8.3)."
NOT_COUNTED = "a vote that is refused does not count (exercise 8.3)."
EVERYBODY = "each browser has a vote: a session is the browser's own (lessons/step8.rst)."
LOOKING = "GET changes nothing: nobody gets a session just for looking (lessons/step8.rst)."
UNKNOWN = "a cookie that the server does not know counts as none (lessons/step8.rst)."


class PageTestCase(ExerciseTestCase):
    """
    What the exercises have in common.
    """

    def setUp(self) -> None:
        """
        Start a server: what it remembers, it remembers for one check.
        """
        super().setUp()
        self.server = self.makeServer()

    def ask(self, target: str, cookie: bytes = b"", server: Factory | None = None) -> Response:
        """
        Ask for a page.
        """
        return self.request(b"GET", target, b"", cookie, server)

    def submit(self, target: str, form: str = "", cookie: bytes = b"") -> Response:
        """
        Submit a form.
        """
        return self.request(b"POST", target, form.encode(), cookie)

    def request(
        self,
        method: bytes,
        target: str,
        content: bytes,
        cookie: bytes,
        server: Factory | None = None,
    ) -> Response:
        """
        Send a request on a connection of its own, and read the answer.
        """
        lines = [b"%b %b HTTP/1.1" % (method, target.encode()), b"Host: me:8000"]
        lines += [b"Cookie: " + cookie] if cookie else []
        if method == b"POST":
            lines.append(b"Content-Type: application/x-www-form-urlencoded")
            lines.append(b"Content-Length: %d" % len(content))
        connection = self.connect(server or self.server)
        connection.send(b"\r\n".join([*lines, b"", b""]) + content)
        return readFinal(connection, method)


class Exercise0aLampTests(PageTestCase):
    """
    Look, but do not touch.
    """

    exercise = "8.a"

    def test_1_look(self) -> None:
        """
        GET shows the lamp, and it stays as it is.
        """
        for _each in range(self.random.randint(2, 3)):
            response = self.ask("/lamp")
            response.mustHaveStatus(200, SWITCHED)
            response.mustSay(b"<p>It is off.</p>", SAFE)

    @needs()
    def test_2_switch(self) -> None:
        """
        POST switches it, and shows the result.
        """
        for state in b"on", b"off", b"on":
            response = self.submit("/lamp")
            response.mustHaveStatus(200, SWITCHED)
            response.mustSay(b"<p>It is %b.</p>" % state, SWITCHED)

    @needs(1, 2)
    def test_3_remembered(self) -> None:
        """
        GET shows what POST has done.
        """
        self.submit("/lamp")
        for _each in range(2):
            self.ask("/lamp").mustSay(b"<p>It is on.</p>", SAFE)

    @needs(1, 2)
    def test_4_head(self) -> None:
        """
        HEAD changes nothing, either.
        """
        self.request(b"HEAD", "/lamp", b"", b"").mustHaveStatus(200, SAFE)
        self.ask("/lamp").mustSay(b"<p>It is off.</p>", SAFE)

    @needs(1, 2)
    def test_5_another(self) -> None:
        """
        Another server has a lamp of its own.
        """
        self.submit("/lamp")
        self.ask("/lamp", server=self.makeServer()).mustSay(b"<p>It is off.</p>", OWN_LAMP)


class Exercise0bCookieTests(PageTestCase):
    """
    What a cookie brings.
    """

    exercise = "8.b"

    def test_1_none(self) -> None:
        """
        Whoever has no cookie is greeted in English.
        """
        self.checkGreeting(b"", "Hello!", ENGLISH)

    def test_2_language(self) -> None:
        """
        Whoever has one is greeted in the language that it names.
        """
        self.checkGreeting(b"lang=de", "Guten Tag!", BROUGHT)
        self.checkGreeting(b"lang=fr", "Bonjour !", BROUGHT)

    @needs(1, 2)
    def test_3_several(self) -> None:
        """
        Other cookies do not matter.
        """
        other = self.word().encode()
        for cookie in b"a=%b; lang=de" % other, b"lang=de; visitor=" + other:
            self.checkGreeting(cookie, "Guten Tag!", ONE_OF_SEVERAL)
        self.checkGreeting(b"slang=de; language=fr", "Hello!", ONE_OF_SEVERAL)

    @needs(1, 2)
    def test_4_unknown(self) -> None:
        """
        A cookie that names no language that the page knows counts as none.
        """
        for value in self.word().encode(), b"", b"<script>":
            self.checkGreeting(b"lang=" + value, "Hello!", ANYTHING)

    def checkGreeting(self, cookie: bytes, greeting: str, rule: str) -> None:
        """
        Demand how a client with a cookie is greeted.
        """
        response = self.ask("/hello", cookie)
        response.mustHaveStatus(200, rule)
        response.mustSay(f"<p>{greeting}</p>".encode(), rule)


class Exercise1EscapeTests(PageTestCase):
    """
    Escape in an attribute.
    """

    exercise = "8.1"

    def test_1_text(self) -> None:
        """
        Markup that was searched for is shown, not obeyed.
        """
        word = self.word()
        query = f"<{word}>&lt;"
        response, page = self.search(query, MARKUP)
        if word in [element for element, _ in page.elements]:
            problem = f"For a browser, <{word}> is an element of the page."
            self.point(response, f"<{word}", problem, MARKUP)
        if f"You look for: {query}" not in page.text:
            text = _("A browser does not show {query!r} after You look for:.")
            problem = text.format(query=query)
            self.point(response, "You look for: ", problem, MARKUP)

    @needs()
    def test_2_attribute(self) -> None:
        """
        A quotation mark does not lead out of the attribute.
        """
        for mark in "'", '"':
            response, page = self.search(f"{mark} onfocus={mark}{self.word()}", ATTRIBUTE)
            for element, attributes in page.elements:
                if "onfocus" in attributes:
                    problem = _(
                        "For a browser, the element {element} has an attribute onfocus now."
                    ).format(element=element)
                    self.point(response, "value=", problem, ATTRIBUTE)

    @needs(1, 2)
    def test_3_value(self) -> None:
        """
        What was searched for is in the field, escaped once.
        """
        word = self.word()
        for query in f"<{word}> {word}", f"{word} & \"'&quot;":
            response, page = self.search(query, ONCE)
            values = page.values("q")
            if values != [query]:
                problem = _(
                    "For a browser, the field q has the value {values}, and not {query!r}."
                ).format(values=values, query=query)
                self.point(response, "value=", problem, ONCE)

    @needs()
    def test_4_missing(self) -> None:
        """
        Without the field, the answer is still 400.
        """
        self.ask("/search").mustHaveStatus(400, BAD)

    def search(self, query: str, rule: str) -> tuple[Response, HTMLPage]:
        """
        Search for something.

        @return: the answer, and the page that a browser makes of it.
        """
        response = self.ask("/search?q=" + quote_plus(query))
        response.mustHaveStatus(200, rule)
        return response, HTMLPage(response.content)

    def point(self, response: Response, text: str, problem: str, rule: str) -> None:
        """
        Fail, and point after a text of the page.
        """
        at = max(response.content.find(text.encode()), 0) + len(text)
        response.connection.fail(problem, rule, response.contentAt + at)


class Exercise2SeeOtherTests(PageTestCase):
    """
    See other.
    """

    exercise = "8.2"

    def test_1_status(self) -> None:
        """
        A POST is answered with 303.
        """
        self.submit("/guests", f"name={self.word()}").mustHaveStatus(303, SEE_OTHER)

    def test_2_location(self) -> None:
        """
        Location leads to the page.
        """
        response = self.submit("/guests", f"name={self.word()}")
        response.mustLeadTo("http://me:8000/guests", "http://me:8000/guests", LOCATION)

    @needs(1, 2)
    def test_3_added(self) -> None:
        """
        Each POST has added its guest, once.
        """
        names = [self.word(), self.word()]
        for name in names:
            self.submit("/guests", f"name={name}")
        rows = "".join(f"<li>{name}</li>\n" for name in names)
        for _each in range(2):
            self.ask("/guests").mustSay(f"<ol>\n{rows}</ol>".encode(), ADDED)

    @needs()
    def test_4_missing(self) -> None:
        """
        A form without a name, or with two, is a 400, and adds nobody.
        """
        for form in "", f"nam={self.word()}", f"name={self.word()}&name={self.word()}":
            response = self.submit("/guests", form)
            response.mustHaveStatus(400, BAD)
            response.mustNotHaveField("Location", BAD)
            self.ask("/guests").mustSay(b"<ol>\n</ol>", BAD)

    @needs(1, 2, 3)
    def test_5_servers(self) -> None:
        """
        A second server has its own guests.
        """
        self.submit("/guests", f"name={self.word()}")
        self.ask("/guests", server=self.makeServer()).mustSay(b"<ol>\n</ol>", OWN)


class Exercise3PollTests(PageTestCase):
    """
    One vote for each browser.
    """

    exercise = "8.3"

    def test_1_first(self) -> None:
        """
        The first vote counts, and the browser gets a cookie.
        """
        self.vote()
        self.ask("/poll").mustSay(b"Votes: 1<", VOTE)

    def test_2_second(self) -> None:
        """
        The second vote of the same browser is answered with 403.
        """
        cookie = self.vote()
        for _each in range(self.random.randint(1, 3)):
            self.submit("/poll", cookie=cookie).mustHaveStatus(403, ONE_VOTE)

    @needs(1, 2)
    def test_3_notCounted(self) -> None:
        """
        It does not count.
        """
        cookie = self.vote()
        self.submit("/poll", cookie=cookie)
        self.ask("/poll", cookie).mustSay(b"Votes: 1<", NOT_COUNTED)

    @needs(1, 2)
    def test_4_others(self) -> None:
        """
        Every other browser still has its vote, and so has one with yesterday's
        cookie.
        """
        count = self.random.randint(2, 4)
        for _each in range(count):
            self.vote()
        self.submit("/poll", cookie=b"visitor=" + self.word().encode()).mustHaveStatus(
            303, UNKNOWN
        )
        self.ask("/poll").mustSay(b"Votes: %d<" % (count + 1), EVERYBODY)

    @needs()
    def test_5_looking(self) -> None:
        """
        Whoever only looks gets no cookie.
        """
        self.ask("/poll").mustNotHaveField("Set-Cookie", LOOKING)

    def vote(self) -> bytes:
        """
        Vote with a browser of its own.

        @return: the cookie that it got.
        """
        response = self.submit("/poll")
        response.mustHaveStatus(303, EVERYBODY)
        return response.mustHaveField("Set-Cookie", EVERYBODY).partition(b";")[0]
