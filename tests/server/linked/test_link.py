"""
Whom a page of the step itself gives the link that opens the inspector.
"""

from __future__ import annotations

from twisted.internet.address import IPv4Address, IPv6Address, UNIXAddress
from twisted.internet.interfaces import IAddress
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.server import Request
from twisted.web.test.requesthelper import DummyChannel

from server.linked.access import Access

HERE = IPv4Address("TCP", "127.0.0.1", 8000)
THERE = IPv4Address("TCP", "192.0.2.7", 8000)


class LinkTests(SynchronousTestCase):
    """
    The link is given to browsers on this machine, and to nobody else.
    """

    def setUp(self) -> None:
        """
        Make the access to an inspector, which knows the link.
        """
        self.access = Access()
        self.access.place = "127.0.0.1:9000"

    def isGiven(
        self, host: str, client: IAddress = HERE, server: IAddress = HERE, field: str = "Accept"
    ) -> bool:
        """
        Tell whether a request gets it.

        @param host: the value of its Host field.
        @param client: where it comes from.
        @param server: where it has arrived.
        @param field: the name of a further field that it has.
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
        Whoever is at this machine does, by any of the machine's own names.
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
