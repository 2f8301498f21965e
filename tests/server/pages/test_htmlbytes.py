"""
Pages that a resource returns as bytes, and those that no resource makes.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

from server import stock
from server.channel import site
from server.pages import HOME, Layout, Link, makeErrorPage, makePage
from tests.server.channel.serving import converse
from tests.support.responses import Response, only

SITES: tuple[type[Site], ...] = (site.Site, stock.Site)
NAVIGATION = '<nav aria-label="Site">'


class Written(Resource):
    """
    A page with a title that means something to HTML.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        """
        Make the page as bytes, with the status that the query asks for; or an error page, or
        raise.
        """
        if request.args.get(b"broken"):
            raise ValueError("for the log alone")
        if request.args.get(b"missing"):
            return makeErrorPage(request, 404, "There is no <b> here.")
        status = int(request.args.get(b"status", [b"200"])[0])
        return makePage(request, "<i>", "<p>as it is</p>\n", status)


class HTMLBytesCase(SynchronousTestCase):
    """
    Asks for pages that a resource returns as bytes.
    """

    def ask(self, target: str, kind: type[Site], method: str = "GET") -> Response:
        """
        Ask a site on either channel for a page.
        """
        request = f"{method} {target} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
        return only(converse(Written(), kind).send(request.encode()))


class HTMLBytesTests(HTMLBytesCase):
    """
    Pages of both kinds, on either channel.
    """

    def test_page(self) -> None:
        """
        The title is escaped, the content is there as it was written, between the frame's own
        lines.
        """
        for kind in SITES:
            page = self.ask("/a", kind)
            self.assertEqual(page.fields["content-type"], "text/html; charset=utf-8")
            self.assertTrue(page.text.startswith("<!DOCTYPE html>\n<html"))
            self.assertIn("<h1>&lt;i&gt;</h1>\n<p>as it is</p>\n    </main>\n", page.text)
            self.assertIn("<title>&lt;i&gt;</title>", page.text)

    def test_problem(self) -> None:
        """
        A status that tells of a problem is in the title of the window.
        """
        for kind in SITES:
            for status, title in ((303, "&lt;i&gt;"), (400, "Problem: &lt;i&gt;")):
                page = self.ask(f"/a?status={status}", kind)
                self.assertEqual(page.status, status)
                self.assertIn(f"<title>{title}</title>", page.text)

    def test_error(self) -> None:
        """
        The page of an error has its number, what was asked for, the rule and the next step.
        """
        for kind in SITES:
            page = self.ask("/a%3Ci%3E?missing=1", kind)
            self.assertEqual(page.status, 404)
            for text in (
                "<h1>404 Not Found</h1>",
                "There is no &lt;b&gt; here.",
                "<code>/a%3Ci%3E</code>",
                ">RFC 9110 section 15.5.5</a>",
                '<a href="/">Go to the home page</a>',
            ):
                self.assertIn(text, page.text)

    def test_layout(self) -> None:
        """
        The navigation is that of the site on which a page is shown.
        """

        class Large(stock.Site):
            layout = Layout([HOME, Link("/a", "Apples")])

        self.assertNotIn("Apples", self.ask("/a", stock.Site).text)
        self.assertIn('<a href="/a" aria-current="page">Apples</a>', self.ask("/a", Large).text)


class UnmadeTests(HTMLBytesCase):
    """
    The steps' channel, where no resource answers.
    """

    def test_method(self) -> None:
        """
        A method that a resource does not have is refused on a page of the site.
        """
        for method, status in (("POST", 405), ("PUT", 501)):
            page = self.ask("/a", stock.Site, method)
            self.assertEqual(page.status, status)
            self.assertIn(NAVIGATION, page.text)
            self.assertIn("<code>/a</code>", page.text)
        allow = self.ask("/a", stock.Site, "POST").fields["allow"]
        self.assertEqual(set(allow.split(", ")), {"GET", "HEAD"})

    def test_broken(self) -> None:
        """
        An error is told on one, and its words to the log alone.
        """
        page = self.ask("/a?broken=1", stock.Site)
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 1)
        self.assertEqual(page.status, 500)
        self.assertIn(NAVIGATION, page.text)
        self.assertNotIn("log alone", page.text)
        self.assertIn('<a href="">Try again</a>', page.text)
