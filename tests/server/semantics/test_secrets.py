"""
What a log does not show of a head.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.http1.requests import RequestReader
from server.http1.responses import ResponseReader
from server.http1.serialization import writeFields
from server.semantics.secrets import MASK, masked

SECRET = (
    b"Authorization",
    b"proxy-authorization",
    b"Cookie",
    b"SET-COOKIE",
    b"Authentication-Info",
    b"X-Api-Key",
    b"X-Auth-Token",
    b"X-CSRF-Token",
    b"X-Amz-Signature",
)
OPEN = (b"Host", b"Content-Type", b"WWW-Authenticate", b"Sec-WebSocket-Key", b"User-Agent")


class SecretsTests(SynchronousTestCase):
    """
    The one function, and who calls it.
    """

    def test_names(self) -> None:
        """
        Credentials are masked, however their field is spelled; nothing else is.
        """
        for name in SECRET:
            self.assertEqual(masked([(name, b"hunter2")]), [(name, MASK)])
        for name in OPEN:
            self.assertEqual(masked([(name, b"x")]), [(name, b"x")])

    def test_request(self) -> None:
        """
        A request says all of itself but its secrets.
        """
        reader = RequestReader()
        reader.feed(b"GET /a HTTP/1.1\r\nHost: b\r\nAuthorization: Basic hunter2\r\n\r\n")
        shown = repr(reader.nextEvent())
        self.assertNotIn("hunter2", shown)
        for part in ("Request(method=b'GET'", "b'/a'", "(b'Host', b'b')", "Authorization"):
            self.assertIn(part, shown)

    def test_response(self) -> None:
        """
        The C{repr} of a response shows its status, but no cookie's value.
        """
        reader = ResponseReader()
        reader.feed(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=hunter2\r\n\r\n")
        shown = repr(reader.nextEvent())
        self.assertNotIn("hunter2", shown)
        self.assertIn("status=200", shown)

    def test_error(self) -> None:
        """
        A field that cannot be written is named, and its secret is not.
        """
        with self.assertRaises(ValueError) as caught:
            writeFields([(b"Set-Cookie", b"a=hunter2\n")])
        self.assertIn("Set-Cookie", str(caught.exception))
        self.assertNotIn("hunter2", str(caught.exception))
