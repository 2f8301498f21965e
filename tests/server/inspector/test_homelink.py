"""
The greenhouse's home page leads to the inspector, whoever may look.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from html import unescape
from urllib.request import Request as Asking

from twisted.internet.address import IPv4Address, IPv6Address, UNIXAddress
from twisted.internet.interfaces import IAddress
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.server import Request
from twisted.web.test.requesthelper import DummyChannel

from server.linked.access import Access
from tests.support.browser import Browser
from tests.support.greenhouse import startGreenhouse
from tests.support.inspected import InspectedStep

HERE = IPv4Address("TCP", "127.0.0.1", 8000)
THERE = IPv4Address("TCP", "192.0.2.7", 8000)
LINK = re.compile(r'<a href="(http://127\.0\.0\.1:(\d+)(/\?token=[^"]+))">inspector</a>')


class LinkTests(SynchronousTestCase):
    """
    Who gets the link.
    """

    def setUp(self) -> None:
        """
        Make what knows it.
        """
        self.access = Access()
        self.access.place = "127.0.0.1:9000"

    def isGiven(
        self, host: str, client: IAddress = HERE, server: IAddress = HERE, field: str = "Accept"
    ) -> bool:
        """
        Tell whether a request gets it.

        @param field: stands in the request as well.
        """
        request = Request(DummyChannel())
        request.client, request.host = client, server
        for name, value in {"Host": host, field: "192.0.2.7"}.items():
            request.requestHeaders.addRawHeader(name, value)
        link = self.access.linkFor(request)
        self.assertIn(link, (None, f"http://127.0.0.1:9000/?token={self.access.token}"))
        return link is not None

    def test_here(self) -> None:
        """
        Whoever sits at this machine does, by whatever name of its own.
        """
        for host in ("127.0.0.1:8000", "localhost:8000", "LOCALHOST", "127.1.2.3", "[::1]:8000"):
            self.assertTrue(self.isGiven(host), host)
        six = IPv6Address("TCP", "::1", 8000)
        self.assertTrue(self.isGiven("[::1]", six, six))

    def test_elsewhere(self) -> None:
        """
        Nobody else does: not from another machine, nor to another address of this one, nor
        by a name that somebody has made point here, nor through a server in between.
        """
        own = "127.0.0.1:8000"
        self.assertFalse(self.isGiven(own, client=THERE))
        self.assertFalse(self.isGiven(own, server=THERE))
        self.assertFalse(self.isGiven(own, UNIXAddress("/tmp/a"), UNIXAddress("/tmp/a")))
        for host in ("example.org", "192.0.2.7:8000", "127.0.0.1.example.org", "", "::1:", "a b"):
            self.assertFalse(self.isGiven(host), host)
        for field in ("Via", "Forwarded", "X-Forwarded-For", "X-Real-IP", "X-Forwarded-Host"):
            self.assertFalse(self.isGiven(own, field=field), field)


class HomeTests(SynchronousTestCase):
    """
    The page.
    """

    def test_link(self) -> None:
        """
        The link on the home page opens the inspector; no cache keeps it, and whoever comes
        by another name is told where it is.
        """
        with ExitStack() as resources:
            step = InspectedStep(resources, "lessons.step15")
            home = Browser(step.port)
            answer = home.get("/")
            found = LINK.search(answer.text)
            assert found, answer.text
            self.assertEqual(unescape(found[3]), step.link)
            self.assertIn("no-store", answer.headers["Cache-Control"])
            browser = Browser(int(found[2]))
            self.assertEqual(browser.get(unescape(found[3])).status, 303)
            self.assertEqual(browser.get("/").status, 200)
            passed = Asking(f"{home.root}/", headers={"X-Forwarded-For": "192.0.2.7"})
            with home.opener.open(passed) as response:
                text = response.read().decode()
            self.assertIn("its link is in the terminal", text)
            self.assertNotIn("token", text)

    def test_none(self) -> None:
        """
        Where there is no inspector, the page does not speak of it.
        """
        answer = startGreenhouse(self).send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertIn(b"The greenhouse", answer)
        self.assertNotIn(b"nspector", answer)
