"""
Whether a request was sent from a page of ours.
"""

from __future__ import annotations

from typing import cast

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.server import Request

from server.csrf import isFromElsewhere

#: Sec-Fetch-Site, Origin and Host, whether TLS is spoken, and whether another site's
#: page has sent it.
TABLE: list[tuple[bytes | None, bytes | None, bytes | None, bool, bool]] = [
    # curl, and browsers of long ago.
    (None, None, b"a:8000", False, False),
    (None, None, None, False, False),
    # What newer browsers say.
    (b"same-origin", b"http://a:8000", b"a:8000", False, False),
    (b"none", None, b"a:8000", False, False),
    (b"same-site", b"http://a:8001", b"a:8000", False, True),
    (b"cross-site", b"http://evil.example", b"a:8000", False, True),
    (b"cross-site", None, b"a:8000", False, True),
    (b"", None, b"a:8000", False, True),
    # What all of them say.
    (None, b"http://a:8000", b"a:8000", False, False),
    (None, b"http://A:8000", b"a:8000", False, False),
    (None, b"http://a:8000", b"A:8000", False, False),
    (None, b"http://[::1]:8000", b"[::1]:8000", False, False),
    (None, b"http://evil.example", b"a:8000", False, True),
    (b"same-origin", b"http://evil.example", b"a:8000", False, True),
    (None, b"http://a:8001", b"a:8000", False, True),
    (None, b"http://a", b"a:8000", False, True),
    (None, b"http://a:8000.evil.example", b"a:8000", False, True),
    (None, b"http://evil.example/a:8000", b"a:8000", False, True),
    (None, b"null", b"a:8000", False, True),
    (None, b"null", b"null", False, True),
    (None, b"", b"a:8000", False, True),
    (None, b"", b"", False, True),
    (None, b"\xff", b"a:8000", False, True),
    (None, b"http://a:8000", None, False, True),
    # TLS: a page that came without it could have come from anybody. Where another
    # server before us speaks TLS, the page came with it, and we do not know.
    (None, b"https://a:8443", b"a:8443", True, False),
    (None, b"http://a:8443", b"a:8443", True, True),
    (None, b"https://a", b"a", False, False),
    (None, b"ftp://a", b"a", False, True),
]


class FakeRequest:
    """
    A request, as far as the guard looks at it: its fields, and whether it came by TLS.
    """

    def __init__(self, fields: dict[bytes, bytes | None], secure: bool) -> None:
        self.getHeader = fields.get
        self.isSecure = lambda: secure


class GuardTests(SynchronousTestCase):
    """
    The first two of its three questions; for the third, see the plants' forms.
    """

    def test_table(self) -> None:
        """
        Whatever says that another site is behind a request is believed.
        """
        for site, origin, host, secure, expected in TABLE:
            fields = {b"sec-fetch-site": site, b"origin": origin, b"host": host}
            request = cast(Request, FakeRequest(fields, secure))
            self.assertIs(isFromElsewhere(request), expected, (fields, secure))
