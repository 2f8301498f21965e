"""
Where redirects lead: the next URL, its method and its fields (RFC 9110 section 15.4).
"""

from __future__ import annotations

from typing import cast

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Request

from lessons.clients.errors import ClientError
from lessons.clients.redirects import Asked, Body, follow
from lessons.clients.statuses import Exit
from tests.support.clients import MemoryWeb

HERE = "http://h/a/b"
FIELDS = {"Authorization": "x", "Cookie": "y", "Content-Type": "z", "Accept": "w"}
BODY = cast(Body, object())

#: Method, status, and the next method.
METHODS = [
    ("GET", 301, "GET"),
    ("HEAD", 302, "HEAD"),
    ("HEAD", 303, "HEAD"),
    ("POST", 301, "GET"),
    ("POST", 302, "GET"),
    ("POST", 303, "GET"),
    ("PUT", 302, "PUT"),
    ("PUT", 303, "GET"),
    ("GET", 307, "GET"),
    ("POST", 307, "POST"),
    ("DELETE", 308, "DELETE"),
]

#: Whether Authorization and Cookie may go there.
ORIGINS = {
    "/c": True,
    "http://h:80/c": True,
    "//H/c": True,
    "http://h:81/c": False,
    "https://h/c": False,
    "http://i/c": False,
}


class FollowTests(SynchronousTestCase):
    """
    The request that follows a redirect.
    """

    def test_methods(self) -> None:
        """
        Some redirects make a GET of it, and then nothing tells of a content.
        """
        for method, code, wanted in METHODS:
            following = follow(Asked(method, HERE, FIELDS), code, "c")
            assert following is not None
            self.assertEqual((following.method, following.url), (wanted, "http://h/a/c"))
            self.assertEqual("Content-Type" in following.fields, wanted == method, code)

    def test_private(self) -> None:
        """
        Credentials go to no other origin.
        """
        for location, areKept in ORIGINS.items():
            following = follow(Asked("GET", HERE, FIELDS), 302, location)
            assert following is not None
            self.assertEqual("Authorization" in following.fields, areKept, location)
            self.assertEqual("Cookie" in following.fields, areKept, location)
            self.assertEqual(following.fields["Accept"], "w")

    def test_noRedirect(self) -> None:
        """
        Other answers lead nowhere, whatever their Location says.
        """
        for code in (200, 201, 300, 304, 305, 306, 309, 404):
            self.assertIsNone(follow(Asked("GET", HERE), code, "/c"))

    def test_refused(self) -> None:
        """
        A redirect that cannot be followed is told, and a form goes out once.
        """
        for location, words in (
            (None, "redirected, but not told where to"),
            ("http://h:65536/", "where we cannot go: a port is a number from 1 to 65535"),
            ("/\udcff\n", "redirected to /\\xff\\n, where we cannot go"),
        ):
            with self.assertRaises(ClientError) as caught:
                follow(Asked("GET", HERE), 302, location)
            self.assertIn(words, str(caught.exception))
            self.assertIs(caught.exception.status, Exit.PROTOCOL)
        with self.assertRaises(ClientError) as caught:
            follow(Asked("POST", HERE, {}, BODY), 308, "/c")
        self.assertIn(
            "redirected (308) to http://h/c: the form was not sent", str(caught.exception)
        )


class Chain(Resource):
    """
    Three redirects, each relative to where it is.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        """
        Redirect to the next, or answer as the last.
        """
        steps = {b"/": b"/x/one", b"/x/one": b"two", b"/x/two": b"y/three"}
        if request.uri in steps:
            request.setResponseCode(302)
            request.setHeader(b"Location", steps[request.uri])
        return bytes(request.uri)


class ChainTests(SynchronousTestCase):
    """
    Several redirects, one after the other.
    """

    def test_relative(self) -> None:
        """
        Each is relative to the URL that it was the answer for.
        """
        pieces: list[bytes] = []

        async def fetch() -> None:
            await web.read(await web.request("GET", "http://h/"), pieces.append)

        web = MemoryWeb(Chain())
        self.successResultOf(web.finish(fetch()))
        self.assertEqual(pieces, [b"/x/y/three"])
