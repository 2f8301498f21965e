"""
What holds for everything that is mounted in the greenhouse.
"""

from __future__ import annotations

import sys
from io import StringIO

from twisted.internet.interfaces import ISSLTransport
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import alsoProvides

from server.files import PublicFile
from tests.support.greenhouse import mounted, startGreenhouse
from tests.support.producing import get, produceBy
from tests.support.responses import Response

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")

#: What does not end while the clock stands still, or is cut off.
ENDLESS = {"/stream", "/cut", "/non_blocking", "/coroutine"}
#: What most resources allow.
ALLOWED = ("GET, HEAD, OPTIONS", "GET, HEAD, POST, OPTIONS")
#: What answers every method.
ALL_METHODS = ("/echo",)


class RulesTestCase(SynchronousTestCase):
    """
    Connects to the greenhouse, and knows the paths of all that is mounted there.
    """

    channel = "own"

    def setUp(self) -> None:
        """
        Connect to the greenhouse, in memory.
        """
        self.conversation = startGreenhouse(self, "--channel", self.channel)
        produceBy(self, self.conversation.clock)
        self.paths = ["/", *mounted(self.conversation.factory.resource)]  # type: ignore[attr-defined]

    def ask(self, method: str, path: str, *fields: str) -> Response:
        """
        Make one request, on a connection of its own.
        """
        self.conversation = self.conversation.again()
        length = [] if method in ("GET", "HEAD") else ["Content-Length: 0"]
        return get(self.conversation, path, *length, *fields, method=method, host="localhost")


class MethodTests(RulesTestCase):
    """
    Methods that a resource does not have.
    """

    def test_notAllowed(self) -> None:
        """
        A method that is known but not allowed gets 405, the list of those that are,
        and a sentence on a page of ours.
        """
        for path in self.paths:
            if path in ALL_METHODS:
                continue
            for method in ("DELETE", "PUT", "PATCH", "TRACE"):
                answer = self.ask(method, path)
                self.assertEqual(answer.status, 405, (method, path))
                self.assertRegex(
                    answer.fields["allow"], r"\A(GET, HEAD, (POST, )?OPTIONS)\Z", path
                )
                self.assertIn(f"{method} does not work here; GET, HEAD, ", answer.text)
                self.assertIn('<nav aria-label="Site">', answer.text)

    def test_unknown(self) -> None:
        """
        A method that nobody knows gets 501.
        """
        for path in self.paths:
            if path not in ALL_METHODS:
                for method in ("BREW", "get", "PROPFIND"):
                    answer = self.ask(method, path)
                    self.assertEqual(answer.status, 501, (method, path))
                    self.assertIn(f"does not know the method {method}.", answer.text)
                    self.assertNotIn("allow", answer.fields)

    def test_options(self) -> None:
        """
        OPTIONS to any page is a 200 without content, whose Allow names the methods that work
        there.
        """
        for path in self.paths:
            answer = self.ask("OPTIONS", path)
            self.assertEqual((answer.status, answer.content), (200, b""), path)
            self.assertIn("GET, HEAD, ", answer.fields["allow"])
            self.assertEqual(answer.fields["content-length"], "0")

    def test_server(self) -> None:
        """
        OPTIONS C{*} tells the methods that the server knows as a whole.
        """
        answer = self.ask("OPTIONS", "*")
        self.assertEqual((answer.status, answer.content), (200, b""))
        self.assertEqual(answer.fields["allow"], "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH")

    def test_nothing(self) -> None:
        """
        What is not there is not there for any method.
        """
        for method in METHODS:
            self.assertEqual(self.ask(method, "/nothing").status, 404, method)


class RedirectTests(RulesTestCase):
    """
    Where one is sent from one address to another.
    """

    #: What leads elsewhere by itself; what else does, does so after a POST.
    LEADING = {
        *("/plants", "/search", "/temperature", "/course", "/files", "/doc", "/logs"),
        *("/calendar", "/calendar/", "/color", "/dispatch"),
        *("/dispatch/table", "/dispatch/prefix"),
    }

    def test_query(self) -> None:
        """
        The query goes along, byte for byte.
        """
        found = []
        for path in {*self.paths, *self.LEADING} - ENDLESS:
            for method in ("GET", "HEAD"):
                answer = self.ask(method, f"{path}?querystr=HTTP&a=%5B1%5D;b")
                if 300 <= answer.status <= 399:
                    self.assertIn(answer.status, (301, 302), path)
                    self.assertTrue(
                        answer.fields["location"].endswith("?querystr=HTTP&a=%5B1%5D;b"), path
                    )
                    found.append(path)
        self.assertEqual(set(found), self.LEADING)

    def test_content(self) -> None:
        """
        What would change something is sent on as it is, or refused; nothing of it
        becomes a GET.
        """
        for path in self.LEADING:
            answer = self.ask("POST", f"{path}?x=1")
            self.assertIn(answer.status, (307, 308, 405), path)
            if answer.status != 405:
                self.assertTrue(answer.fields["location"].endswith("/?x=1"), path)
        self.assertEqual(self.ask("POST", "/plants").status, 307)
        self.assertEqual(self.ask("POST", "/search").status, 307)


class GuardTests(RulesTestCase):
    """
    Requests that a page of another site has caused.
    """

    def test_change(self) -> None:
        """
        Whatever they would change, they do not; by themselves, programs may.
        """
        evil = "Origin: http://evil.example"
        for path in self.paths:
            for fields in ((evil,), ("Sec-Fetch-Site: cross-site",), ("Origin: null",)):
                answer = self.ask("POST", path, *fields)
                self.assertEqual(answer.status, 403, (path, fields))
                self.assertIn("Nothing was done", answer.text)
        self.assertEqual(self.ask("GET", "/etag").text, "This is version 1.\n")
        self.assertIn("Counted so far: 0", self.ask("GET", "/shared").text)
        self.assertEqual(self.ask("POST", "/etag").text, "This is version 2.\n")

    def test_own(self) -> None:
        """
        A page of ours may send what it likes.
        """
        own = ("Origin: http://localhost", "Sec-Fetch-Site: same-origin")
        self.assertEqual(self.ask("POST", "/session", *own).status, 303)

    def test_reading(self) -> None:
        """
        To look at a page by a link from elsewhere does no harm.
        """
        self.assertEqual(self.ask("GET", "/", "Sec-Fetch-Site: cross-site").status, 200)


class CookieTests(RulesTestCase):
    """
    What browsers are told to keep.
    """

    SETTING = (("POST", "/session"), ("GET", "/plants/get_add_form"))

    def test_flags(self) -> None:
        """
        A cookie is read by no script, comes with no other site's form, and is in no
        cache.
        """
        for method, path in self.SETTING:
            answer = self.ask(method, path).fields
            self.assertIn("; HttpOnly", answer["set-cookie"])
            self.assertIn("; SameSite=lax", answer["set-cookie"])
            self.assertNotIn("Secure", answer["set-cookie"])
            self.assertEqual(answer["cache-control"], "no-store", path)

    def test_secure(self) -> None:
        """
        What was set over TLS is never sent without.
        """
        for method, path in self.SETTING:
            other = self.conversation.again()
            alsoProvides(other.transport, ISSLTransport)
            length = ["Content-Length: 0"] if method == "POST" else []
            answer = get(other, path, *length, method=method, host="localhost")
            self.assertIn("; Secure", answer.fields["set-cookie"])

    def test_quoted(self) -> None:
        """
        A cookie's value counts also where the client has put it between quotes.
        """
        cookie = self.ask("POST", "/session").fields["set-cookie"].partition(";")[0]
        name, _, value = cookie.partition("=")
        for said in (value, f'"{value}"'):
            page = self.ask("GET", "/session", f"Cookie: {name}={said}")
            self.assertIn("Counted so far: 1", page.text)

    def test_token(self) -> None:
        """
        A page with a token is for one browser, even where the cookie was set before.
        """
        cookie = self.ask("GET", "/plants/get_add_form").fields["set-cookie"].partition(";")[0]
        for said in (cookie, cookie.replace("=", '="') + '"'):
            again = self.ask("GET", "/plants/get_add_form", f"Cookie: {said}").fields
            self.assertNotIn("set-cookie", again)
            self.assertEqual(again["cache-control"], "no-store")


class StaticFileTests(RulesTestCase):
    """
    Files as a browser asks for them, and as all others do.
    """

    BROWSER = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    NAVIGATION = '<li><a href="/plants/">Plants</a></li>'

    def test_text(self) -> None:
        """
        A text is shown on a page of the site, with a way back, and a link to the file
        itself.
        """
        page = self.ask("GET", "/doc/step6.py", self.BROWSER)
        self.assertEqual(page.fields["content-type"], "text/html; charset=utf-8")
        self.assertIn(self.NAVIGATION, page.text)
        self.assertIn("&lt;li&gt;&lt;a href=", page.text)
        self.assertIn('<a href="./">The folder</a>', page.text)
        self.assertIn("script-src 'none'", page.fields["content-security-policy"])
        raw = self.ask("GET", "/doc/step6.py?raw", self.BROWSER)
        self.assertEqual(raw.fields["content-type"], "text/plain; charset=utf-8")
        self.assertTrue(raw.text.startswith('"""\nStep 6'))

    def test_programs(self) -> None:
        """
        Programs get the file; caches are told that there are two answers.
        """
        for fields in ((), ("Accept: */*",), ("Accept: text/plain",)):
            raw = self.ask("GET", "/doc/step6.py", *fields)
            self.assertEqual(raw.fields["content-type"], "text/plain; charset=utf-8")
            self.assertEqual(raw.fields["vary"], "accept, accept-encoding")
        page = self.ask("GET", "/doc/step6.py", self.BROWSER).fields
        self.assertEqual(page["vary"], "accept, accept-encoding")

    def test_directory(self) -> None:
        """
        The list of what is in a directory is a page of the site, whoever asks for it.
        """
        for fields in ((), (self.BROWSER,)):
            page = self.ask("GET", "/files/", *fields).text
            self.assertIn(self.NAVIGATION, page)
            self.assertIn('<a href="hello.txt">hello.txt</a>, 87 bytes', page)

    def test_pages(self) -> None:
        """
        An HTML file is a page already, and a picture a picture.
        """
        for path, kind in (
            ("/doc/notes/aubergine.html", "text/html"),
            ("/files/flowers/tulip.svg", "image/svg+xml"),
            ("/style.css", "text/css"),
        ):
            self.assertEqual(self.ask("GET", path, self.BROWSER).fields["content-type"], kind)

    def test_gone(self) -> None:
        """
        A file that has gone, or that may not be read, says so itself.
        """

        def refuse(*arguments: object) -> None:
            raise PermissionError(13, "Permission denied")

        self.patch(PublicFile, "openForReading", refuse)
        self.assertEqual(self.ask("GET", "/files/hello.txt", self.BROWSER).status, 403)

    def test_trace(self) -> None:
        """
        With C{--trace}, a file that a browser asks for still has the navigation.
        """
        self.conversation = startGreenhouse(self, "--trace")
        self.patch(sys, "stdout", StringIO())
        page = self.ask("GET", "/doc/step6.py", self.BROWSER).text
        self.assertIn(self.NAVIGATION, page)


class StockMethodTests(MethodTests):
    """
    The same on Twisted's own channel.
    """

    channel = "stock"


class StockRedirectTests(RedirectTests):
    """
    The same on Twisted's own channel.
    """

    channel = "stock"


class StockGuardTests(GuardTests):
    """
    The same on Twisted's own channel.
    """

    channel = "stock"


class StockCookieTests(CookieTests):
    """
    The same on Twisted's own channel.
    """

    channel = "stock"
