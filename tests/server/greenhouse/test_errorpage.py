"""
What a person reads where the greenhouse has no page to show.
"""

from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Request

from tests.support.greenhouse import startGreenhouse
from tests.support.producing import get
from tests.support.responses import Response, only

BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8"
NAVIGATION = '<li><a href="/plants/">Plants</a></li>'


class Broken(Resource):
    """
    Fails with a message that no client may see.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        raise ValueError("for the log alone")


class ErrorPageTests(SynchronousTestCase):
    """
    The page of an error, whoever has found it.
    """

    def setUp(self) -> None:
        self.conversation = startGreenhouse(self)

    def assertTold(self, answer: Response, name: str, section: str) -> None:
        """
        Check that it is a page of the site, with the error's name and its rule.
        """
        self.assertEqual(answer.status, int(name[:3]))
        self.assertEqual(answer.fields["content-type"], "text/html; charset=utf-8")
        self.assertIn(f"<h1>{name}", answer.text)
        self.assertIn(f">RFC 9110 section {section}</a>", answer.text)
        self.assertIn(NAVIGATION, answer.text)

    def send(self, *lines: str) -> Response:
        """
        Send the head of a request.
        """
        return only(self.conversation.again().send("\r\n".join([*lines, "", ""]).encode()))

    def test_tooLong(self) -> None:
        """
        An address, a cookie and content that are too long: a browser can send them, so its
        user gets a page, with a way home.
        """
        host = "Host: localhost"
        for lines, name, section in [
            ((f"GET /{'a' * 9000} HTTP/1.1", host), "414 ", "15.5.15"),
            (("GET / HTTP/1.1", host, f"Cookie: {'a' * 9000}"), "431 ", "15.5"),
            (("POST /upload HTTP/1.1", host, "Content-Length: 900000000"), "413 ", "15.5.14"),
        ]:
            answer = self.send(*lines)
            self.assertTold(answer, name, section)
            self.assertIn('<a href="/">Go to the home page</a>', answer.text)

    def test_plain(self) -> None:
        """
        What no browser sends is told in plain words, which a terminal shows as they are.
        """
        for lines in (("GET / HTTP/1.1", "Host : a"), ("GET  / HTTP/1.1", "Host: a")):
            answer = self.send(*lines, BROWSER)
            self.assertEqual(answer.status, 400)
            self.assertEqual(answer.fields["content-type"], "text/plain; charset=utf-8")

    def test_broken(self) -> None:
        """
        An error of ours is told on a page, and its words to the log alone.
        """
        site = self.conversation.protocol.site  # type: ignore[attr-defined]
        site.resource.putChild(b"broken", Broken())
        answer = get(self.conversation.again(), "/broken", host="localhost")
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 1)
        self.assertTold(answer, "500 Internal Server Error", "15.6.1")
        self.assertNotIn("log alone", answer.text)

    def test_brokenForm(self) -> None:
        """
        A form that cannot be read is told on a page to a person, in plain text to a program.
        """
        kind = "Content-Type: multipart/form-data"
        for fields, isPage in (((), False), ((BROWSER,), True)):
            head = ["POST /form HTTP/1.1", "Host: localhost", "Content-Length: 1", kind, *fields]
            request = "\r\n".join([*head, "", "x"]).encode()
            answer = only(self.conversation.again().send(request))
            if isPage:
                self.assertTold(answer, "400 Bad Request", "15.5.1")
            else:
                self.assertEqual(answer.text, "The form has no good boundary\n")

    def test_health(self) -> None:
        """
        Whether the server is well is told on a page as well.
        """
        self.assertEqual(get(self.conversation, "/healthz", host="localhost").text, "ok\n")
        page = get(self.conversation, "/healthz", BROWSER, host="localhost")
        self.assertIn(NAVIGATION, page.text)

    def test_stopping(self) -> None:
        """
        A server that has been told to stop says so, to a proxy that asks and to a person.
        """
        health: Any = self.conversation.factory.resource.children[b"healthz"]  # type: ignore[attr-defined]
        health.draining.hasBegun = True
        answer = get(self.conversation, "/healthz", host="localhost")
        self.assertEqual((answer.status, answer.text), (503, "stopping\n"))
        page = get(self.conversation, "/healthz", BROWSER, host="localhost")
        self.assertEqual(page.status, 503)
        self.assertIn("about to stop", page.text)

    def test_steps(self) -> None:
        """
        The pages of the steps have the navigation of the site that they are on.
        """
        for path in ("/form", "/clock", "/color/", "/files/", "/calendar/2013", "/session"):
            self.assertIn(NAVIGATION, get(self.conversation, path, host="localhost").text, path)
