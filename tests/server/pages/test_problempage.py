"""
What the page of a problem says.
"""

from __future__ import annotations

from html import unescape

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.server import Site

from server import stock
from server.channel import site
from server.pages import (
    HOME,
    BadGateway,
    Forbidden,
    Layout,
    Link,
    MethodNotAllowed,
    Misdirected,
    NotFound,
    Problem,
    ProblemPage,
    Unavailable,
)
from tests.server.channel.serving import converse
from tests.support.responses import Response, only

SITES: tuple[type[Site], ...] = (site.Site, stock.Site)
LAYOUT = Layout([HOME, Link("/plants/", "Plants")])

RULE = '<a href="https://www.rfc-editor.org/rfc/rfc9110#section-{0}" rel="noreferrer">'
HOME_STEP = '<a href="/">Go to the home page</a>'
AGAIN = '<a href="">Try again</a>'
BACK = '<a href="/plants/">Back to Plants</a>'


class Gone(Problem):
    """
    A status that no application raises yet.
    """

    status = 410


class TooMany(Problem):
    """
    A status about which RFC 9110 has no section of its own.
    """

    status = 429


class Moved(Problem):
    """
    A status that is not an error: the proxy tells it of a target that has to be encoded.
    """

    status = 301


class ServedProblemPageTests(SynchronousTestCase):
    """
    The page of a problem as a client gets it, on our channel and on Twisted's.
    """

    def ask(
        self, problem: Problem, target: str = "/a", method: str = "GET", layout: Layout = LAYOUT
    ) -> Response:
        """
        Ask each channel's server; both say the same.
        """
        request = f"{method} {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        first, second = (
            only(converse(ProblemPage(layout, problem), kind).send(request)) for kind in SITES
        )
        self.assertEqual(first.text, second.text)
        return first

    def test_name(self) -> None:
        """
        Number and phrase are in the title and in the heading, and the rule is linked: the
        section about that status, or the one about all of its kind.
        """
        for problem, name, section in [
            (NotFound("x"), "404 Not Found", "15.5.5"),
            (Forbidden("x"), "403 Forbidden", "15.5.4"),
            (MethodNotAllowed("x", "GET"), "405 Method Not Allowed", "15.5.6"),
            (Misdirected("x"), "421 Misdirected Request", "15.5.20"),
            (Gone("x"), "410 Gone", "15.5.11"),
            (Problem("x"), "500 Internal Server Error", "15.6.1"),
            (Unavailable("x"), "503 Service Unavailable", "15.6.4"),
            (TooMany("x"), "429 Too Many Requests", "15.5"),
            (Moved("x"), "301 Moved Permanently", "15.4.2"),
        ]:
            text = self.ask(problem).text
            self.assertIn(f"<title>{name}</title>", text)
            self.assertIn(f"<h1>{name}</h1>", text)
            self.assertIn(RULE.format(section) + f"RFC 9110 section {section}</a>", text)
            self.assertIn('<p class="problem" role="alert">x</p>\n', text)

    def test_asked(self) -> None:
        """
        What was asked for is said, without its query, as text, and never more of it than a
        page can bear.
        """
        for target, said in [
            ("/a?secret=1", "/a"),
            ("/%3Cb%3E", "/%3Cb%3E"),
            ("/&lt;'", "/&lt;'"),
            ("/" + "y" * 199, "/" + "y" * 199),
            ("/" + "y" * 200, "/" + "y" * 199 + "…"),
            ("/" + "y" * 3000, "/" + "y" * 199 + "…"),
        ]:
            text = self.ask(NotFound("x"), target).text
            shown = text.partition("You asked for <code>")[2].partition("</code>")[0]
            self.assertEqual(unescape(shown), said)

    def test_escaped(self) -> None:
        """
        Twisted's channel lets through what no target may hold: it stays text.
        """
        conversation = converse(ProblemPage(LAYOUT, NotFound("<i>")), stock.Site)
        text = conversation.send(b"GET /<b> HTTP/1.1\r\nHost: a\r\n\r\n").decode()
        self.assertIn("You asked for <code>/&lt;b&gt;</code>.", text)
        self.assertIn(">&lt;i&gt;</p>", text)

    def test_next(self) -> None:
        """
        The next step leads back to the part of the site, or to the home page; and what
        failed here or behind this server may be tried again before that, unless it would
        change something.
        """
        for problem, target, method, steps in [
            (NotFound("x"), "/a", "GET", [HOME_STEP]),
            (NotFound("x"), "/plants/a", "GET", [BACK]),
            (NotFound("x"), "/plants", "GET", [HOME_STEP]),
            (MethodNotAllowed("x", "GET"), "/plants/", "POST", [HOME_STEP]),
            (MethodNotAllowed("x", "GET"), "/", "POST", [HOME_STEP]),
            (BadGateway("x"), "/plants/a", "GET", [AGAIN, BACK]),
            (BadGateway("x"), "/plants/a", "POST", [BACK]),
            (Problem("x"), "/a", "GET", [AGAIN, HOME_STEP]),
            (Misdirected("x"), "/a", "GET", []),
        ]:
            main = self.ask(problem, target, method).text.partition("<main")[2]
            found = [main.find(each) for each in steps]
            self.assertEqual(found, sorted(found), target)
            self.assertNotIn(-1, found, target)
            ways = sum(main.count(each) for each in (HOME_STEP, BACK, AGAIN))
            self.assertEqual(ways, len(steps), target)
            self.assertEqual("Ask for it by its address" in main, not steps)

    def test_elsewhere(self) -> None:
        """
        A page that appears in place of another site's leads to no home page of ours.
        """
        layout = Layout([], carriesStyle=True)
        self.assertNotIn('href="/', self.ask(NotFound("x"), layout=layout).text)
        self.assertIn(AGAIN, self.ask(BadGateway("x"), layout=layout).text)
