"""
The one way to send a client elsewhere.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.server import Request
from twisted.web.test.requesthelper import DummyChannel
from twisted.web.util import redirectTo as twistedRedirectTo

from server.redirects import redirectTo


def makeRequest(method: bytes, uri: bytes) -> Request:
    """
    @param uri: the target, as it came.
    @return: a request whose answer nobody reads.
    """
    request = Request(DummyChannel(), False)
    request.method, request.uri = method, uri
    return request


class RedirectTests(SynchronousTestCase):
    """
    The status and the Location of a redirect, by the request that is answered.
    """

    def test_status(self) -> None:
        """
        The status lets no client change a method that asks for a change.
        """
        for method, isPermanent, expected in (
            (b"GET", False, 302),
            (b"HEAD", False, 302),
            (b"GET", True, 301),
            (b"POST", False, 307),
            (b"POST", True, 308),
            (b"DELETE", False, 307),
            (b"BREW", True, 308),
        ):
            request = makeRequest(method, b"/a")
            redirectTo(b"a/", request, isPermanent)
            self.assertEqual(request.code, expected, method)

    def test_query(self) -> None:
        """
        The query goes along; what may not be in a Location is encoded, and what is encoded stays
        so.
        """
        for uri, location in (
            (b"/a", b"a/"),
            (b"/a?", b"a/?"),
            (b"/a?x=1&y=%5B2%5D;z?", b"a/?x=1&y=%5B2%5D;z?"),
            (b'/a?"<\xff>"', b"a/?%22%3C%FF%3E%22"),
            (b"/a?\rSet-Cookie: b", b"a/?%0DSet-Cookie:%20b"),
        ):
            request = makeRequest(b"GET", uri)
            page = redirectTo(b"a/", request)
            self.assertEqual(request.responseHeaders.getRawHeaders(b"location"), [location])
            self.assertIn(b'">' + location.replace(b"&", b"&amp;") + b"</a>", page)

    def test_text(self) -> None:
        """
        An address that is text is a mistake.
        """
        error = self.assertRaises(TypeError, redirectTo, "a/", makeRequest(b"GET", b"/a"))
        self.assertEqual(str(error), "URL must be bytes")

    def test_twisted(self) -> None:
        """
        Twisted's own makes a GET of a POST. Where this test fails, it has been mended.
        """
        request = makeRequest(b"POST", b"/a?x=1")
        twistedRedirectTo(b"a/", request)
        self.assertEqual(request.code, 302)
